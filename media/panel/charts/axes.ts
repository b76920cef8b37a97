/** Axes and cursor that all plots have in common, in the colours of the theme. */
import type uPlot from 'uplot';
import * as l10n from '@vscode/l10n';
import { formatNumber, formatTime } from '../format';
import type { Palette } from './palette';

const axisWidthPx = 54;
const fontSizePx = 11;
/** Room for the right half of a time that stands under the end of the axis. */
const halfTimeLabelPx = 28;
/** Room above the highest line, for the label of the capacity. */
export const headroom = 1.18;
/** Seconds between the times on the axis: whole ones, or neighbours would read the same. */
const wholeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];

/** `syncKey` ties the cursors of plots over the same time together. */
export function plotOptions(
  width: number,
  onPoint: (index: number | undefined) => void,
  syncKey?: string,
): Pick<uPlot.Options, 'width' | 'legend' | 'cursor' | 'padding'> {
  return {
    width,
    legend: { show: false },
    padding: [8, halfTimeLabelPx, 0, 0],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      ...(syncKey !== undefined && { sync: { key: syncKey } }),
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

/** Times of day, to the second. */
export function timeAxis(palette: Palette): uPlot.Axis {
  return {
    ...lines(palette),
    space: 76,
    incrs: wholeSteps,
    size: 26,
    values: (_plot, splits) => splits.map(formatTime),
  };
}

/** Seconds since a start. */
export function spanAxis(palette: Palette): uPlot.Axis {
  return {
    ...lines(palette),
    space: 60,
    size: 26,
    values: (_plot, splits) => splits.map((seconds) => l10n.t('{0} s', formatNumber(seconds))),
  };
}

export function valueAxis(palette: Palette): uPlot.Axis {
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
