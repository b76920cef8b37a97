/** The numbers of the machine as chips, and the list of what could not be read. */
import * as l10n from '@vscode/l10n';
import { activeRate } from '../../explain/activeRate';
import { connectionsPerSecond, portCount } from '../../explain/amounts';
import { workspaceRates } from '../../explain/attribution';
import { whyUnread } from '../../explain/unreadable';
import type { Measurement, PortSpan, Reading, TimeWaitReuse } from '../../measure/measurement';
import type { Chip, Snapshot } from './protocol';
import { chipOf, type PanelFacts, type Wording } from './views';

/** Range, TIME_WAIT and occupancy, each with where it was read or why it could not be. */
export function numberChips(measurement: Measurement, wording: Wording): readonly Chip[] {
  const { words } = wording;
  const spanText = ({ first, last }: PortSpan): string =>
    l10n.t('{0}–{1} ({2})', first, last, portCount(words.count(last - first + 1)));
  return [
    chipOf('range', l10n.t('Ephemeral range'), measurement.ephemeralRange, spanText, wording),
    ...optionalChip(
      'rangeV6',
      l10n.t('Ephemeral range of IPv6'),
      measurement.ephemeralRangeV6,
      spanText,
      wording,
    ),
    ...optionalChip(
      'autoReuse',
      l10n.t('Auto-reuse port range'),
      measurement.autoReusePorts,
      (span) => (span === null ? l10n.t('none') : spanText(span)),
      wording,
    ),
    chipOf(
      'reserved',
      l10n.t('Reserved ports'),
      measurement.reservedPorts,
      (spans) => words.count(spans.reduce((sum, { first, last }) => sum + last - first + 1, 0)),
      wording,
    ),
    chipOf(
      'timeWait',
      l10n.t('TIME_WAIT length'),
      measurement.timeWaitLength,
      (length) => words.seconds(length),
      wording,
    ),
    chipOf(
      'reuse',
      l10n.t('Reuse of waiting ports'),
      measurement.timeWaitReuse,
      (reuse) => reuseText(reuse, wording),
      wording,
    ),
    ...optionalChip(
      'limit',
      l10n.t('Most sockets in TIME_WAIT'),
      measurement.timeWaitLimit,
      (limit) => words.count(limit),
      wording,
    ),
    chipOf(
      'waiting',
      l10n.t('Sockets in TIME_WAIT'),
      measurement.totals,
      ({ byState }) => words.count(byState['time-wait'] ?? 0),
      wording,
    ),
    chipOf(
      'occupied',
      l10n.t('Ephemeral ports in use'),
      measurement.totals,
      ({ occupiedEphemeralPorts }) => words.count(occupiedEphemeralPorts),
      wording,
    ),
  ];
}

/** Nothing where this system has no such thing; what it has and could not be read gets its chip. */
function optionalChip<T>(
  id: string,
  label: string,
  reading: Reading<T> | undefined,
  text: (value: T) => string,
  wording: Wording,
): readonly Chip[] {
  return reading === undefined ? [] : [chipOf(id, label, reading, text, wording)];
}

function reuseText({ scope, afterMs }: TimeWaitReuse, { words }: Wording): string {
  switch (scope) {
    case 'never':
      return l10n.t('never');
    case 'loopback':
      return l10n.t('on loopback after {0}', words.duration(afterMs));
    case 'always':
      return l10n.t('everywhere after {0}', words.duration(afterMs));
  }
}

/**
 * The new connections of what was started in this window, all destinations together; nothing where
 * nobody could tell whose a destination is.
 */
export function workspaceChips(
  latest: PanelFacts['latest'],
  { words, time }: Wording,
): readonly Chip[] {
  const { attributions = [], rates = [], measurement } = latest ?? {};
  const isTold = attributions.some(({ belongsTo }) => belongsTo !== 'unknown');
  if (measurement === undefined || !isTold) return [];
  const perSecond = workspaceRates(rates, attributions)
    .flatMap((rate) => activeRate([rate], rate.destination, measurement.atMs) ?? [])
    .reduce((sum, rate) => sum + rate.connectionsPerSecond, 0);
  return [
    {
      id: 'workspace',
      label: l10n.t('Your workspace'),
      text: connectionsPerSecond(words.rate(perSecond)),
      source: l10n.t(
        'Of what your debug sessions, tasks and terminals connect to, at {0}. The editor and the debugger are left out.',
        time(measurement.atMs),
      ),
      state: 'measured',
    },
  ];
}

/** Each reading that failed, once, with its reason. */
export function unreadableList(
  measurement: Measurement,
  holders: NonNullable<PanelFacts['diagnosis']>['holders'],
): Snapshot['unreadable'] {
  const readings: readonly (readonly [what: string, reading: Reading<unknown> | undefined])[] = [
    [l10n.t('Ephemeral range'), measurement.ephemeralRange],
    [l10n.t('Reserved ports'), measurement.reservedPorts],
    [l10n.t('TIME_WAIT length'), measurement.timeWaitLength],
    [l10n.t('Reuse of waiting ports'), measurement.timeWaitReuse],
    [l10n.t('Ephemeral range of IPv6'), measurement.ephemeralRangeV6],
    [l10n.t('Auto-reuse port range'), measurement.autoReusePorts],
    [l10n.t('Most sockets in TIME_WAIT'), measurement.timeWaitLimit],
    [l10n.t('Socket table'), measurement.destinations],
    ...(holders === undefined ? [] : [[l10n.t('Who holds the port'), holders] as const]),
    ...(holders?.kind === 'value'
      ? holders.value.map(
          ({ process }) => [l10n.t('The process that holds the port'), process] as const,
        )
      : []),
  ];
  return readings.flatMap(([what, reading]) =>
    reading?.kind === 'unavailable' ? [{ what, why: whyUnread(reading) }] : [],
  );
}
