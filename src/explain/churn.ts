/** A line that was measured to open connections where it could reuse them: what is said of it. */
import * as l10n from '@vscode/l10n';
import { connectionCount, connectionsPerSecond, requestCount } from './amounts';
import { numberWords } from './format';
import type { MeasuredCalls, MeasuredSite } from './measuredCalls';

/** Fewer connections are a start, not a habit. */
const fewestConnections = 20;
/** A pool that grows reuses at least every other request. */
const leastReuse = 0.5;

/** What one line costs. */
export interface Churn {
  /** Whether it goes on now. */
  readonly isActive: boolean;
  /** Whether this side closes most of them first, so that each keeps a local port in TIME_WAIT. */
  readonly costsPorts: boolean;
}

/** Undefined for a line that reuses, that has made few connections, or whose requests nobody knows. */
export function churnOf(
  site: Pick<MeasuredSite, 'connections' | 'reuseRatio' | 'connectionsPerSecond'>,
  { closed }: Pick<MeasuredCalls, 'closed'>,
): Churn | undefined {
  const { connections, reuseRatio, connectionsPerSecond } = site;
  if (reuseRatio === undefined || reuseRatio >= leastReuse || connections < fewestConnections) {
    return undefined;
  }
  return {
    isActive: connectionsPerSecond > 0,
    costsPorts: closed === undefined || closed.here >= closed.there,
  };
}

/** "38 connections/s, 0 % reused"; of a program at rest, how many there were. */
export function reuseFigure(
  site: Pick<
    MeasuredSite,
    | 'connections'
    | 'requests'
    | 'reuseRatio'
    | 'reuseOf'
    | 'connectionsPerSecond'
    | 'requestsPerSecond'
  >,
  locale: string,
): string {
  const words = numberWords(locale);
  const { reuseRatio, requestsPerSecond = 0, reuseOf = site } = site;
  const connections = connectionCount(words.count(Math.round(reuseOf.connections)));
  const isActive = site.connectionsPerSecond > 0 || requestsPerSecond > 0;
  const rate = connectionsPerSecond(words.rate(reuseOf.connectionsPerSecond));
  if (reuseRatio === undefined) return isActive ? rate : connections;
  const reused = words.percent(reuseRatio);
  const requests = requestCount(words.count(Math.round(reuseOf.requests)));
  return isActive
    ? l10n.t('{0}, {1} reused', rate, reused)
    : l10n.t('{0} for {1}, {2} reused', connections, requests, reused);
}

/** The diagnostic at the line: the figure first, then what it means. */
export function churnMessage(figure: string, destination: string, { costsPorts }: Churn): string {
  return costsPorts
    ? l10n.t(
        'Measured here: {0}, to {1}. Each of them keeps a local port for a while after it is closed; a shared client would reuse one.',
        figure,
        destination,
      )
    : l10n.t(
        'Measured here: {0}, to {1}. The other side closes first, so no local port is lost, but each pays for a new connection; a shared client would reuse one.',
        figure,
        destination,
      );
}
