/** When the ports are back if the load stops. */
import type { Occupied } from './occupancyCurve';
import { portTimeMs, type PoolModel } from './timeWaitModel';
import type { Clearing } from './verdict';

/**
 * How long until half and all of the occupied ports are back if nothing connects any more, counted
 * from `sinceLookMs` after the look that found them. Ages that are not known are spread evenly.
 */
export function clearingOf(occupied: Occupied, pool: PoolModel, sinceLookMs: number): Clearing {
  const fromLook =
    'freeingInMs' in occupied ? ofRows(occupied.freeingInMs) : evenly(occupied, pool);
  return {
    halfMs: Math.max(0, fromLook.halfMs - sinceLookMs),
    allMs: Math.max(0, fromLook.allMs - sinceLookMs),
  };
}

/** The port in the middle and the last one; ascending. */
function ofRows(freeingInMs: readonly number[]): Clearing {
  return {
    halfMs: freeingInMs[Math.ceil(freeingInMs.length / 2) - 1] ?? 0,
    allMs: freeingInMs.at(-1) ?? 0,
  };
}

function evenly(
  { evenlySpreadPorts }: Extract<Occupied, { evenlySpreadPorts: number }>,
  pool: PoolModel,
): Clearing {
  if (!(evenlySpreadPorts > 0)) return { halfMs: 0, allMs: 0 };
  return { halfMs: portTimeMs(pool) / 2, allMs: portTimeMs(pool) };
}
