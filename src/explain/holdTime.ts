/** How long a connection stays open, from those that are open now and those that have closed. */
import type { RateEstimate } from '../measure/measurement';

/** A hold time under this share of the TIME_WAIT length is left out. */
const negligibleShare = 0.01;

/** While fewer than this share of the new connections have closed, their life is not known yet. */
const closedShareToTell = 0.2;

/** A pool of connections that a program opens at its start is no rate: that is over by then. */
const fewestConnections = 20;
const shortestWorkMs = 500;
const pauseMs = 2_000;

/** The hold time H of a destination's connections, in milliseconds. */
export interface HoldTime {
  /** What the open connections show; a lower bound where {@link isOpenEnded}. */
  readonly shownMs: number;
  /** Hardly any has closed yet: they may stay open for any time. */
  readonly isOpenEnded: boolean;
}

/**
 * Little's law over the connections that are open at the moment of the look: H = open / λ. It holds
 * once connections close as fast as they are opened; before that `open` is simply all of them, and H
 * would come out as the time since the beginning. A handful of open ones beside a long TIME_WAIT
 * says nothing that one look could tell from chance: 0.
 *
 * @param rate a bare number has no history: then Little's law stands alone.
 * @param atMs when the open ones were counted.
 */
export function holdTimeOf(
  open: number,
  rate: RateEstimate | number,
  timeWaitMs: number,
  atMs: number,
): HoldTime {
  const perSecond = typeof rate === 'number' ? rate : rate.connectionsPerSecond;
  if (!(perSecond > 0)) return { shownMs: 0, isOpenEnded: false };
  const estimateMs = (open / perSecond) * 1_000;
  return {
    shownMs: estimateMs < negligibleShare * timeWaitMs ? 0 : estimateMs,
    isOpenEnded: typeof rate !== 'number' && isOpenEnded(rate, atMs),
  };
}

function isOpenEnded({ closed, connections, fromMs, toMs }: RateEstimate, atMs: number): boolean {
  return (
    closed !== undefined &&
    connections >= fewestConnections &&
    toMs - fromMs >= shortestWorkMs &&
    atMs - toMs <= pauseMs &&
    closed.here + closed.there < closedShareToTell * connections
  );
}
