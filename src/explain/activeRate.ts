/** Which of the measured rates is still going on. */
import type { RateEstimate, SocketAddress } from '../measure/measurement';
import { isSameEndpoint } from './addresses';

/** A destination that nobody connected to for so long is at rest: its rate is history. */
const activeWithinMs = 5_000;

/**
 * The rate towards a destination, where somebody still connects to it.
 *
 * @param atMs the moment of the look that the rates belong to
 */
export function activeRate(
  rates: readonly RateEstimate[],
  destination: SocketAddress,
  atMs: number,
): RateEstimate | undefined {
  return rates.find(
    (one) => isSameEndpoint(one.destination, destination) && atMs - one.toMs <= activeWithinMs,
  );
}
