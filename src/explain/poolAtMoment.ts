/** The ports of a pool at one moment, for a picture: which are open, which wait, and how long still. */
import {
  highestOccupancy,
  lastingRatePerSecond,
  meanPortTimeMs,
  portTimeMs,
  type PoolModel,
} from './timeWaitModel';

/** The occupied ports of a moment; all others of the capacity are free. */
export interface PoolMoment {
  readonly open: number;
  /** For each waiting port how long it still waits, in milliseconds. */
  readonly waitingMs: readonly number[];
}

/**
 * The pool `afterMs` milliseconds after a steady rate of connections began on an empty one.
 *
 * Connections come evenly spaced. The n-th port is taken n / λ after the start, comes back T + H later
 * and is taken again at once: either by the next connection that was due (under the sustainable rate),
 * or by one of those that are refused meanwhile (over it). So its age is what passed since its first
 * connection, modulo T + H. The count is that of `occupancyCurve`, to a port.
 */
export function poolAtMoment(
  model: PoolModel,
  connectionsPerSecond: number,
  afterMs: number,
): PoolMoment {
  const perMs = lastingRatePerSecond(model, connectionsPerSecond) / 1_000;
  const wholeMs = portTimeMs(model);
  if (!(perMs > 0) || !(wholeMs > 0) || !(afterMs > 0)) return { open: 0, waitingMs: [] };
  const everTaken = Math.min(highestOccupancy(model, connectionsPerSecond), perMs * wholeMs);
  const taken = Math.min(Math.round(everTaken), Math.floor(perMs * afterMs) + 1);
  const openMs = openPartMs(model);
  let open = 0;
  const waitingMs: number[] = [];
  for (let port = 0; port < taken; port += 1) {
    const ageMs = Math.max(0, afterMs - port / perMs) % wholeMs;
    if (ageMs < openMs) open += 1;
    else waitingMs.push(wholeMs - ageMs);
  }
  return { open, waitingMs };
}

/** Of T + H, the part that is open: more than H where the other side closes some and they never wait. */
function openPartMs(model: PoolModel): number {
  const meanMs = meanPortTimeMs(model);
  return meanMs > 0 ? (portTimeMs(model) * Math.max(0, model.holdTimeMs)) / meanMs : 0;
}
