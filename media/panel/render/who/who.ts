/** Block 4: where the connections go, how many ports each destination takes, and which lines do it. */
import * as l10n from '@vscode/l10n';
import type { Chip } from '../../../../src/present/panel/protocol';
import type { Block, PanelContext, View } from '../../context';
import { button, element, setAttribute, setHidden, setOptionalText, setText } from '../../dom';
import { language } from '../../format';
import { icon } from '../../icons';
import {
  arranger,
  type Arrangement,
  type Arranging,
  type SortValue,
} from '../../table/arrangement';
import { section } from '../section';
import { createTable } from '../table';
import { chipCell, shareCell } from './cells';
import { destinationsOf, wordsOf, type Destination } from './destination';
import { createDetail } from './detail';
import { createFilter } from './filter';
import { isInHand } from './inHand';
import { createOpenRows, type OpenRows } from './openRows';

const arranging: Arranging<Destination> = {
  keyOf: ({ id }) => id,
  sortValues: {
    destination: ({ label }) => label,
    rate: (row) => known(row.connectionsPerSecond, row.amounts.connectionsPerSecond),
    open: (row) => known(row.open, row.amounts.open),
    waiting: (row) => known(row.waiting, row.amounts.waiting),
    share: (row) => known(row.share, row.shareOfCapacity),
  },
  wordsOf,
};

export function createWho(context: PanelContext): Block {
  const { view } = context;
  const rows = createOpenRows(view);
  let destinations: readonly Destination[] = [];
  const inOrder = arranger(arranging);
  let asked: readonly string[] | undefined;
  const arrange = (arrangement: Arrangement) => {
    view.setWho(arrangement);
    draw(false);
  };
  const filter = createFilter(
    view.who.filter,
    (words) => {
      arrange({ ...view.who, filter: words });
    },
    context.announce,
  );
  const table = createTable<Destination>({
    caption: l10n.t('Destinations'),
    keyOf: arranging.keyOf,
    columns: columns(rows, () => {
      draw(true);
    }),
    sorting: {
      current: () => view.who.sort,
      choose: (sort) => {
        arrange({ filter: view.who.filter, ...(sort && { sort }) });
      },
    },
    detail: {
      isOpen: rows.isOpen,
      create: (row) => createDetail(context, row, (id) => asked?.includes(id) === true),
    },
  });
  const none = element('p', 'row-note', l10n.t('No destination has these words.'));

  /** @param holdsStill whether the rows that were shown keep their order */
  const draw = (holdsStill: boolean) => {
    const shown = inOrder(destinations, view.who, { language: language(), holdsStill });
    askForSockets(shown);
    table.update(shown);
    filter.tell(shown.length, destinations.length);
    setHidden(none, shown.length > 0);
  };
  const askForSockets = (shown: readonly Destination[]) => {
    const destinationIds = rows.openIds(shown);
    if (destinationIds.join('\n') === asked?.join('\n')) return;
    asked = destinationIds;
    context.send({ type: 'showSockets', destinationIds });
  };

  const block = section(
    'destinations',
    l10n.t('Who: the destinations, and your lines of code'),
    l10n.t(
      'Where this machine connects to, and how many local ports that takes. A row opens to the lines of your programs that make the calls, counted inside them, and to its sockets.',
    ),
    filter.element,
    table.element,
    none,
  );
  return {
    element: block,
    update: (snapshot) => {
      destinations = destinationsOf(snapshot);
      setHidden(block, destinations.length === 0);
      draw(isInHand(table.element));
    },
  };
}

/** What a chip that could not be read is sorted by is unknown, whatever number comes with it. */
function known({ state }: Chip, amount: number): SortValue {
  return state === 'unavailable' ? undefined : amount;
}

function columns(rows: OpenRows, toggled: () => void) {
  return [
    {
      title: l10n.t('Destination'),
      sort: { id: 'destination', startsDescending: false },
      cell: () => createName(rows, toggled),
    },
    {
      title: l10n.t('Connections a second'),
      className: 'number',
      sort: { id: 'rate', startsDescending: true },
      cell: chipCell<Destination>(({ connectionsPerSecond }) => connectionsPerSecond),
    },
    {
      title: l10n.t('Open'),
      className: 'number',
      sort: { id: 'open', startsDescending: true },
      cell: chipCell<Destination>(({ open }) => open),
    },
    {
      title: l10n.t('Waiting'),
      className: 'number',
      sort: { id: 'waiting', startsDescending: true },
      cell: chipCell<Destination>(({ waiting }) => waiting),
    },
    {
      title: l10n.t('Share of the ports'),
      className: 'share',
      sort: { id: 'share', startsDescending: true },
      cell: shareCell<Destination>(
        ({ share }) => share,
        ({ shareOfCapacity }) => shareOfCapacity,
      ),
    },
  ];
}

/** The name opens the row. */
function createName(rows: OpenRows, toggled: () => void): View<Destination> {
  let destination: Destination | undefined;
  const label = element('span', 'machine-words');
  const toggle = button(
    'button quiet row-name row-toggle',
    () => {
      if (destination === undefined) return;
      rows.toggle(destination);
      toggled();
    },
    icon('opened'),
    label,
  );
  const whose = element('span', 'row-note');
  const outlook = element('span', 'row-note');
  return {
    element: element('div', '', toggle, whose, outlook),
    update: (next) => {
      destination = next;
      setText(label, next.calls?.label ?? next.label);
      setAttribute(toggle, 'aria-expanded', String(rows.isOpen(next)));
      setOptionalText(whose, next.whose);
      setOptionalText(outlook, next.outlook);
    },
  };
}
