/** The chart's numbers, every one of them, for reading, copying and listening. */
import * as l10n from '@vscode/l10n';
import type { ChartView } from '../../../src/present/panel/protocol';
import type { View } from '../context';
import { formatNumber, formatTime } from '../format';
import { createTable, scrollBox, textCell } from './table';

interface Point {
  readonly timeS: number;
  readonly rate: number | null;
  readonly occupied: number | null;
  readonly forecast: number | null;
}

export function createChartTable(): View<ChartView> {
  const table = createTable<Point>({
    caption: l10n.t('Connections and occupied ports over time'),
    keyOf: ({ timeS }) => String(timeS),
    columns: [
      {
        title: l10n.t('Time'),
        cell: textCell(({ timeS }) => formatTime(timeS)),
      },
      {
        title: l10n.t('New connections a second'),
        className: 'number',
        cell: textCell(({ rate }) => figure(rate)),
      },
      {
        title: l10n.t('Occupied ports'),
        className: 'number',
        cell: textCell(({ occupied }) => figure(occupied)),
      },
      {
        title: l10n.t('Forecast'),
        className: 'number',
        cell: textCell(({ forecast }) => figure(forecast)),
      },
    ],
  });
  return {
    element: scrollBox(l10n.t('Connections and occupied ports over time'), table.element),
    update: (view) => {
      table.update(
        view.timesS.map((timeS, index) => ({
          timeS,
          rate: view.connectionsPerSecond[index] ?? null,
          occupied: view.occupiedPorts[index] ?? null,
          forecast: view.forecastPorts[index] ?? null,
        })),
      );
    },
  };
}

/** A dash where nothing was read: not zero. */
function figure(value: number | null): string {
  return value === null ? '–' : formatNumber(value);
}
