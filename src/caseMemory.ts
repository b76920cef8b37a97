/**
 * Keeps the open case over a reload of the window: what was found and the minutes before it, so that
 * the panel, which the editor brings back, has its verdict and its curve again. Pure: what is kept is a
 * string that the workspace's memory holds.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Diagnosis } from './consultation';
import type { Measurement, Moment, RateHistory } from './measure/measurement';
import { onTheSteadyClock } from './measure/onTheWall';

/**
 * From when the window went. By then its ports are free, its holder has gone, and its verdict is of the
 * past.
 */
const longestKeptMs = 3_600_000;
/** A case without its ports is some ten thousand characters; ten minutes of a busy one a few more. */
const mostCharacters = 500_000;
const mostDestinations = 20;
const mostHistories = 8;

/** Who wrote it: another version has other fields, another language other sentences. */
export interface CaseWriter {
  readonly version: string;
  readonly language: string;
}

export interface KeptCase {
  readonly diagnosis: Diagnosis;
  /** What was known of the destinations' rates when it was kept; perhaps later than the case. */
  readonly histories: readonly RateHistory[];
}

/** What to keep of a case; undefined where it is too large. */
export function keptCase(
  { diagnosis, histories }: KeptCase,
  by: CaseWriter,
  nowMs: number,
): string | undefined {
  const kept = {
    by,
    atMs: nowMs,
    diagnosis: {
      ...diagnosis,
      measurement: withoutPorts(diagnosis.measurement),
      histories: [],
      attributions: diagnosis.attributions.slice(0, mostDestinations),
    },
    histories: histories.slice(0, mostHistories),
  };
  const text = JSON.stringify(kept);
  return text.length <= mostCharacters ? text : undefined;
}

/**
 * The case that {@link keptCase} wrote, or undefined where there is none that is still of use: the
 * string may be of another version, cut, or anything.
 */
export function restoredCase(stored: unknown, by: CaseWriter, now: Moment): KeptCase | undefined {
  if (typeof stored !== 'string' || stored.length > mostCharacters) return undefined;
  const kept = parsed(stored);
  if (kept === undefined || !isDeepStrictEqual(kept.by, by)) return undefined;
  const ageMs = now.atMs - kept.atMs;
  if (ageMs < 0 || ageMs > longestKeptMs) return undefined;
  // The steady clock of the process that looked has stopped with it.
  const looked = kept.diagnosis.measurement;
  const measurement = { ...looked, steadyMs: onTheSteadyClock(now, looked.atMs) };
  return { ...kept, diagnosis: { ...kept.diagnosis, measurement } };
}

/** The ports one by one are the most of a case, and the next look tells them anew. */
function withoutPorts(measurement: Measurement): Measurement {
  const { destinations } = measurement;
  if (destinations.kind === 'unavailable') return measurement;
  const value = destinations.value
    .slice(0, mostDestinations)
    .map(({ destination, loopback, occupiedPorts, byState }) => ({
      destination,
      loopback,
      occupiedPorts,
      byState,
      ports: [],
    }));
  return { ...measurement, destinations: { ...destinations, value } };
}

interface Stored extends KeptCase {
  readonly by: CaseWriter;
  readonly atMs: number;
}

/** Only this version's own writing gets further than its first fields. */
function parsed(text: string): Stored | undefined {
  try {
    const value: unknown = JSON.parse(text, reviveInfinity);
    return isStored(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** JSON writes Infinity as null; these are the figures that may be infinite ("for ever"). */
function reviveInfinity(key: string, value: unknown): unknown {
  return value === null && /^(?:timeToExhaustionMs|min|max)$/.test(key) ? Infinity : value;
}

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false;
  const { by, atMs, diagnosis, histories } = value as Partial<Record<keyof Stored, unknown>>;
  const isCase = typeof diagnosis === 'object' && diagnosis !== null && 'verdict' in diagnosis;
  return typeof by === 'object' && typeof atMs === 'number' && isCase && Array.isArray(histories);
}
