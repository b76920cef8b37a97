/** Who closes first: only a connection that our side closes waits in TIME_WAIT here. */
import type { RateEstimate } from '../measure/measurement';

/** Fewer closed connections than this say nothing about the share. */
const fewestClosed = 8;

/**
 * The share of a destination's connections, 0 to 1, that our side closes first: of those that were
 * counted for the rate and seen to close. 1 (the safe side) where that cannot be told: a single look
 * at waiting rows, or too few connections.
 */
export function closedHereShare({ closed }: RateEstimate): number {
  if (!closed) return 1;
  const all = closed.here + closed.there;
  return all >= fewestClosed ? closed.here / all : 1;
}
