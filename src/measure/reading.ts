/** Small constructors for readings: a value with its source, or the reason why there is none. */
import type { Provenance, Reading, Unavailable, UnavailableReason, Value } from './measurement';

/** Longest {@link Unavailable.detail} kept: a tooltip's worth. */
const DETAIL_LIMIT = 300;

/** A value that was read. */
export function value<T>(read: T, from: Provenance): Value<T> {
  return { kind: 'value', value: read, from };
}

/**
 * A value that could not be read.
 * @param where the path, command line or citation that was tried
 * @param detail the system's own words; hostile text is welcome: control characters are dropped
 *   and the length is bounded
 */
export function unavailable(reason: UnavailableReason, where: string, detail = ''): Unavailable {
  return { kind: 'unavailable', reason, where, detail: boundedText(detail, DETAIL_LIMIT) };
}

/** What a thrown system error (or anything else that was thrown) says about a reading. */
export function unavailableFrom(error: unknown, where: string): Unavailable {
  return unavailable(
    reasonOf(error),
    where,
    error instanceof Error ? error.message : String(error),
  );
}

/** The value carried through `transform`; a reason stays as it is. */
export function mapReading<T, U>(reading: Reading<T>, transform: (read: T) => U): Reading<U> {
  return reading.kind === 'value' ? value(transform(reading.value), reading.from) : reading;
}

/** Text from outside as one bounded line: control characters become spaces, a cut ends in `…`. */
export function boundedText(text: string, limit: number): string {
  // The cut comes first, so that a megabyte of hostile text costs no more than a line.
  const line = (kept: string): string => kept.replace(/\p{Cc}+/gu, ' ').trim();
  return text.length > limit ? `${line(text.slice(0, limit - 1))}…` : line(text);
}

/** errno names as Node's `error.code` gives them (errno(3)), and Node's own for aborted work. */
function reasonOf(error: unknown): UnavailableReason {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'not-found';
    case 'EACCES':
    case 'EPERM':
      return 'permission';
    case 'ESRCH':
      return 'process-gone';
    case 'ENOSYS':
    case 'ENOTSUP':
    case 'EOPNOTSUPP':
      return 'unsupported';
    case 'ETIMEDOUT':
      return 'timed-out';
    case 'EFBIG':
    case 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER':
      return 'too-large';
    case 'ABORT_ERR':
      return 'cancelled';
    default:
      return 'failed';
  }
}
