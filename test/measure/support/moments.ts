/** Moments of clocks that nobody sets. */
import type { Moment } from '../../../src/measure/measurement';

/** Both clocks show the same. */
export function moment(timeMs: number): Moment {
  return { atMs: timeMs, steadyMs: timeMs };
}
