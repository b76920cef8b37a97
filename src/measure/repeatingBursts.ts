/**
 * The rate of work that comes in bursts at an even pace: a batch every second, a poll every five.
 * Within a burst it is as fast as it can be; what fills the ports is the mean over whole periods.
 */

/** Within a burst no pause is as long as this. */
const PAUSE_MS = 200;
/** Fewer connections in a burst are no burst. */
const SMALLEST_MEAN_SIZE = 3;
/** So many bursts make two periods, the fewest that can be compared. */
const FEWEST_BURSTS = 3;
const MOST_BURSTS = 12;
const LONGEST_PERIOD_MS = 20_000;
/** What goes on for longer than this is no burst. */
const LONGEST_BURST_MS = 5_000;
/** The longest period is at most so many times the shortest, and sizes differ by so much. */
const PERIOD_RATIO = 1.5;
const SIZE_RATIO = 2;

/** The mean over whole periods. */
export interface RepeatingRate {
  readonly connections: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly connectionsPerSecond: number;
}

/** Connections at (about) the same moment. */
export interface Moment {
  readonly atMs: number;
  readonly connections: number;
}

interface OneBurst {
  fromMs: number;
  readonly toMs: number;
  size: number;
}

/**
 * The rate over the whole periods of evenly repeated bursts, or undefined where the latest work is
 * none of the kind. The newest burst may still be going on, so it only ends the last period.
 * @param moments when connections were made, the newest first
 */
export function repeatingRate(moments: Iterable<Moment>): RepeatingRate | undefined {
  const bursts = evenBursts(moments);
  const newest = bursts[0];
  const oldest = bursts.at(-1);
  if (newest === undefined || oldest === undefined || bursts.length < FEWEST_BURSTS) {
    return undefined;
  }
  const whole = bursts.slice(1).reduce((sum, { size }) => sum + size, 0);
  if (whole / (bursts.length - 1) < SMALLEST_MEAN_SIZE) return undefined;
  return {
    connections: whole + newest.size,
    fromMs: oldest.fromMs,
    toMs: newest.toMs,
    connectionsPerSecond: (whole * 1000) / (newest.fromMs - oldest.fromMs),
  };
}

/** The latest bursts, newest first, as far back as their pace and size stay even. */
function evenBursts(moments: Iterable<Moment>): readonly OneBurst[] {
  const bursts: OneBurst[] = [];
  let current: OneBurst | undefined;
  for (const { atMs, connections } of moments) {
    if (current !== undefined && current.fromMs - atMs < PAUSE_MS) {
      current.fromMs = Math.min(current.fromMs, atMs);
      current.size += connections;
      if (current.toMs - current.fromMs > LONGEST_BURST_MS) return bursts;
      continue;
    }
    if (current !== undefined && !joins(bursts, current)) return bursts;
    if (bursts.length >= MOST_BURSTS) return bursts;
    current = { fromMs: atMs, toMs: atMs, size: connections };
  }
  if (current !== undefined && bursts.length < MOST_BURSTS) joins(bursts, current);
  return bursts;
}

/** Adds a burst that lies before all others, if it fits them. */
function joins(bursts: OneBurst[], earlier: OneBurst): boolean {
  const newest = bursts[0];
  const next = bursts.at(-1);
  if (newest !== undefined && next !== undefined) {
    const sizes = [...bursts.slice(1), earlier].map(({ size }) => size);
    const starts = [...bursts, earlier].map(({ fromMs }) => fromMs);
    const periods = starts.slice(1).map((startMs, index) => (starts[index] ?? startMs) - startMs);
    const even =
      Math.max(...periods) <= Math.min(LONGEST_PERIOD_MS, PERIOD_RATIO * Math.min(...periods)) &&
      Math.max(...sizes, newest.size) <= SIZE_RATIO * Math.min(...sizes);
    if (!even) return false;
  }
  bursts.push(earlier);
  return true;
}
