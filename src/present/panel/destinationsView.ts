/** Destinations as rows: how fast, how full, and where it is going. */
import * as l10n from '@vscode/l10n';
import { activeRate } from '../../explain/activeRate';
import { endpointLabel, isSameEndpoint } from '../../explain/addresses';
import { forecastFor, portsByUse } from '../../explain/forecast';
import { portCapacity } from '../../explain/poolScope';
import { whoseText } from '../../explain/ownersText';
import type { Chip, DestinationView } from './protocol';
import { chipOf, provenanceText, rateSource, type PanelFacts, type Wording } from './views';

/** More rows than anyone reads; the rest is in the totals. */
const mostRows = 50;

/** One row for each destination, the most occupied first; none where the table could not be read. */
export function destinationViews(
  { measurement, rates, attributions = [] }: NonNullable<PanelFacts['latest']>,
  wording: Wording,
): readonly DestinationView[] {
  const { words, time } = wording;
  const { destinations, atMs } = measurement;
  if (destinations.kind === 'unavailable') return [];
  return destinations.value.slice(0, mostRows).map((usage) => {
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
    const table = provenanceText(destinations.from, time);
    const chip = (id: string, name: string, text: string, source = table): Chip => ({
      id: `${label} ${id}`,
      label: name,
      text,
      source,
      state: 'measured',
    });
    return {
      id: label,
      label,
      connectionsPerSecond: chip(
        'rate',
        l10n.t('Connections a second'),
        rate === undefined ? '0' : words.rate(rate.connectionsPerSecond),
        rate === undefined
          ? l10n.t('No new connection for some seconds. {0}', table)
          : rateSource(rate, wording),
      ),
      open: chip('open', l10n.t('Open'), words.count(open)),
      waiting: chip('waiting', l10n.t('Waiting in TIME_WAIT'), words.count(waiting)),
      share: chipOf(
        `${label} share`,
        l10n.t('Share of the ports'),
        capacity,
        () => (share === undefined ? l10n.t('no ports') : words.percent(share)),
        wording,
      ),
      shareOfCapacity: share ?? 0,
      outlook: outlookText(rate !== undefined, forecast?.timeToExhaustionMs, words),
      ...(attribution && { whose: whoseText(attribution, words) }),
    };
  });
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
