/** Who closes first: only a connection that our side closes waits in TIME_WAIT here. */
import type { RateEstimate } from '../measure/measurement';

/** Fewer closed connections than this say nothing about the share. */
const fewestClosed = 20;

/**
 * The share of a destination's connections, 0 to 1, that our side closes first: the rows that wait,
 * of the connections that must have closed in the time that the rows still show. 1 (the safe side)
 * where that cannot be told: a rate that was itself read from waiting rows, or too few connections.
 *
 * @param atMs when the ports were counted.
 * @param rowLengthMs how long a waiting row stays in the table.
 */
export function closedHereShare(
  { waiting, open }: { readonly waiting: number; readonly open: number },
  rate: RateEstimate,
  atMs: number,
  rowLengthMs: number,
): number {
  if (rate.source === 'time-wait-rows') return 1;
  const shownFromMs = Math.max(rate.fromMs, atMs - rowLengthMs);
  const shownMs = Math.max(0, Math.min(rate.toMs, atMs) - shownFromMs);
  const opened = Math.min(rate.connections, (rate.connectionsPerSecond * shownMs) / 1_000);
  const closed = opened - open;
  return closed >= fewestClosed ? Math.min(1, waiting / closed) : 1;
}
