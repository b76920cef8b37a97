/** What every part of a snapshot is made from. Plain values: no vscode, no clock. */
import * as l10n from '@vscode/l10n';
import type { Attribution } from '../../explain/attribution';
import type { NumberWords } from '../../explain/format';
import type { RunRecord } from '../../explain/runs';
import { whyUnread } from '../../explain/unreadable';
import type { CaseFile, Forecast, Verdict } from '../../explain/verdict';
import type {
  Measurement,
  Provenance,
  RateEstimate,
  RateHistory,
  Reading,
} from '../../measure/measurement';
import type { Finding, SystemRemedy } from '../../remedy/finding';
import type { Door } from '../../watch/listening';
import type { CallFacts } from '../callFacts';
import type { ActView, Chip } from './protocol';

/** Everything the panel may show, before it is put into words. */
export interface PanelFacts {
  readonly locale: string;
  readonly nowMs: number;
  readonly isMeasuring: boolean;
  /** Whether the sampler is at work: the numbers move. */
  readonly isLive: boolean;
  readonly diagnosis?: Pick<
    CaseFile,
    'error' | 'errorCount' | 'errorAtMs' | 'holders' | 'measurement'
  > & { readonly verdict: Verdict };
  readonly latest?: {
    readonly measurement: Measurement;
    readonly rates: readonly RateEstimate[];
    readonly histories: readonly RateHistory[];
    /** Whose each destination is; absent where nobody looked. */
    readonly attributions?: readonly Attribution[];
    readonly mostPressing?: Forecast;
  };
  /** The runs that are remembered, the latest first, and which two are compared. */
  readonly runs?: {
    readonly all: readonly RunRecord[];
    readonly chosen?: { readonly beforeId: string; readonly afterId: string };
  };
  /** The ids of the destinations whose sockets are looked at; none where absent. */
  readonly shownSockets?: readonly string[];
  /** What the probes count; absent while no program with a probe has been seen. */
  readonly calls?: CallFacts;
  readonly findings: readonly {
    readonly id: string;
    readonly place: string;
    /** The file's path as its URI has it: with slashes, from the root. */
    readonly path: string;
    readonly finding: Finding;
  }[];
  readonly acts: readonly ActView[];
  readonly remedies: readonly SystemRemedy[];
  /** Where programs can be heard, and where not. */
  readonly doors: readonly Door[];
}

/** How numbers and times are written in this snapshot. */
export interface Wording {
  readonly words: NumberWords;
  readonly time: (atMs: number) => string;
}

/**
 * A clock time to the second, in the way of the language (a BCP 47 tag; an unknown one counts as
 * English). Empty for what is no time.
 */
export function clockTime(locale: string): (atMs: number) => string {
  const format = timeFormat(locale);
  return (atMs) => (Number.isNaN(new Date(atMs).getTime()) ? '' : format.format(atMs));
}

function timeFormat(locale: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  } catch {
    return new Intl.DateTimeFormat('en', { timeStyle: 'medium' });
  }
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
    case 'measured':
      return l10n.t('Measured at {0}: {1}.', time(from.atMs), from.where);
    case 'constant':
      return l10n.t('Built into the system: {0}.', from.where);
    case 'assumed':
      return l10n.t('Assumed, not read here: {0}.', from.where);
  }
}

/** What a rate rests on, as a sentence for a tooltip. */
export function rateSource(rate: RateEstimate, { words, time }: Wording): string {
  const how = howCounted(rate.source);
  const count = words.count(rate.connections);
  const [from, to] = [time(rate.fromMs), time(rate.toMs)];
  return rate.connections === 1
    ? l10n.t('1 connection from {0} to {1}, {2}.', from, to, how)
    : l10n.t('{0} connections from {1} to {2}, {3}.', count, from, to, how);
}

function howCounted(source: RateEstimate['source']): string {
  switch (source) {
    case 'time-wait-rows':
      return l10n.t('read from the remaining time of the rows in TIME_WAIT');
    case 'sampling':
      return l10n.t('counted as new rows of the socket table');
    case 'probe':
      return l10n.t('counted by the probe inside your programs');
  }
}
