/**
 * Two charts over one time axis: occupied ports against capacity, and connections per second. Two,
 * because one plot with two scales makes readers compare heights that mean different things.
 */
import uPlot from 'uplot';
import * as l10n from '@vscode/l10n';
import type { ChartView } from '../../../src/present/panel/protocol';
import { formatNumber } from '../format';
import { drawnInSight } from '../inSight';
import { headroom, plotOptions, timeAxis, valueAxis } from './axes';
import { drawMarks } from './marks';
import type { Marks } from './marks';
import { readPalette } from './palette';
import type { Palette } from './palette';
import { keepPlots } from './plots';

const portsHeightPx = 190;
const rateHeightPx = 112;
/** A limit that is more than so many times the highest rate is only named, not drawn. */
const mostLimit = 4;
/** Room above the highest rate, for the label of the limit. */
const rateHeadroom = 1.25;

export interface TimeChart {
  update(view: ChartView): void;
  /** Puts the cursor on a point; undefined takes it away. */
  select(index: number | undefined): void;
}

/** Draws into `container`; `onPoint` tells the point under the pointer. */
export function createTimeChart(
  container: HTMLElement,
  onPoint: (index: number | undefined) => void,
): TimeChart {
  let view: ChartView | undefined;
  const current = () => view;
  const plots = keepPlots(container, (width) => {
    if (view === undefined) {
      return [];
    }
    const palette = readPalette();
    return [
      new uPlot(portsOptions(width, palette, current, onPoint), portsData(view), container),
      new uPlot(rateOptions(width, palette, current, onPoint), rateData(view), container),
    ];
  });

  const redraw = drawnInSight(container, () => {
    if (view !== undefined) {
      plots.setData([portsData(view), rateData(view)]);
    }
  });
  return {
    update: (next) => {
      view = next;
      redraw();
    },
    select: (index) => {
      const timeS = index === undefined ? undefined : view?.timesS[index];
      plots.setCursor(timeS);
    },
  };
}

function portsData(view: ChartView): uPlot.AlignedData {
  return [[...view.timesS], [...view.occupiedPorts], [...view.forecastPorts]];
}

function rateData(view: ChartView): uPlot.AlignedData {
  return [[...view.timesS], [...view.connectionsPerSecond]];
}

type CurrentView = () => ChartView | undefined;

function portsOptions(
  width: number,
  palette: Palette,
  current: CurrentView,
  onPoint: (index: number | undefined) => void,
): uPlot.Options {
  return {
    ...plotOptions(width, onPoint, 'socket-doctor'),
    height: portsHeightPx,
    scales: {
      x: { time: true },
      y: {
        range: (_plot, _min, max) => [
          0,
          Math.max(1, Number.isFinite(max) ? max : 0, current()?.capacity ?? 0) * headroom,
        ],
      },
    },
    axes: [{ ...timeAxis(palette), size: 8, values: () => [] }, valueAxis(palette)],
    series: [
      {},
      {
        stroke: palette.occupied,
        width: 2,
        fill: `color-mix(in srgb, ${palette.occupied} 18%, transparent)`,
        points: { show: false },
      },
      { stroke: palette.occupied, width: 2, dash: [4, 4], points: { show: false } },
    ],
    hooks: {
      draw: [
        (plot) => {
          drawMarks(plot, palette, portsMarks(current()));
        },
      ],
    },
  };
}

function rateOptions(
  width: number,
  palette: Palette,
  current: CurrentView,
  onPoint: (index: number | undefined) => void,
): uPlot.Options {
  const bars = uPlot.paths.bars?.({ size: [0.7, 24], align: 1 });
  return {
    ...plotOptions(width, onPoint, 'socket-doctor'),
    height: rateHeightPx,
    scales: {
      x: { time: true },
      y: {
        range: (_plot, _min, max) => [0, highestRate(current(), Number.isFinite(max) ? max : 0)],
      },
    },
    axes: [timeAxis(palette), { ...valueAxis(palette), space: 24 }],
    series: [
      {},
      {
        stroke: palette.rate,
        fill: palette.rate,
        width: 0,
        points: { show: false },
        ...(bars && { paths: bars }),
      },
    ],
    hooks: {
      draw: [
        (plot) => {
          drawMarks(plot, palette, rateMarks(current()));
        },
      ],
    },
  };
}

function portsMarks(view: ChartView | undefined): Marks {
  const { capacity = null, errorAtS } = view ?? {};
  return {
    ...(capacity !== null && {
      limit: { value: capacity, label: l10n.t('capacity {0}', formatNumber(capacity)) },
    }),
    ...(errorAtS !== undefined && { moment: { at: errorAtS, label: l10n.t('the error') } }),
  };
}

function rateMarks(view: ChartView | undefined): Marks {
  const { sustainablePerSecond: limit = null, errorAtS } = view ?? {};
  return {
    ...(limit !== null && {
      limit: { value: limit, label: l10n.t('for ever: {0}', formatNumber(limit)) },
    }),
    ...(errorAtS !== undefined && { moment: { at: errorAtS } }),
  };
}

/** The limit belongs into the picture, but not at the price of bars that are too low to be seen. */
function highestRate(view: ChartView | undefined, peak: number): number {
  const limit = view?.sustainablePerSecond ?? 0;
  const highest = Math.max(1, peak);
  return Math.max(highest, limit <= highest * mostLimit ? limit : 0) * rateHeadroom;
}
