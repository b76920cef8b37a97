/** What every part of a snapshot is made from. Plain values: no vscode, no clock. */
import * as l10n from '@vscode/l10n';
import type { NumberWords } from '../../explain/format';
import { whyUnread } from '../../explain/unreadable';
import type { Forecast, Verdict } from '../../explain/verdict';
import type {
  Measurement,
  PortHolder,
  Provenance,
  RateEstimate,
  RateHistory,
  Reading,
} from '../../measure/measurement';
import type { SocketError } from '../../recognize/socketError';
import type { Finding, SystemRemedy } from '../../remedy/finding';
import type { Chip } from './protocol';

/** Everything the panel may show, before it is put into words. */
export interface PanelFacts {
  readonly locale: string;
  readonly nowMs: number;
  readonly isMeasuring: boolean;
  /** Whether the sampler is at work: the numbers move. */
  readonly isLive: boolean;
  readonly diagnosis?: {
    readonly verdict: Verdict;
    readonly error?: SocketError;
    readonly errorCount?: number;
    readonly errorAtMs?: number;
    readonly holders?: Reading<readonly PortHolder[]>;
    readonly measurement: Measurement;
  };
  readonly latest?: {
    readonly measurement: Measurement;
    readonly rates: readonly RateEstimate[];
    readonly histories: readonly RateHistory[];
    readonly mostPressing?: Forecast;
  };
  readonly findings: readonly {
    readonly id: string;
    readonly place: string;
    readonly finding: Finding;
  }[];
  readonly remedies: readonly SystemRemedy[];
}

/** How numbers and times are written in this snapshot. */
export interface Wording {
  readonly words: NumberWords;
  readonly time: (atMs: number) => string;
}

/** A clock time to the second, in the way of the language. */
export function clockTime(locale: string): (atMs: number) => string {
  const format = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  return (atMs) => format.format(atMs);
}

/** A reading as a chip: the number, or why there is none; and where it was read. */
export function chipOf<T>(
  id: string,
  label: string,
  reading: Reading<T>,
  text: (value: T) => string,
  { time }: Wording,
): Chip {
  if (reading.kind === 'unavailable') {
    return {
      id,
      label,
      text: l10n.t('not readable'),
      source: whyUnread(reading),
      state: 'unavailable',
    };
  }
  return {
    id,
    label,
    text: text(reading.value),
    source: provenanceText(reading.from, time),
    state: reading.from.how === 'assumed' ? 'assumed' : 'measured',
  };
}

/** Where a value was read and when, as a sentence for a tooltip. */
export function provenanceText(from: Provenance, time: Wording['time']): string {
  switch (from.how) {
    case 'file':
      return l10n.t('Read from {0} at {1}.', from.where, time(from.atMs));
    case 'command':
      return l10n.t('From {0} at {1}.', from.where, time(from.atMs));
    case 'constant':
      return l10n.t('Built into the system: {0}.', from.where);
    case 'assumed':
      return l10n.t('Assumed, not read here: {0}.', from.where);
  }
}
