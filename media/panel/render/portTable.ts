/** The port picture's numbers as a table: how many are free, open, and waiting for how long still. */
import * as l10n from '@vscode/l10n';
import { numberWords, type NumberWords } from '../../../src/explain/format';
import type { PortMapView } from '../../../src/present/panel/protocol';
import type { View } from '../context';
import { language } from '../format';
import { createTable, textCell } from './table';

export type PortNumbers = Pick<PortMapView, 'first' | 'last' | 'open' | 'waiting'>;

/** Ports of one kind. */
export interface PortRow {
  readonly id: string;
  readonly state: string;
  readonly ports: number;
}

/** Waiting ports are grouped by the time that is left: at most so many groups, of round lengths. */
const mostGroups = 8;
const groupLengthsS = [1, 2, 5, 10, 15, 30, 60];

/** Every port of the range counts in exactly one row. */
export function portRows(
  { first, last, open, waiting }: PortNumbers,
  words: NumberWords,
): readonly PortRow[] {
  const waits = waiting.map(([, remainingS]) => remainingS);
  const known = waits.filter((remainingS) => remainingS !== null);
  const longestS = known.reduce((longest, remainingS) => Math.max(longest, remainingS), 0);
  const lengthS = groupLengthsS.find((length) => longestS / length <= mostGroups) ?? 60;
  const groups = new Map<number, number>();
  for (const remainingS of known) {
    const group = Math.max(0, Math.ceil(remainingS / lengthS) - 1);
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  const unknown = waits.length - known.length;
  const free = last - first + 1 - open.length - waiting.length;
  return [
    { id: 'free', state: l10n.t('free'), ports: free },
    { id: 'open', state: l10n.t('open'), ports: open.length },
    ...[...groups]
      .sort(([a], [b]) => a - b)
      .map(([group, ports]) => ({
        id: `waiting ${group}`,
        state: l10n.t(
          'waiting, free again in {0} to {1} s',
          words.count(group * lengthS),
          words.count((group + 1) * lengthS),
        ),
        ports,
      })),
    ...(unknown > 0 ? [{ id: 'waiting', state: l10n.t('waiting'), ports: unknown }] : []),
  ];
}

export function createPortTable(): View<PortNumbers> {
  const words = numberWords(language() ?? 'en');
  const table = createTable<PortRow>({
    caption: l10n.t('Ports by state'),
    keyOf: ({ id }) => id,
    columns: [
      { title: l10n.t('State'), cell: textCell(({ state }) => state) },
      {
        title: l10n.t('Ports'),
        className: 'number',
        cell: textCell(({ ports }) => words.count(ports)),
      },
    ],
  });
  return {
    element: table.element,
    update: (numbers) => {
      table.update(portRows(numbers, words));
    },
  };
}
