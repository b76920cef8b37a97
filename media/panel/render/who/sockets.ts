/** The sockets of one destination, one by one. */
import * as l10n from '@vscode/l10n';
import type { SocketsView } from '../../../../src/present/panel/protocol';
import type { View } from '../../context';
import { element, setHidden, setOptionalText, setText } from '../../dom';
import { drawnInSight } from '../../inSight';
import { createTable, scrollBox, textCell } from '../table';

/**
 * Until the first ones come it says that they are awaited, or that they are not: only so many rows'
 * sockets are asked for.
 */
export function createSockets(
  destination: string,
  isAwaited: () => boolean,
): View<SocketsView | undefined> {
  const summary = element('p', 'sockets-summary');
  const holders = element('p', 'row-note machine-words');
  const source = element('p', 'row-note');
  const table = createTable<SocketsView['rows'][number]>({
    caption: l10n.t('Sockets to {0}', destination),
    keyOf: ({ port }) => port,
    columns: [
      { title: l10n.t('Local port'), cell: textCell(({ port }) => port) },
      { title: l10n.t('State'), cell: textCell(({ state }) => state) },
      { title: l10n.t('Free again in'), className: 'number', cell: textCell(({ free }) => free) },
    ],
  });
  const box = scrollBox(l10n.t('Sockets to {0}', destination), table.element);
  let rows: SocketsView['rows'] = [];
  // A hundred rows whose times run: the most of an open row.
  const drawRows = drawnInSight(box, () => {
    table.update(rows);
  });
  return {
    element: element(
      'div',
      'sockets',
      element('h3', '', l10n.t('Its sockets')),
      summary,
      holders,
      box,
      source,
    ),
    update: (sockets) => {
      setText(summary, sockets?.summary ?? awaited(isAwaited()));
      setOptionalText(
        holders,
        sockets === undefined || sockets.holders.length === 0
          ? undefined
          : l10n.t('Held by {0}', sockets.holders.join('; ')),
      );
      setHidden(box, sockets === undefined || sockets.rows.length === 0);
      rows = sockets?.rows ?? [];
      drawRows();
      setOptionalText(source, sockets?.source);
    },
  };
}

function awaited(isAwaited: boolean): string {
  return isAwaited
    ? l10n.t('Looking them up…')
    : l10n.t('Too many rows are open to show these: shut some, or filter.');
}
