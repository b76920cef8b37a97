/** Destinations as rows: how fast, how full, and where it is going. */
import * as l10n from '@vscode/l10n';
import { endpointLabel, isSameEndpoint } from '../../explain/addresses';
import { forecastFor, portsByUse } from '../../explain/forecast';
import { portCapacity } from '../../explain/poolScope';
import type { DestinationView } from './protocol';
import type { PanelFacts, Wording } from './views';

/** More rows than anyone reads; the rest is in the totals. */
const mostRows = 50;
/** A rate that ended longer ago is history, not a rate. */
const activeWithinMs = 5_000;

export function destinationViews(
  { measurement, rates }: NonNullable<PanelFacts['latest']>,
  { words }: Wording,
): readonly DestinationView[] {
  const { destinations, atMs } = measurement;
  if (destinations.kind === 'unavailable') return [];
  return destinations.value.slice(0, mostRows).map((usage) => {
    const rate = rates.find((one) => isSameEndpoint(one.destination, usage.destination));
    const isActive = rate !== undefined && atMs - rate.toMs <= activeWithinMs;
    const capacity = portCapacity(usage, measurement);
    const share =
      capacity.kind === 'value' && capacity.value.ports > 0
        ? Math.min(1, usage.occupiedPorts / capacity.value.ports)
        : undefined;
    const forecast = isActive ? forecastFor(usage, measurement, rate, atMs) : undefined;
    const { open, waiting } = portsByUse(usage);
    const label = endpointLabel(usage.destination);
    return {
      id: label,
      label,
      connectionsPerSecond: isActive ? words.rate(rate.connectionsPerSecond) : '0',
      open,
      waiting,
      share: share === undefined ? l10n.t('not readable') : words.percent(share),
      shareOfCapacity: share ?? 0,
      outlook: outlookText(isActive, forecast?.timeToExhaustionMs, words),
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
