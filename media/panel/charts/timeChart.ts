/**
 * Two charts over one time axis: occupied ports against capacity, and connections per second. Two,
 * because one plot with two scales makes readers compare heights that mean different things.
 */
import uPlot from 'uplot';
import type { ChartView } from '../../../src/present/panel/protocol';
import { formatNumber, formatTime } from '../format';
import { drawMarks } from './marks';
import { onThemeChange, readPalette } from './palette';
import type { Palette } from './palette';

const portsHeightPx = 190;
const rateHeightPx = 96;
const axisWidthPx = 54;
const fontSizePx = 11;
/** Room for the right half of a time that stands under the end of the axis. */
const halfTimeLabelPx = 28;
/** Seconds between the times on the axis: whole ones, or neighbours would read the same. */
const wholeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
/** Room above the highest line, for the label of the capacity. */
const headroom = 1.18;

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
  let plots: readonly uPlot[] = [];
  let drawnWidth = 0;

  const build = () => {
    for (const plot of plots) {
      plot.destroy();
    }
    plots = [];
    drawnWidth = container.clientWidth;
    if (view === undefined || drawnWidth === 0) {
      return;
    }
    const palette = readPalette();
    const current = () => view;
    plots = [
      new uPlot(portsOptions(drawnWidth, palette, current, onPoint), portsData(view), container),
      new uPlot(rateOptions(drawnWidth, palette, current, onPoint), rateData(view), container),
    ];
  };

  onThemeChange(build);
  new ResizeObserver(() => {
    if (container.clientWidth !== drawnWidth) {
      build();
    }
  }).observe(container);

  return {
    update: (next) => {
      view = next;
      const [ports, rate] = plots;
      if (ports === undefined || rate === undefined) {
        build();
        return;
      }
      ports.setData(portsData(next));
      rate.setData(rateData(next));
    },
    select: (index) => {
      const timeS = index === undefined ? undefined : view?.timesS[index];
      for (const plot of plots) {
        const left = timeS === undefined ? -1 : plot.valToPos(timeS, 'x');
        plot.setCursor({ left, top: 0 }, false);
      }
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
    ...sharedOptions(width, onPoint),
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
          drawMarks(plot, palette, current());
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
    ...sharedOptions(width, onPoint),
    height: rateHeightPx,
    scales: {
      x: { time: true },
      y: { range: (_plot, _min, max) => [0, Math.max(1, Number.isFinite(max) ? max : 0) * 1.1] },
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
          drawMarks(plot, palette, withoutCapacity(current()));
        },
      ],
    },
  };
}

/** The capacity is a number of ports; it has no place on the scale of connections per second. */
function withoutCapacity(view: ChartView | undefined): ChartView | undefined {
  return view && { ...view, capacity: null };
}

function sharedOptions(
  width: number,
  onPoint: (index: number | undefined) => void,
): Pick<uPlot.Options, 'width' | 'legend' | 'cursor' | 'padding'> {
  return {
    width,
    legend: { show: false },
    padding: [8, halfTimeLabelPx, 0, 0],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      sync: { key: 'socket-doctor' },
      points: { size: 8 },
      bind: {
        mousemove: (plot, _target, handler) => (event) => {
          handler(event);
          onPoint(plot.cursor.idx ?? undefined);
          return null;
        },
        mouseleave: (_plot, _target, handler) => (event) => {
          handler(event);
          onPoint(undefined);
          return null;
        },
      },
    },
  };
}

function timeAxis(palette: Palette): uPlot.Axis {
  return {
    ...lines(palette),
    space: 76,
    incrs: wholeSteps,
    size: 26,
    values: (_plot, splits) => splits.map(formatTime),
  };
}

function valueAxis(palette: Palette): uPlot.Axis {
  return {
    ...lines(palette),
    size: axisWidthPx,
    space: 36,
    values: (_plot, splits) => splits.map(formatNumber),
  };
}

function lines(palette: Palette): uPlot.Axis {
  const faint = `color-mix(in srgb, ${palette.faint} 35%, transparent)`;
  return {
    stroke: palette.text,
    font: `${fontSizePx}px ${palette.fontFamily}`,
    grid: { stroke: faint, width: 1 },
    ticks: { stroke: faint, width: 1, size: 4 },
  };
}
