/** Where the occupancy of one destination is going, at the rate of now. */
import type { DestinationUsage, Measurement, RateEstimate } from '../measure/measurement';
import { closedHereShare } from './closedHere';
import { occupancyCurve, type Occupied } from './occupancyCurve';
import { effectiveTimeWait, portCapacity, type Binding, type EffectiveTimeWait } from './poolScope';
import {
  portTimeMs,
  sustainableRatePerSecond,
  timeToExhaustionFromRowsMs,
  timeToExhaustionMs,
  type PoolModel,
} from './timeWaitModel';
import type { Forecast } from './verdict';

/** Points of the dashed line; a chart is a few hundred pixels wide. */
const curvePoints = 60;

/** A hold time under this share of the TIME_WAIT length is left out. */
const negligibleShare = 0.01;

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
 * The hold time is estimated from the connections that are open now. A disputed TIME_WAIT length is taken at its longest for the time to exhaustion.
 *
 * @param rate as measured, which also tells the share that our side closes first; or a bare number
 *   to try, of which all count as closed here.
 * @param nowMs the moment that the forecast counts from; the model bridges what passed since the look.
 */
export function forecastFor(
  usage: DestinationUsage,
  measurement: Measurement,
  rate: RateEstimate | number,
  nowMs: number,
  binding: Binding = 'implicit',
): Forecast | undefined {
  const capacity = portCapacity(usage, measurement, binding);
  const timeWait = effectiveTimeWait(usage, measurement, binding);
  if (capacity.kind === 'unavailable' || timeWait.kind === 'unavailable') return undefined;

  const use = portsByUse(usage);
  const speed = typeof rate === 'number' ? rate : rate.connectionsPerSecond;
  const connectionsPerSecond = speed > 0 ? speed : 0;
  const holdTimeMs = holdTime(use.open, connectionsPerSecond, timeWait.value.minMs);
  const share =
    typeof rate === 'number' || measurement.timeWaitLength.kind === 'unavailable'
      ? 1
      : closedHereShare(use, rate, measurement.atMs, measurement.timeWaitLength.value.maxMs);
  const safe: PoolModel = {
    capacity: capacity.value.ports,
    timeWaitMs: timeWait.value.maxMs,
    holdTimeMs,
    closedHereShare: share,
  };
  const optimistic: PoolModel = { ...safe, timeWaitMs: timeWait.value.minMs };

  const occupied = occupiedNow(usage, measurement, timeWait.value, safe);
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
    capacity: capacity.value.ports,
    occupiedPorts:
      'freeingInMs' in occupied ? occupied.freeingInMs.length : occupied.evenlySpreadPorts,
    connectionsPerSecond,
    effectiveTimeWaitMs: { minMs: timeWait.value.minMs, maxMs: timeWait.value.maxMs },
    holdTimeMs,
    ...(share < 1 && { closedHereShare: share }),
    sustainablePerSecond: {
      min: sustainableRatePerSecond(safe),
      max: sustainableRatePerSecond(optimistic),
    },
    timeToExhaustionMs: Math.max(0, fromLookMs - sinceLookMs),
    basis: 'freeingInMs' in occupied ? 'row-ages' : 'even-spread',
    curve: occupancyCurve(safe, connectionsPerSecond, occupied, horizonMs, curvePoints)
      .filter((point) => point.afterMs >= sinceLookMs)
      .map((point) => ({
        atMs: measurement.atMs + point.afterMs,
        occupiedPorts: point.occupiedPorts,
      })),
  };
}

/** The pool that a forecast was made for, at the safe end of a disputed TIME_WAIT length. */
export function poolModelOf(forecast: Forecast): PoolModel {
  return {
    capacity: forecast.capacity,
    timeWaitMs: forecast.effectiveTimeWaitMs.maxMs,
    holdTimeMs: forecast.holdTimeMs,
    closedHereShare: forecast.closedHereShare ?? 1,
  };
}

/**
 * Little's law over the connections that are open at the moment of the look: H = open / λ. A handful
 * of open ones beside a long TIME_WAIT says nothing that one look could tell from chance: 0.
 */
function holdTime(open: number, connectionsPerSecond: number, timeWaitMs: number): number {
  if (connectionsPerSecond === 0) return 0;
  const estimateMs = (open / connectionsPerSecond) * 1_000;
  return estimateMs < negligibleShare * timeWaitMs ? 0 : estimateMs;
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
): Occupied {
  const { waiting, open } = portsByUse(usage);
  const length = measurement.timeWaitLength;
  const fullMs = length.kind === 'value' ? length.value.maxMs : timeWait.maxMs;
  // How much earlier than its row's end a port comes back.
  const reusedEarlierMs = Math.max(0, fullMs - timeWait.maxMs);

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
    const inMs = Math.min(rowMs, fullMs) - reusedEarlierMs;
    if (inMs > 0) freeingInMs.push(inMs);
  }
  // Nothing tells when an open connection will close: their ages are taken as evenly spread.
  for (let index = 0; index < open; index += 1) {
    freeingInMs.push(pool.timeWaitMs + (pool.holdTimeMs * (index + 1)) / open);
  }
  return { freeingInMs };
}
