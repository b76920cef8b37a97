/** The ephemeral range as a picture: one sees the tide rise, and the wall come. */
import * as l10n from '@vscode/l10n';
import type { PortMapView } from '../../../src/present/panel/protocol';
import { canDraw } from '../charts/palette';
import { cellContent } from '../charts/portGrid';
import type { CellContent } from '../charts/portGrid';
import { createPortPicture } from '../charts/portPicture';
import type { PanelContext, View } from '../context';
import { element, setAttribute, setHidden, setOptionalText, setText, uniqueId } from '../dom';
import { formatNumber } from '../format';
import { moveCursor } from './cursorKeys';
import { createLegend } from './legend';
import { createPortTable } from './portTable';
import { details } from './section';

export interface PortMapOptions {
  /** Names the figure's table in the kept view state. */
  readonly id: string;
  readonly title: string;
  /** Names the picture for those who do not see it. */
  readonly label: string;
  /** Whether the ports have numbers, or are any so many of them. */
  readonly numbered: boolean;
}

export interface PortMapData {
  /** Undefined hides the figure. */
  readonly portMap?: PortMapView | undefined;
  /** Whether the waits go on running out between two updates. */
  readonly live: boolean;
}

export function createPortMapFigure(
  context: PanelContext,
  options: PortMapOptions,
): View<PortMapData> {
  let view: PortMapView | undefined;
  const summary = element('p', 'summary');
  summary.id = uniqueId('ports-summary');
  const legend = createLegend([
    { sample: 'free', label: l10n.t('free') },
    { sample: 'open', label: l10n.t('open') },
    { sample: 'waiting', label: l10n.t('waiting, fading until it comes free') },
  ]);
  const map = element('div', 'port-map');
  map.tabIndex = 0;
  map.setAttribute('role', 'slider');
  map.setAttribute('aria-label', options.label);
  map.setAttribute('aria-describedby', summary.id);
  const range = element('p', 'port-range');
  const readout = element('p', 'readout');
  const source = element('p', 'source');
  const table = createPortTable();
  const tableDetails = details(
    context,
    `${options.id}-table`,
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
    'ports',
    element('h3', '', options.title),
    summary,
    legend.element,
    map,
    range,
    readout,
    source,
    tableDetails,
  );
  setHidden(range, !options.numbered);

  let cell: number | undefined;
  const showCell = (next: number | undefined) => {
    cell = next;
    picture?.select(next);
    const words =
      view === undefined || picture === undefined || next === undefined
        ? l10n.t('Point at a port, or use the arrow keys, to see its state.')
        : cellInWords(view.first, cellContent(picture.states(), picture.grid(), next));
    setText(readout, words);
    setAttribute(map, 'aria-valuenow', String(next ?? 0));
    setAttribute(map, 'aria-valuetext', next === undefined ? view?.summary : words);
  };
  const picture = canDraw() ? createPortPicture(map, showCell) : undefined;

  map.addEventListener('keydown', (event) => {
    if (picture === undefined) {
      return;
    }
    const { columns, cells } = picture.grid();
    const target = moveCursor(event.key, cell ?? -1, {
      last: cells - 1,
      row: columns,
      page: columns * 10,
    });
    if (target !== undefined) {
      event.preventDefault();
      showCell(target);
    }
  });

  return {
    element: figure,
    update: ({ portMap, live }) => {
      view = portMap;
      setHidden(figure, portMap === undefined);
      if (portMap === undefined) {
        return;
      }
      setText(summary, portMap.summary);
      setOptionalText(source, portMap.source);
      const count = portMap.last - portMap.first + 1;
      legend.setFigures([
        formatNumber(count - portMap.open.length - portMap.waiting.length),
        formatNumber(portMap.open.length),
        formatNumber(portMap.waiting.length),
      ]);
      setText(range, l10n.t('Ports {0} to {1}', portMap.first, portMap.last));
      setHidden(map, picture === undefined);
      picture?.update(portMap, live);
      setAttribute(map, 'aria-valuemin', '0');
      setAttribute(map, 'aria-valuemax', String(Math.max(0, (picture?.grid().cells ?? 1) - 1)));
      showCell(cell);
      if (tableDetails.open) {
        table.update(portMap);
      }
    },
  };
}

/** "Port 61,001: waiting, 42 s left"; a cell of several ports counts them. */
function cellInWords(firstPort: number, content: CellContent): string {
  const first = firstPort + content.firstOffset;
  const last = firstPort + content.lastOffset;
  if (first !== last) {
    return l10n.t(
      'Ports {0} to {1}: {2} open, {3} waiting, {4} free',
      first,
      last,
      content.open,
      content.waiting,
      content.free,
    );
  }
  if (content.open > 0) {
    return l10n.t('Port {0}: open', first);
  }
  if (content.waiting === 0) {
    return l10n.t('Port {0}: free', first);
  }
  return Number.isNaN(content.remainingS)
    ? l10n.t('Port {0}: waiting', first)
    : l10n.t('Port {0}: waiting, {1} s left', first, formatNumber(Math.ceil(content.remainingS)));
}
