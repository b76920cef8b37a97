/** From the clock that is reckoned with to the one that people read, and back. */
import type { Moment } from './measurement';

/** What the wall's clock, as it was set at that moment, shows at a time of the steady one. */
export function onTheWall({ atMs, steadyMs }: Moment, timeMs: number): number {
  return atMs + (timeMs - steadyMs);
}

/** What the steady clock showed, or would have, when the wall's showed that. */
export function onTheSteadyClock({ atMs, steadyMs }: Moment, wallMs: number): number {
  return steadyMs + (wallMs - atMs);
}
