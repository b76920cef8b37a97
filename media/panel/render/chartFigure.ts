/** Occupied ports against capacity over time: picture, sentence, cursor and table of one data. */
import * as l10n from '@vscode/l10n';
import type { ChartView } from '../../../src/present/panel/protocol';
import { canDraw } from '../charts/palette';
import { createTimeChart } from '../charts/timeChart';
import type { PanelContext, View } from '../context';
import { element, setHidden, setText, uniqueId } from '../dom';
import { formatNumber, formatTime } from '../format';
import { createChartTable } from './chartTable';
import { createLegend } from './legend';
import { createPlotArea } from './plotArea';
import { details } from './section';

export interface ChartFigure extends View<ChartView | undefined> {
  /** Puts the cursor on a moment, in seconds; undefined takes it away. */
  readonly showTime: (timeS: number | undefined) => void;
}

export function createChartFigure(context: PanelContext): ChartFigure {
  let view: ChartView | undefined;
  /** The moment the reader looks at; a time, not an index, because the window slides. */
  let cursorTimeS: number | undefined;

  const title = element('h3', '');
  const summary = element('p', 'summary');
  summary.id = uniqueId('chart-summary');
  const source = element('p', 'source');
  const area = createPlotArea({
    describedBy: summary.id,
    hint: l10n.t('Point at the chart, or use the arrow keys, to read its values.'),
    words: (index) => (view === undefined ? '' : pointInWords(view, index)),
    onMove: (index) => {
      showPoint(index);
    },
  });
  const legend = createLegend([
    { sample: 'occupied', label: l10n.t('occupied ports') },
    { sample: 'forecast', label: l10n.t('forecast') },
    { sample: 'capacity', label: l10n.t('capacity') },
    { sample: 'rate', label: l10n.t('new connections a second') },
    { sample: 'limit', label: l10n.t('what can go on for ever') },
    { sample: 'error', label: l10n.t('the error') },
  ]);
  const table = createChartTable();
  const tableDetails = details(
    context,
    'chart-table',
    l10n.t('The same numbers as a table'),
    [table.element],
    (open) => {
      if (open && view !== undefined) {
        table.update(view);
      }
    },
  );
  const figure = element(
    'figure',
    'chart',
    title,
    summary,
    legend.element,
    area.plot,
    area.readout,
    source,
    tableDetails,
  );

  const chart = canDraw()
    ? createTimeChart(area.plot, (index) => {
        keepPoint(index);
        area.show(index);
      })
    : undefined;
  const keepPoint = (index: number | undefined) => {
    cursorTimeS = index === undefined ? undefined : view?.timesS[index];
  };
  const showPoint = (index: number | undefined) => {
    keepPoint(index);
    area.show(index);
    chart?.select(index);
  };

  return {
    element: figure,
    showTime: (timeS) => {
      showPoint(view && indexOf(view, timeS));
    },
    update: (next) => {
      view = next;
      setHidden(figure, next === undefined);
      if (next === undefined) {
        return;
      }
      setText(title, next.title);
      setText(summary, next.summary);
      setText(source, next.source);
      area.describe(next.title, next.timesS.length);
      legend.setShown([
        true,
        next.forecastPorts.some((ports) => ports !== null),
        next.capacity !== null,
        true,
        next.sustainablePerSecond !== null,
        next.errorAtS !== undefined,
      ]);
      chart?.update(next);
      showPoint(indexOf(next, cursorTimeS));
      if (tableDetails.open) {
        table.update(next);
      }
    },
  };
}

/** The point at this time; undefined when it has slid out of the window. */
function indexOf(view: ChartView, timeS: number | undefined): number | undefined {
  const index = timeS === undefined ? -1 : view.timesS.indexOf(timeS);
  return index < 0 ? undefined : index;
}

function portsOccupied(count: number): string {
  const written = formatNumber(count);
  return written === '1' ? l10n.t('1 port occupied') : l10n.t('{0} ports occupied', written);
}

/** "12:00:03 · 40 connections a second · 120 of 201 ports occupied" */
function pointInWords(view: ChartView, index: number): string {
  const rate = view.connectionsPerSecond[index];
  const occupied = view.occupiedPorts[index];
  const forecast = view.forecastPorts[index];
  const words = [formatTime(view.timesS[index] ?? 0)];
  if (typeof rate === 'number') {
    words.push(
      formatNumber(rate) === '1'
        ? l10n.t('1 new connection a second')
        : l10n.t('{0} new connections a second', formatNumber(rate)),
    );
  }
  if (typeof occupied === 'number') {
    words.push(
      view.capacity === null
        ? portsOccupied(occupied)
        : l10n.t('{0} of {1} ports occupied', formatNumber(occupied), formatNumber(view.capacity)),
    );
  } else if (typeof forecast === 'number') {
    words.push(l10n.t('forecast: {0}', portsOccupied(forecast)));
  }
  if (words.length === 1) {
    words.push(l10n.t('nothing was read'));
  }
  return words.join(' · ');
}
