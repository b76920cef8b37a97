/** Where the occupancy of one destination is going, at the rate of now. */
import type { DestinationUsage, Measurement, RateEstimate } from '../measure/measurement';
import { likelyBinding } from './binding';
import { clearingOf } from './clearing';
import { closedHereShare } from './closedHere';
import { holdTimeOf } from './holdTime';
import { occupancyCurve, type Occupied } from './occupancyCurve';
import { effectiveTimeWait, portCapacity, type Binding, type EffectiveTimeWait } from './poolScope';
import { rateOfAll, usageOfAll } from './sharedPool';
import {
  portTimeMs,
  sustainableRatePerSecond,
  timeToExhaustionFromRowsMs,
  timeToExhaustionMs,
  type PoolModel,
} from './timeWaitModel';
import type { Forecast, Pool } from './verdict';

/** Points of the dashed line; a chart is a few hundred pixels wide. */
const curvePoints = 60;

/** Ports of one destination inside the ephemeral range. */
export interface PortsByUse {
  readonly waiting: number;
  /** Everything that is not in TIME_WAIT, half-closed ones included. */
  readonly open: number;
}

/** Splits the occupied ports into waiting and open ones. */
export function portsByUse(usage: DestinationUsage): PortsByUse {
  const rows = usage.timeWaitRemainingMs?.length ?? usage.byState['time-wait'] ?? 0;
  const waiting = Math.min(rows, usage.occupiedPorts);
  return { waiting, open: usage.occupiedPorts - waiting };
}

/**
 * The forecast for one destination, in connections per second and milliseconds. Undefined where the
 * capacity or the TIME_WAIT length could not be read: a forecast is never made from a guess.
 *
 * The hold time is estimated from the connections that are open now. A disputed TIME_WAIT length is
 * taken at its longest for the time to exhaustion, and connections of which hardly any has closed yet
 * as staying open. Where all destinations share one pool, ports and rates of all of them count.
 *
 * @param rate as measured, which also tells the share that our side closes first; or a bare number
 *   to try, of which all count as closed here.
 * @param nowMs the moment that the forecast counts from; the model bridges what passed since the look.
 * @param rates of all destinations, where they are known; only a shared pool needs them.
 */
export function forecastFor(
  usage: DestinationUsage,
  measurement: Measurement,
  rate: RateEstimate | number,
  nowMs: number,
  binding: Binding = likelyBinding(usage, measurement),
  rates: readonly RateEstimate[] = [],
): Forecast | undefined {
  const capacity = portCapacity(usage, measurement, binding);
  const timeWait = effectiveTimeWait(usage, measurement, binding);
  if (capacity.kind === 'unavailable' || timeWait.kind === 'unavailable') return undefined;

  const isShared = capacity.value.sharing === 'machine-wide';
  const used = isShared ? usageOfAll(usage, measurement) : usage;
  // What others hold beyond the destinations that we see is out of reach for good.
  const seenOfOthers = Math.min(
    used.occupiedPorts - usage.occupiedPorts,
    capacity.value.usedByOthers,
  );
  const ports = capacity.value.ports + seenOfOthers;
  const demand = isShared && typeof rate !== 'number' ? rateOfAll(rate, rates) : rate;

  const use = portsByUse(used);
  const speed = typeof demand === 'number' ? demand : demand.connectionsPerSecond;
  const connectionsPerSecond = speed > 0 ? speed : 0;
  const hold = holdTimeOf(use.open, demand, timeWait.value.minMs, measurement.atMs);
  const limit = measurement.timeWaitLimit;
  const share = typeof demand === 'number' ? 1 : closedHereShare(demand);
  const optimistic: PoolModel = {
    capacity: ports,
    timeWaitMs: timeWait.value.minMs,
    holdTimeMs: hold.shownMs,
    closedHereShare: share,
    ...(limit?.kind === 'value' && { waitingLimit: limit.value }),
  };
  const safe: PoolModel = {
    ...optimistic,
    timeWaitMs: timeWait.value.maxMs,
    // Open as long as it takes to fill the pool: longer makes no difference any more.
    ...(hold.isOpenEnded && {
      holdTimeMs: Math.max(hold.shownMs, (ports / connectionsPerSecond) * 1_000),
    }),
  };

  const occupied = occupiedNow(used, measurement, timeWait.value, safe, hold.shownMs);
  const fromLookMs =
    'freeingInMs' in occupied
      ? timeToExhaustionFromRowsMs(safe, connectionsPerSecond, occupied.freeingInMs)
      : timeToExhaustionMs(safe, connectionsPerSecond, occupied.evenlySpreadPorts);
  const sinceLookMs = Math.max(0, nowMs - measurement.atMs);
  // A pool that fills does so within one port's time; after that the line is flat.
  const horizonMs =
    Math.max(Number.isFinite(fromLookMs) ? fromLookMs * 1.25 : 0, portTimeMs(safe)) + sinceLookMs;

  return {
    destination: usage.destination,
    atMs: nowMs,
    capacity: ports,
    occupiedPorts:
      'freeingInMs' in occupied ? occupied.freeingInMs.length : occupied.evenlySpreadPorts,
    connectionsPerSecond,
    effectiveTimeWaitMs: { minMs: timeWait.value.minMs, maxMs: timeWait.value.maxMs },
    holdTimeMs: safe.holdTimeMs,
    ...(hold.isOpenEnded && { isHoldTimeOpenEnded: true as const }),
    ...(share < 1 && { closedHereShare: share }),
    ...(safe.waitingLimit !== undefined && { waitingLimit: safe.waitingLimit }),
    sustainablePerSecond: {
      min: sustainableRatePerSecond(safe),
      max: sustainableRatePerSecond(optimistic),
    },
    timeToExhaustionMs: Math.max(0, fromLookMs - sinceLookMs),
    basis: 'freeingInMs' in occupied ? 'row-ages' : 'even-spread',
    clearing: clearingOf(occupied, safe, sinceLookMs),
    curve: occupancyCurve(safe, connectionsPerSecond, occupied, horizonMs, curvePoints)
      .filter((point) => point.afterMs >= sinceLookMs)
      .map((point) => ({
        atMs: measurement.atMs + point.afterMs,
        occupiedPorts: point.occupiedPorts,
      })),
  };
}

