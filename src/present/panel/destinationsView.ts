/** Destinations as rows: how fast, how full, and where it is going. */
import * as l10n from '@vscode/l10n';
import { activeRate } from '../../explain/activeRate';
import { endpointLabel, isSameEndpoint } from '../../explain/addresses';
import { forecastFor, portsByUse } from '../../explain/forecast';
import { portCapacity } from '../../explain/poolScope';
import { whoseText } from '../../explain/ownersText';
import type {
  DestinationUsage,
  RateEstimate,
  Reading,
  SocketAddress,
} from '../../measure/measurement';
import { isLoopbackAddress } from '../../measure/socketTable';
import type { Chip, DestinationView } from './protocol';
import { chipOf, rateSource, type PanelFacts, type Wording } from './views';

/** More rows than anyone reads; the rest is in the totals. */
const mostRows = 100;

/**
 * One row for each destination: the most occupied first, then those that the workspace's programs
 * connected to and of which no socket is left.
 */
export function destinationViews(facts: PanelFacts, wording: Wording): readonly DestinationView[] {
  const { latest, calls } = facts;
  if (latest === undefined) return [];
  const { destinations } = latest.measurement;
  const usages = destinations.kind === 'value' ? destinations.value.slice(0, mostRows) : [];
  const left = (calls?.destinations ?? [])
    .filter(
      ({ destination }) => !usages.some((one) => isSameEndpoint(one.destination, destination)),
    )
    .map(({ destination }) => unused(destination));
  return [...usages, ...left].map((usage) => destinationView(usage, latest, wording));
}

/** What the socket table says of a destination that has no row in it. */
function unused(destination: SocketAddress): DestinationUsage {
  const loopback = isLoopbackAddress(destination.address);
  return { destination, loopback, occupiedPorts: 0, byState: {}, ports: [] };
}

function destinationView(
  usage: DestinationUsage,
  { measurement, rates, attributions = [] }: NonNullable<PanelFacts['latest']>,
  wording: Wording,
): DestinationView {
  const { words } = wording;
  const { destinations, atMs } = measurement;
  const rate = activeRate(rates, usage.destination, atMs);
  const capacity = portCapacity(usage, measurement);
  const share =
    capacity.kind === 'value' && capacity.value.ports > 0
      ? Math.min(1, usage.occupiedPorts / capacity.value.ports)
      : undefined;
  const forecast = rate && forecastFor(usage, measurement, rate, atMs, undefined, rates);
  const { open, waiting } = portsByUse(usage);
  const label = endpointLabel(usage.destination);
  const attribution = attributions.find((one) =>
    isSameEndpoint(one.destination, usage.destination),
  );
  return {
    id: label,
    label,
    connectionsPerSecond: rateChip(label, rate, destinations, wording),
    open: chipOf(`${label} open`, l10n.t('Open'), destinations, () => words.count(open), wording),
    waiting: chipOf(
      `${label} waiting`,
      l10n.t('Waiting in TIME_WAIT'),
      destinations,
      () => words.count(waiting),
      wording,
    ),
    share: chipOf(
      `${label} share`,
      l10n.t('Share of the ports'),
      capacity,
      () => (share === undefined ? l10n.t('no ports') : words.percent(share)),
      wording,
    ),
    shareOfCapacity: share ?? 0,
    amounts: { connectionsPerSecond: rate?.connectionsPerSecond ?? 0, open, waiting },
    outlook: outlookText(rate !== undefined, forecast?.timeToExhaustionMs, words),
    ...(attribution && { whose: whoseText(attribution, words) }),
  };
}

/** A rate rests on what was counted; that there is none rests on the table. */
function rateChip(
  label: string,
  rate: RateEstimate | undefined,
  destinations: Reading<unknown>,
  wording: Wording,
): Chip {
  const [id, name] = [`${label} rate`, l10n.t('Connections a second')];
  if (rate !== undefined) {
    const text = wording.words.rate(rate.connectionsPerSecond);
    return { id, label: name, text, source: rateSource(rate, wording), state: 'measured' };
  }
  const rested = chipOf(id, name, destinations, () => '0', wording);
  return rested.state === 'unavailable'
    ? rested
    : { ...rested, source: l10n.t('No new connection for some seconds. {0}', rested.source) };
}

function outlookText(
  isActive: boolean,
  timeToExhaustionMs: number | undefined,
  words: Wording['words'],
): string {
  if (!isActive) return l10n.t('at rest');
  if (timeToExhaustionMs === undefined) return l10n.t('not known');
  if (timeToExhaustionMs === Infinity) return l10n.t('can go on for ever');
  if (timeToExhaustionMs === 0) return l10n.t('full');
  return l10n.t('full in {0}', words.duration(timeToExhaustionMs));
}
