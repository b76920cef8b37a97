/** Occupied ports over the time since a start: a setting, and beside it dashed how things are now. */
import uPlot from 'uplot';
import * as l10n from '@vscode/l10n';
import { formatNumber } from '../format';
import { headroom, plotOptions, spanAxis, valueAxis } from './axes';
import { drawMarks } from './marks';
import type { Marks } from './marks';
import { readPalette } from './palette';
import type { Palette } from './palette';
import { keepPlots } from './plots';

const heightPx = 190;

export interface LevelView {
  /** Seconds since the start, ascending; the arrays below have the same length. */
  readonly timesS: readonly number[];
  readonly occupiedPorts: readonly number[];
  /** How things are now; null where there is nothing to compare with. */
  readonly nowPorts: readonly (number | null)[];
  readonly capacity: number;
  readonly exhaustedAtS?: number;
}

export interface LevelChart {
  update(view: LevelView): void;
  /** Puts the cursor on a point; undefined takes it away. */
  select(index: number | undefined): void;
}

/** Draws into `container`; `onPoint` tells the point under the pointer. */
export function createLevelChart(
  container: HTMLElement,
  onPoint: (index: number | undefined) => void,
): LevelChart {
  let view: LevelView | undefined;
  const plots = keepPlots(container, (width) =>
    view === undefined
      ? []
      : [
          new uPlot(
            options(width, readPalette(), () => view, onPoint),
            dataOf(view),
            container,
          ),
        ],
  );
  return {
    update: (next) => {
      view = next;
      plots.setData([dataOf(next)]);
    },
    select: (index) => {
      plots.setCursor(index === undefined ? undefined : view?.timesS[index]);
    },
  };
}

function dataOf({ timesS, occupiedPorts, nowPorts }: LevelView): uPlot.AlignedData {
  return [[...timesS], [...occupiedPorts], [...nowPorts]];
}

function options(
  width: number,
  palette: Palette,
  current: () => LevelView | undefined,
  onPoint: (index: number | undefined) => void,
): uPlot.Options {
  return {
    ...plotOptions(width, onPoint),
    height: heightPx,
    scales: {
      x: { time: false },
      y: { range: () => [0, highestPorts(current())] },
    },
    axes: [spanAxis(palette), valueAxis(palette)],
    series: [
      {},
      {
        stroke: palette.occupied,
        width: 2,
        fill: `color-mix(in srgb, ${palette.occupied} 18%, transparent)`,
        points: { show: false },
      },
      { stroke: palette.text, width: 1.5, dash: [2, 4], points: { show: false } },
    ],
    hooks: {
      draw: [
        (plot) => {
          drawMarks(plot, palette, marksOf(current()));
        },
      ],
    },
  };
}

/** A capacity far above the curve is only named: else the curve would lie on the ground. */
function highestPorts(view: LevelView | undefined): number {
  const highest = Math.max(1, ...(view?.occupiedPorts ?? []));
  const capacity = view?.capacity ?? 0;
  return Math.max(highest, capacity <= highest * 5 ? capacity : 0) * headroom;
}

function marksOf(view: LevelView | undefined): Marks {
  return view === undefined
    ? {}
    : {
        limit: { value: view.capacity, label: l10n.t('capacity {0}', formatNumber(view.capacity)) },
        ...(view.exhaustedAtS !== undefined && {
          moment: { at: view.exhaustedAtS, label: l10n.t('no port left') },
        }),
      };
}
