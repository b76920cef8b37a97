/**
 * A discrete-event simulation of a port pool, seeded: connections arrive one by one, take a port if
 * there is one, and give it back T + H later. It knows nothing of the closed form that it checks.
 */
import type { PoolModel } from '../../../src/explain/timeWaitModel';

export interface SimulatedRun {
  /** When a connection first found no port, in milliseconds; Infinity if none did. */
  readonly firstRefusalMs: number;
  readonly admitted: number;
  readonly refused: number;
  readonly released: number;
  /** Ports in use at the end. */
  readonly occupied: number;
  readonly highestOccupancy: number;
  readonly lowestOccupancy: number;
}

/** Mulberry32 (public domain, T. Ettinger): small, fast, the same everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Rows whose ages are spread evenly over T + H: when each comes back, ascending. */
export function evenlySpread(model: PoolModel, ports: number): number[] {
  const lifeMs = model.timeWaitMs + model.holdTimeMs;
  return Array.from({ length: ports }, (_, index) => ((index + 0.5) * lifeMs) / ports);
}

/**
 * Runs until `untilMs`. Arrivals are evenly spaced with a jitter of up to half a gap either way.
 *
 * @param freeingInMs when each port that is occupied at the start comes back.
 */
export function simulate(
  model: PoolModel,
  connectionsPerSecond: number,
  freeingInMs: readonly number[],
  untilMs: number,
  seed: number,
): SimulatedRun {
  const random = seededRandom(seed);
  const gapMs = 1_000 / connectionsPerSecond;
  const lifeMs = model.timeWaitMs + model.holdTimeMs;
  // Both queues are ascending: initial ports by construction, later ones as every life is as long.
  const initial = [...freeingInMs].sort((left, right) => left - right);
  const later: number[] = [];
  let nextInitial = 0;
  let nextLater = 0;
  let occupied = initial.length;
  let firstRefusalMs = Infinity;
  let admitted = 0;
  let refused = 0;
  let highestOccupancy = occupied;
  let lowestOccupancy = occupied;

  for (let index = 0; ; index += 1) {
    const atMs = (index + 0.5 + (random() - 0.5) * 0.999) * gapMs;
    if (atMs > untilMs) break;
    while ((initial[nextInitial] ?? Infinity) <= atMs) {
      nextInitial += 1;
      occupied -= 1;
    }
    while ((later[nextLater] ?? Infinity) <= atMs) {
      nextLater += 1;
      occupied -= 1;
    }
    lowestOccupancy = Math.min(lowestOccupancy, occupied);
    if (occupied >= model.capacity) {
      refused += 1;
      firstRefusalMs = Math.min(firstRefusalMs, atMs);
      continue;
    }
    admitted += 1;
    occupied += 1;
    // Lives that start in order must end in order: arrivals with jitter are still in order.
    later.push(atMs + lifeMs);
    highestOccupancy = Math.max(highestOccupancy, occupied);
  }
  return {
    firstRefusalMs,
    admitted,
    refused,
    released: nextInitial + nextLater,
    occupied,
    highestOccupancy,
    lowestOccupancy,
  };
}
