/** What a change would do to a forecast: the question behind every remedy and slider. */
import { poolModelOf } from './forecast';
import { sustainableRatePerSecond, timeToExhaustionMs } from './timeWaitModel';
import type { Pool } from './verdict';

/** One thing changed, or several; what is absent stays as it is. */
export interface Change {
  /** Of the connections of now, the share (0 to 1) that is saved as its request reuses another. */
  readonly reuseRatio?: number;
  /** Ports that could serve the destination. */
  readonly capacity?: number;
  readonly timeWaitMs?: number;
  readonly holdTimeMs?: number;
  /** The share of the connections, 0 to 1, that our side closes first. */
  readonly closedHereShare?: number;
}

/** The same program after a change, in connections per second and milliseconds. */
export interface WhatIf {
  /** New connections that are left of today's. */
  readonly connectionsPerSecond: number;
  /** New connections that could go on for ever. */
  readonly sustainablePerSecond: { readonly min: number; readonly max: number };
  /** Calls per second, today's connections being one each, that could go on for ever. */
  readonly sustainableCallsPerSecond: { readonly min: number; readonly max: number };
  /** From an empty pool, as it is after the change and a restart; Infinity where never. */
  readonly timeToExhaustionMs: { readonly min: number; readonly max: number };
}

/**
 * The forecast after a change, counted from an empty pool: what is occupied today belongs to the old
 * ways. Ratios outside 0 to 1 count as the nearer end; of a disputed TIME_WAIT length both ends are
 * given, unless the change sets one.
 */
export function whatIf(pool: Pool, change: Change): WhatIf {
  const reuseRatio = share(change.reuseRatio ?? 0);
  const { effectiveTimeWaitMs } = pool;
  const model = {
    ...poolModelOf(pool),
    ...(change.capacity !== undefined && { capacity: change.capacity }),
    ...(change.holdTimeMs !== undefined && { holdTimeMs: change.holdTimeMs }),
    ...(change.closedHereShare !== undefined && {
      closedHereShare: share(change.closedHereShare),
    }),
  };
  const safe = { ...model, timeWaitMs: change.timeWaitMs ?? effectiveTimeWaitMs.maxMs };
  const optimistic = { ...model, timeWaitMs: change.timeWaitMs ?? effectiveTimeWaitMs.minMs };
  const connectionsPerSecond = pool.connectionsPerSecond * (1 - reuseRatio);
  const sustainablePerSecond = {
    min: sustainableRatePerSecond(safe),
    max: sustainableRatePerSecond(optimistic),
  };
  return {
    connectionsPerSecond,
    sustainablePerSecond,
    sustainableCallsPerSecond: {
      min: callsOver(sustainablePerSecond.min, reuseRatio),
      max: callsOver(sustainablePerSecond.max, reuseRatio),
    },
    timeToExhaustionMs: {
      min: timeToExhaustionMs(safe, connectionsPerSecond, 0),
      max: timeToExhaustionMs(optimistic, connectionsPerSecond, 0),
    },
  };
}

/** So many calls a second need so many new connections; with full reuse any number needs none. */
function callsOver(connectionsPerSecond: number, reuseRatio: number): number {
  return reuseRatio < 1 ? connectionsPerSecond / (1 - reuseRatio) : Infinity;
}

function share(ratio: number): number {
  return ratio > 0 ? Math.min(ratio, 1) : 0;
}
