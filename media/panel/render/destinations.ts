/** Block 4: where the connections go, and how much of the ports each destination takes. */
import * as l10n from '@vscode/l10n';
import type { Chip, DestinationView } from '../../../src/present/panel/protocol';
import type { Block, View } from '../context';
import { element, setHidden, setOptionalText, setText } from '../dom';
import { createChip } from './chip';
import { section } from './section';
import { createTable } from './table';

export function createDestinations(): Block {
  const table = createTable<DestinationView>({
    caption: l10n.t('Destinations'),
    keyOf: ({ id }) => id,
    columns: [
      { title: l10n.t('Destination'), cell: createName },
      {
        title: l10n.t('Connections a second'),
        className: 'number',
        cell: chipCell(({ connectionsPerSecond }) => connectionsPerSecond),
      },
      {
        title: l10n.t('Open'),
        className: 'number',
        cell: chipCell(({ open }) => open),
      },
      {
        title: l10n.t('Waiting'),
        className: 'number',
        cell: chipCell(({ waiting }) => waiting),
      },
      { title: l10n.t('Share of the ports'), className: 'share', cell: createShare },
    ],
  });
  const block = section(
    'destinations',
    l10n.t('Who: the destinations'),
    l10n.t('Where this machine connects to, and how many local ports that takes.'),
    table.element,
  );
  return {
    element: block,
    update: ({ destinations }) => {
      setHidden(block, destinations.length === 0);
      table.update(destinations);
    },
  };
}

/** A number that tells where it was read. */
function chipCell(read: (row: DestinationView) => Chip): () => View<DestinationView> {
  return () => {
    const chip = createChip();
    return {
      element: chip.element,
      update: (row) => {
        chip.update(read(row));
      },
    };
  };
}

function createName(): View<DestinationView> {
  const label = element('span', 'row-name machine-words');
  const whose = element('span', 'row-note');
  const outlook = element('span', 'row-note');
  return {
    element: element('div', '', label, whose, outlook),
    update: (destination) => {
      setText(label, destination.label);
      setOptionalText(whose, destination.whose);
      setOptionalText(outlook, destination.outlook);
    },
  };
}

/** The figure, and a bar that says the same. */
function createShare(): View<DestinationView> {
  const figure = createChip();
  const fill = element('div', 'bar-fill');
  const bar = element('div', 'bar', fill);
  return {
    element: element('div', 'share-cell', figure.element, bar),
    update: ({ share, shareOfCapacity }) => {
      figure.update(share);
      const percent = Math.min(1, Math.max(0, shareOfCapacity)) * 100;
      fill.style.width = `${percent}%`;
    },
  };
}
