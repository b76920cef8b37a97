/** Destinations as rows: how fast, how full, and where it is going. */
import * as l10n from '@vscode/l10n';
import { activeRate } from '../../explain/activeRate';
import { endpointLabel } from '../../explain/addresses';
import { forecastFor, portsByUse } from '../../explain/forecast';
import { portCapacity } from '../../explain/poolScope';
import type { DestinationView } from './protocol';
import type { PanelFacts, Wording } from './views';

/** More rows than anyone reads; the rest is in the totals. */
const mostRows = 50;

/** One row for each destination, the most occupied first; none where the table could not be read. */
export function destinationViews(
  { measurement, rates }: NonNullable<PanelFacts['latest']>,
  { words }: Wording,
): readonly DestinationView[] {
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
    return {
      id: label,
      label,
      connectionsPerSecond: rate === undefined ? '0' : words.rate(rate.connectionsPerSecond),
      open,
      waiting,
      share: share === undefined ? l10n.t('not readable') : words.percent(share),
      shareOfCapacity: share ?? 0,
      outlook: outlookText(rate !== undefined, forecast?.timeToExhaustionMs, words),
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
