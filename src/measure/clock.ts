/**
 * The two clocks. The one on the wall may be set while we look (by NTP, or by hand), so differences are
 * taken on one that only runs on; the wall's time is for people.
 */

import type { Moment, Reading } from './measurement';

/** Reads both clocks; replaceable in tests. */
export type Clock = () => Moment;

/** The real clocks. */
export const realClock: Clock = () => ({ atMs: Date.now(), steadyMs: performance.now() });

/** When something was read, on both clocks; now where it was not, or where only the wall's was noted. */
export function momentOf(reading: Reading<unknown>, clock: Clock): Moment {
  if (reading.kind === 'unavailable') return clock();
  const { atMs, steadyMs } = reading.from;
  return steadyMs === undefined ? clock() : { atMs, steadyMs };
}
