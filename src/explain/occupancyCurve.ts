/**
 * Occupancy over time for the chart. Other than the time to exhaustion it goes on past the wall: a
 * full pool refuses connections, and what was refused takes no port. Nor does what would wait beyond
 * the system's limit of waiting rows.
 */
import {
  countUpTo,
  highestOccupancy,
  lastingRatePerSecond,
  portTimeMs,
  type PoolModel,
} from './timeWaitModel';

/** One point of the curve; `afterMs` counts from the moment that the occupied ports were counted. */
export interface CurvePoint {
  readonly afterMs: number;
  readonly occupiedPorts: number;
}

/** When today's ports come back: row by row (ascending), or evenly over T + H. */
export type Occupied =
  { readonly freeingInMs: readonly number[] } | { readonly evenlySpreadPorts: number };

/** Internal steps per point, so that a T + H that is short beside the horizon keeps its shape. */
const stepsPerPoint = 50;

/**
 * Predicted occupancy from 0 to `horizonMs` in `points` equal steps (so `points + 1` values, at most
 * 1,001). With A(t) the connections admitted so far, N(t) = N₀ − freed(t) + A(t) − A(t − (T + H)),
 * and A grows by λ as long as N(t) stays within the capacity. Empty where the horizon is not a
 * positive number. Units: milliseconds, connections per second, ports.
 */
export function occupancyCurve(
  model: PoolModel,
  connectionsPerSecond: number,
  occupied: Occupied,
  horizonMs: number,
  points: number,
): readonly CurvePoint[] {
  const pointCount = Math.min(Math.max(Math.floor(points), 1), 1_000);
  if (!(horizonMs > 0) || !Number.isFinite(horizonMs)) return [];
  const rate = lastingRatePerSecond(model, connectionsPerSecond);
  const capacity = model.capacity > 0 ? model.capacity : 0;
  const ceiling = highestOccupancy(model, connectionsPerSecond);
  const lifeMs = portTimeMs(model);
  const stepMs = horizonMs / (pointCount * stepsPerPoint);
  const admitted: number[] = [0];

  const held = heldPorts(occupied, lifeMs);
  const curve: CurvePoint[] = [{ afterMs: 0, occupiedPorts: Math.min(held(0), capacity) }];
  for (let step = 1; step <= pointCount * stepsPerPoint; step += 1) {
    const atMs = step * stepMs;
    const before = admitted[step - 1] ?? 0;
    const returned = interpolated(admitted, (atMs - lifeMs) / stepMs);
    const room = ceiling - held(atMs) + returned;
    const now = Math.max(before, Math.min(before + (rate * stepMs) / 1_000, room));
    admitted.push(now);
    if (step % stepsPerPoint === 0) {
      curve.push({ afterMs: atMs, occupiedPorts: Math.min(held(atMs) + now - returned, capacity) });
    }
  }
  return curve;
}

/** How many of today's ports are still held at a moment. */
function heldPorts(occupied: Occupied, lifeMs: number): (atMs: number) => number {
  if ('freeingInMs' in occupied) {
    const rows = occupied.freeingInMs;
    return (atMs) => rows.length - countUpTo(rows, atMs);
  }
  const ports = occupied.evenlySpreadPorts > 0 ? occupied.evenlySpreadPorts : 0;
  return (atMs) => (lifeMs > 0 ? ports * Math.max(0, 1 - atMs / lifeMs) : 0);
}

/** The value between two steps; 0 before the first, the last one known after it. */
function interpolated(values: readonly number[], index: number): number {
  if (index <= 0) return 0;
  const last = values.length - 1;
  if (index >= last) return values[last] ?? 0;
  const lower = Math.floor(index);
  const from = values[lower] ?? 0;
  const to = values[lower + 1] ?? from;
  return from + (to - from) * (index - lower);
}
