/** Block 4: where the connections go, how many ports each destination takes, and which lines do it. */
import * as l10n from '@vscode/l10n';
import type { Block, PanelContext, View } from '../../context';
import { button, element, setAttribute, setHidden, setOptionalText, setText } from '../../dom';
import { language } from '../../format';
import { icon } from '../../icons';
import { arranged, inOrderOf, type Arrangement, type Arranging } from '../../table/arrangement';
import { section } from '../section';
import { createTable } from '../table';
import { chipCell, shareCell } from './cells';
import { destinationsOf, wordsOf, type Destination } from './destination';
import { createDetail } from './detail';
import { createFilter } from './filter';
import { createOpenRows, type OpenRows } from './openRows';

const arranging: Arranging<Destination> = {
  keyOf: ({ id }) => id,
  sortValues: {
    destination: ({ label }) => label,
    rate: ({ amounts }) => amounts.connectionsPerSecond,
    open: ({ amounts }) => amounts.open,
    waiting: ({ amounts }) => amounts.waiting,
    share: ({ shareOfCapacity }) => shareOfCapacity,
  },
  wordsOf,
};

export function createWho(context: PanelContext): Block {
  const { view } = context;
  const rows = createOpenRows(view);
  let destinations: readonly Destination[] = [];
  let shown: readonly string[] = [];
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
    detail: { isOpen: rows.isOpen, create: (row) => createDetail(context, row) },
  });
  const none = element('p', 'row-note', l10n.t('No destination has these words.'));

  /** @param holdsStill whether the rows that were shown keep their order */
  const draw = (holdsStill: boolean) => {
    const wanted = arranged(destinations, view.who, { ...arranging, language: language() });
    const inOrder = holdsStill ? inOrderOf(shown, wanted, arranging.keyOf) : wanted;
    shown = inOrder.map(arranging.keyOf);
    table.update(inOrder);
    filter.tell(inOrder.length, destinations.length);
    setHidden(none, inOrder.length > 0);
    askForSockets();
  };
  const askForSockets = () => {
    const destinationIds = rows.openIds(destinations);
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

/** Somebody points at a row, or is on one by keyboard: it must not move away under the hand. */
function isInHand(table: HTMLElement): boolean {
  const body = table.querySelector('tbody');
  return body?.matches(':hover') === true || body?.contains(document.activeElement) === true;
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
