/** From the clock that is reckoned with to the one that people read. */
import type { Moment } from './measurement';

/** What the wall's clock, as it was set at that moment, shows at a time of the steady one. */
export function onTheWall({ atMs, steadyMs }: Moment, timeMs: number): number {
  return atMs + (timeMs - steadyMs);
}
