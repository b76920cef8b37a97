/** Runs of a program laid side by side: what one did, and whether a change has helped. Pure. */
import * as l10n from '@vscode/l10n';
import type { SocketAddress } from '../measure/measurement';
import { endpointLabel } from './addresses';
import { connectionsPerSecond } from './amounts';
import { numberWords, type NumberWords } from './format';
import { quoted } from './hostileText';

/** What is kept of one run of a program: plain data, fit to be stored. */
export interface RunRecord {
  readonly id: string;
  /** The debug session's or terminal's name: hostile text. */
  readonly label: string;
  readonly startedAtMs: number;
  /** Absent while it runs. */
  readonly endedAtMs?: number;
  /** The destination that it made most connections to; absent where none was seen. */
  readonly destination?: SocketAddress;
  /** New connections to that destination. */
  readonly connections: number;
  /** While it worked; 0 where fewer than two connections were seen. */
  readonly connectionsPerSecond: number;
  /** Absent where the protocol is not known, or the program had no probe. */
  readonly requests?: number;
  /** Ports that the destination kept occupied, at most. */
  readonly mostPorts?: number;
  readonly capacity?: number;
  /** Where connections were counted. */
  readonly countedBy: 'probe' | 'table';
  /** The first socket error that it reported. */
  readonly failure?: { readonly code: string; readonly afterMs: number };
}

/** One line of the comparison. */
export interface ComparedFigure {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

export interface Comparison {
  /** "Before: 40/s, failed after 5 s. After: 0.2/s, 99.5 % reused, ran 60 s." */
  readonly sentence: string;
  readonly figures: readonly ComparedFigure[];
}

/** 1 − connections / requests; undefined where requests are not known, or there were none. */
export function reuseOf({ connections, requests }: RunRecord): number | undefined {
  return requests === undefined || requests === 0
    ? undefined
    : Math.max(0, 1 - connections / requests);
}

/**
 * The run to compare the latest with: the latest of the same name that failed, or that there was;
 * where there is none of that name, the same of any.
 *
 * @param runs the latest first
 */
export function usualComparison(
  runs: readonly RunRecord[],
): { readonly before: RunRecord; readonly after: RunRecord } | undefined {
  const [after, ...earlier] = runs;
  if (after === undefined) return undefined;
  const sameName = earlier.filter(({ label }) => label === after.label);
  const failed = (of: readonly RunRecord[]) => of.find(({ failure }) => failure !== undefined);
  const before = failed(sameName) ?? sameName[0] ?? failed(earlier) ?? earlier[0];
  return before && { before, after };
}

/** Two runs, figure by figure. */
export function compareRuns(before: RunRecord, after: RunRecord, locale: string): Comparison {
  const words = numberWords(locale);
  const figure = (label: string, read: (run: RunRecord) => string): ComparedFigure => ({
    label,
    before: read(before),
    after: read(after),
  });
  const unknown = l10n.t('not known');
  return {
    sentence: l10n.t(
      'Before: {0}. After: {1}.',
      runInWords(before, words),
      runInWords(after, words),
    ),
    figures: [
      figure(l10n.t('Outcome'), (run) => outcomeOf(run, words)),
      figure(l10n.t('Destination'), ({ destination }) =>
        destination ? endpointLabel(destination) : unknown,
      ),
      figure(l10n.t('Connections a second'), (run) => words.rate(run.connectionsPerSecond)),
      figure(l10n.t('Connections'), ({ connections }) => words.count(connections)),
      figure(l10n.t('Requests'), ({ requests }) =>
        requests === undefined ? unknown : words.count(requests),
      ),
      figure(l10n.t('Connections reused'), (run) => {
        const reuse = reuseOf(run);
        return reuse === undefined ? unknown : words.percent(reuse);
      }),
      figure(l10n.t('Ports in use, at most'), ({ mostPorts, capacity }) =>
        mostPorts === undefined
          ? unknown
          : capacity === undefined
            ? words.count(mostPorts)
            : l10n.t('{0} of {1}', words.count(mostPorts), words.count(capacity)),
      ),
      figure(l10n.t('Counted by'), ({ countedBy }) =>
        countedBy === 'probe' ? l10n.t('the probe') : l10n.t('the socket table'),
      ),
    ],
  };
}

/** `40 connections/s, 99.5 % reused, ran 60 s` or `…, failed after 5 s`. */
function runInWords(run: RunRecord, words: NumberWords): string {
  const reuse = reuseOf(run);
  const rate = connectionsPerSecond(words.rate(run.connectionsPerSecond));
  const outcome = outcomeOf(run, words);
  return reuse === undefined
    ? l10n.t('{0}, {1}', rate, outcome)
    : l10n.t('{0}, {1} reused, {2}', rate, words.percent(reuse), outcome);
}

/** How a run ended, or that it goes on. */
export function outcomeOf(
  { failure, startedAtMs, endedAtMs }: RunRecord,
  words: NumberWords,
): string {
  if (failure !== undefined) {
    return l10n.t(
      'failed after {0} ({1})',
      words.duration(failure.afterMs),
      quoted(failure.code, 40),
    );
  }
  return endedAtMs === undefined
    ? l10n.t('still runs')
    : l10n.t('ran {0} without a socket error', words.duration(endedAtMs - startedAtMs));
}

/**
 * The comparison as Markdown for a pull request. Names come from programs, so what Markdown would take
 * for its own is escaped.
 *
 * @param picture the path of the chart beside the text; absent where there is none
 */
export function comparisonMarkdown(
  before: RunRecord,
  after: RunRecord,
  locale: string,
  picture?: string,
): string {
  const { sentence, figures } = compareRuns(before, after, locale);
  const row = (cells: readonly string[]) => `| ${cells.map(escapedMarkdown).join(' | ')} |`;
  return [
    `## ${l10n.t('Connections, before and after')}`,
    '',
    escapedMarkdown(sentence),
    '',
    row(['', l10n.t('Before: {0}', before.label), l10n.t('After: {0}', after.label)]),
    '|---|---|---|',
    ...figures.map((figure) => row([figure.label, figure.before, figure.after])),
    ...(picture === undefined
      ? []
      : ['', `![${l10n.t('Ports in use over time')}](${encodeURI(picture)})`]),
    '',
    escapedMarkdown(l10n.t('Measured by Socket Doctor.')),
    '',
  ].join('\n');
}

/** Letters, digits and spaces stay; what could be markup or HTML is escaped (CommonMark, 2.4). */
function escapedMarkdown(text: string): string {
  return quoted(text, 300).replace(/[\\`*_{}[\]<>#|~!&]/g, '\\$&');
}