/** The pool that a forecast was made for, at the safe end of a disputed TIME_WAIT length. */
export function poolModelOf(pool: Pool): PoolModel {
  return {
    capacity: pool.capacity,
    timeWaitMs: pool.effectiveTimeWaitMs.maxMs,
    holdTimeMs: pool.holdTimeMs,
    closedHereShare: pool.closedHereShare ?? 1,
    ...(pool.waitingLimit !== undefined && { waitingLimit: pool.waitingLimit }),
  };
}

/**
 * The ports that this destination cannot have now, and when each comes back. A waiting port that the
 * system would reuse already is none of them, though its row is still in the table.
 */
function occupiedNow(
  usage: DestinationUsage,
  measurement: Measurement,
  timeWait: EffectiveTimeWait,
  pool: PoolModel,
  openForUpToMs: number,
): Occupied {
  const { waiting, open } = portsByUse(usage);
  const length = measurement.timeWaitLength;
  const fullMs = length.kind === 'value' ? length.value.maxMs : timeWait.maxMs;
  // How much earlier than its row's end a port comes back, where it is reused; or later.
  const laterMs = timeWait.maxMs - fullMs;

  const remaining = usage.timeWaitRemainingMs;
  if (remaining === undefined && waiting > 0) {
    const unusable = timeWait.isReusedEarly
      ? Math.ceil((waiting * timeWait.maxMs) / fullMs)
      : waiting;
    return { evenlySpreadPorts: open + unusable };
  }
  const freeingInMs: number[] = [];
  // Of more rows than ports (several local addresses), the ones that stay longest count.
  for (const rowMs of remaining?.slice(remaining.length - waiting) ?? []) {
    const inMs = Math.min(rowMs, fullMs) + laterMs;
    if (inMs > 0) freeingInMs.push(inMs);
  }
  // Nothing tells when an open connection will close: their ages are taken as evenly spread.
  const spreadMs = Math.min(openForUpToMs, pool.holdTimeMs);
  for (let index = 0; index < open; index += 1) {
    const openForMs = spreadMs * (1 - (index + 1) / open);
    freeingInMs.push(pool.timeWaitMs + pool.holdTimeMs - openForMs);
  }
  freeingInMs.sort((left, right) => left - right);
  return { freeingInMs };
}
