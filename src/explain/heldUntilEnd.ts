/** Whether ports that wait now were open at the error: a program that dies closes all it had at once. */
import type { DestinationUsage, Measurement } from '../measure/measurement';

/**
 * The kernel closes a dying program's sockets one after the other, in some 5 to 20 µs each (seen on
 * Linux 6.18, 201 and 5,000 sockets); rows tell their times to 10 ms, and two ends take part.
 */
const windowMs = (rows: number): number => 30 + rows * 0.05;

/** What we call the time of the error is when its text reached us, which may be after the end. */
const slackMs = 500;

/** Fewer may close together by chance. */
const fewestPorts = 8;
/** A program also closes some in the ordinary way before it ends. */
const mostShare = 0.8;

/** Ports that were closed together, and within what time. */
export interface ClosedTogether {
  readonly ports: number;
  readonly withinMs: number;
}

/**
 * The waiting ports that were closed in one stroke at the error or after it; undefined where it was
 * not most of them, or where the rows do not tell. Connections closed one by one, at whatever rate a
 * program works, are spread over the time that they took: 201 of them within 40 ms would be 5,000 a
 * second.
 */
export function heldUntilEnd(
  usage: DestinationUsage,
  measurement: Measurement,
  errorAtMs: number | undefined,
): ClosedTogether | undefined {
  const { timeWaitRemainingMs: remaining } = usage;
  const { timeWaitLength, atMs } = measurement;
  if (!remaining || errorAtMs === undefined || timeWaitLength.kind === 'unavailable') {
    return undefined;
  }
  // Ascending: the last ones were closed last.
  const sinceErrorMs = atMs - errorAtMs + slackMs;
  const earliest = timeWaitLength.value.minMs - sinceErrorMs;
  const after = remaining.filter((each) => each >= earliest);
  const limitMs = windowMs(remaining.length);
  let ports = 0;
  let withinMs = 0;
  for (let first = 0, last = 0; last < after.length; last++) {
    while ((after[last] ?? 0) - (after[first] ?? 0) > limitMs) first++;
    if (last - first + 1 > ports) {
      ports = last - first + 1;
      withinMs = (after[last] ?? 0) - (after[first] ?? 0);
    }
  }
  return ports >= fewestPorts && ports >= mostShare * remaining.length
    ? { ports, withinMs }
    : undefined;
}
