/** The curve of a setting: picture, sentence, cursor and table of one data. */
import * as l10n from '@vscode/l10n';
import type { NumberWords } from '../../../../src/explain/format';
import { createLevelChart, type LevelView } from '../../charts/levelChart';
import { canDraw } from '../../charts/palette';
import type { PanelContext, View } from '../../context';
import { element, setText, uniqueId } from '../../dom';
import { formatNumber } from '../../format';
import { createLegend } from '../legend';
import { createPlotArea } from '../plotArea';
import { details } from '../section';
import { createTable, scrollBox, textCell } from '../table';

export interface LevelData {
  readonly level: LevelView;
  readonly summary: string;
}

interface Point {
  readonly timeS: number;
  readonly occupied: number;
  readonly now: number | null;
}

/** `onMoment` is told the point that the reader looks at; undefined: none. */
export function createLevelFigure(
  context: PanelContext,
  words: NumberWords,
  onMoment: (index: number | undefined) => void,
): View<LevelData> {
  let view: LevelView | undefined;
  let cursor: number | undefined;
  const title = l10n.t('Ports in use, from an empty pool on');
  const summary = element('p', 'summary');
  summary.id = uniqueId('level-summary');
  const legend = createLegend([
    { sample: 'occupied', label: l10n.t('with the sliders as they are') },
    { sample: 'now', label: l10n.t('this machine, as it is now') },
    { sample: 'capacity', label: l10n.t('capacity') },
  ]);
  const moveTo = (index: number | undefined) => {
    cursor = index;
    onMoment(index);
  };
  const area = createPlotArea({
    describedBy: summary.id,
    hint: l10n.t('Point at the curve, or use the arrow keys: the picture below follows.'),
    words: (index) => (view === undefined ? '' : pointInWords(view, index, words)),
    onMove: (index) => {
      moveTo(index);
      chart?.select(index);
    },
  });
  const chart = canDraw()
    ? createLevelChart(area.plot, (index) => {
        area.show(index);
        moveTo(index);
      })
    : undefined;
  const table = createLevelTable(words);
  const updateTable = () => {
    if (tableDetails.open && view !== undefined) {
      table.update(pointsOf(view));
    }
  };
  const tableDetails = details(
    context,
    'level-table',
    l10n.t('The same numbers as a table'),
    [table.element],
    updateTable,
  );
  return {
    element: element(
      'figure',
      'level',
      element('h3', '', title),
      summary,
      legend.element,
      area.plot,
      area.readout,
      tableDetails,
    ),
    update: ({ level, summary: sentence }) => {
      view = level;
      setText(summary, sentence);
      area.describe(title, level.timesS.length);
      legend.setShown([true, level.nowPorts.some((ports) => ports !== null), true]);
      chart?.update(level);
      area.show(cursor);
      chart?.select(cursor);
      updateTable();
    },
  };
}

function pointsOf({ timesS, occupiedPorts, nowPorts }: LevelView): readonly Point[] {
  return timesS.map((timeS, index) => ({
    timeS,
    occupied: occupiedPorts[index] ?? 0,
    now: nowPorts[index] ?? null,
  }));
}

function createLevelTable(words: NumberWords): View<readonly Point[]> {
  const caption = l10n.t('Ports in use over time');
  const table = createTable<Point>({
    caption,
    keyOf: ({ timeS }) => String(timeS),
    columns: [
      { title: l10n.t('After'), cell: textCell(({ timeS }) => words.duration(timeS * 1_000)) },
      {
        title: l10n.t('With the sliders as they are'),
        className: 'number',
        cell: textCell(({ occupied }) => formatNumber(Math.round(occupied))),
      },
      {
        title: l10n.t('This machine, as it is now'),
        className: 'number',
        cell: textCell(({ now }) => (now === null ? '–' : formatNumber(Math.round(now)))),
      },
    ],
  });
  return { element: scrollBox(caption, table.element), update: table.update };
}

/** "after 4 s: 160 of 201 ports in use" */
function pointInWords(view: LevelView, index: number, words: NumberWords): string {
  return l10n.t(
    'After {0}: {1} of {2} ports in use',
    words.duration((view.timesS[index] ?? 0) * 1_000),
    formatNumber(Math.round(view.occupiedPorts[index] ?? 0)),
    formatNumber(view.capacity),
  );
}
