/**
 * Churn towards a destination, as the socket table tells it of programs without a probe, for the code
 * that names that destination.
 */
import * as l10n from '@vscode/l10n';
import type { Measurement, RateEstimate } from '../measure/measurement';
import { activeRate } from './activeRate';
import { endpointLabel, isSameEndpoint } from './addresses';
import { connectionsPerSecond } from './amounts';
import { workspaceRates, type Attribution } from './attribution';
import { numberWords } from './format';
import { fitsDestination, type NamedTarget } from './namedTargets';
import { whoseText } from './ownersText';

/** Fewer connections are a start, not a habit. */
const fewestConnections = 20;
/** Slower than this, a connection per call harms nobody. */
const slowestPerSecond = 1;

/** What a look shows; the parts that matter here. */
export interface TableLook {
  readonly measurement: Pick<Measurement, 'atMs'>;
  readonly rates: readonly RateEstimate[];
  readonly attributions: readonly Attribution[];
}

/** The workspace's own part of what goes on towards one destination. */
export interface TableChurn {
  readonly rate: RateEstimate;
  readonly attribution: Attribution;
}

/** Where this workspace's programs churn now and no probe counts it: there the probe tells the line. */
export function tableChurns({
  measurement,
  rates,
  attributions,
}: TableLook): readonly TableChurn[] {
  return workspaceRates(rates, attributions).flatMap((rate) => {
    const { destination, connections } = rate;
    const attribution = attributions.find((one) => isSameEndpoint(one.destination, destination));
    const goesOn = activeRate([rate], destination, measurement.atMs) !== undefined;
    const isChurn =
      connections >= fewestConnections && rate.connectionsPerSecond >= slowestPerSecond;
    return attribution?.basis === 'sockets' && goesOn && isChurn ? [{ rate, attribution }] : [];
  });
}

/**
 * What is said of code that names one of these destinations, as the beginning of its finding's
 * message; the fastest, where it may mean several. Undefined where it names none.
 */
export function tableChurnMessage(
  target: NamedTarget | undefined,
  churns: readonly TableChurn[],
  locale: string,
): string | undefined {
  const [fastest] = churns
    .filter(({ rate }) => fitsDestination(target, rate.destination))
    .sort((a, b) => b.rate.connectionsPerSecond - a.rate.connectionsPerSecond);
  if (fastest === undefined) return undefined;
  const words = numberWords(locale);
  const { rate, attribution } = fastest;
  return l10n.t(
    'Measured in the socket table: {0} to {1}, which this code names ({2}).',
    connectionsPerSecond(words.rate(rate.connectionsPerSecond)),
    endpointLabel(rate.destination),
    whoseText(attribution, words),
  );
}
