/** The lines of code that make the calls to one destination, with their fixes. */
import * as l10n from '@vscode/l10n';
import type { CallSiteView } from '../../../../src/present/panel/protocol';
import type { PanelContext, View } from '../../context';
import { button, element, setAttribute, setHidden, setOptionalText, setText } from '../../dom';
import { icon } from '../../icons';
import { arranger, type Arrangement, type Arranging } from '../../table/arrangement';
import { language } from '../../format';
import { createTable } from '../table';
import { chipCell, shareCell } from './cells';
import { isInHand } from './inHand';

const arranging: Arranging<CallSiteView> = {
  keyOf: ({ id }) => id,
  sortValues: {
    line: ({ place }) => place,
    connections: ({ amounts }) => amounts.connections,
    requests: ({ amounts }) => amounts.requests,
    reuse: ({ amounts }) => amounts.reuse,
    share: ({ shareOfAll }) => shareOfAll,
  },
  wordsOf: () => [], // the table of destinations is filtered by them
};

/** Its order is forgotten when the row is shut: it is a look at a few lines. */
export function createLines(context: PanelContext): View<readonly CallSiteView[]> {
  let arrangement: Arrangement = { filter: '' };
  let sites: readonly CallSiteView[] = [];
  const inOrder = arranger(arranging);
  const figure = (id: string, startsDescending = true) => ({
    className: 'number',
    sort: { id, startsDescending },
  });
  const table = createTable<CallSiteView>({
    caption: l10n.t('The lines that make these calls'),
    keyOf: arranging.keyOf,
    columns: [
      {
        title: l10n.t('Line'),
        cell: () => createPlace(context),
        sort: { id: 'line', startsDescending: false },
      },
      {
        title: l10n.t('Connections a second'),
        ...figure('connections'),
        cell: chipCell(({ connections }) => connections),
      },
      {
        title: l10n.t('Requests a second'),
        ...figure('requests'),
        cell: chipCell(({ requests }) => requests),
      },
      {
        title: l10n.t('Reused'),
        ...figure('reuse', false),
        cell: chipCell(({ reuse }) => reuse),
      },
      {
        title: l10n.t('Share of the connections'),
        className: 'share',
        sort: { id: 'share', startsDescending: true },
        cell: shareCell(
          ({ share }) => share,
          ({ shareOfAll }) => shareOfAll,
        ),
      },
    ],
    sorting: {
      current: () => arrangement.sort,
      choose: (sort) => {
        arrangement = { filter: '', ...(sort && { sort }) };
        draw(false);
      },
    },
  });
  const draw = (holdsStill: boolean) => {
    table.update(inOrder(sites, arrangement, { language: language(), holdsStill }));
  };
  return {
    element: table.element,
    update: (next) => {
      sites = next;
      setHidden(table.element, sites.length === 0);
      draw(isInHand(table.element));
    },
  };
}

/** The line, a way to it, and what a rule offers for it. */
function createPlace(context: PanelContext): View<CallSiteView> {
  let site: CallSiteView | undefined;
  const label = element('span', 'machine-words');
  const open = button(
    'button quiet row-name',
    () => {
      if (site !== undefined) context.send({ type: 'openSite', siteId: site.id });
    },
    icon('code'),
    label,
  );
  const foreign = element('span', 'row-name machine-words');
  const detail = element('span', 'row-note');
  const fixTitle = element('span', '');
  const fix = button(
    'button quiet',
    () => {
      if (site?.fix === undefined) return;
      const { findingId, fixId } = site.fix;
      context.send({ type: 'applyFix', findingId, fixId });
    },
    icon('fix'),
    fixTitle,
  );
  const cost = element('span', 'row-note');
  return {
    element: element('div', 'call-place', open, foreign, detail, fix, cost),
    update: (next) => {
      site = next;
      setText(label, next.place);
      setText(foreign, next.place);
      setHidden(open, !next.isOwn);
      setHidden(foreign, next.isOwn);
      setAttribute(open, 'aria-label', l10n.t('Go to code: {0}', next.place));
      setOptionalText(detail, next.detail);
      setHidden(fix, next.fix === undefined);
      setText(fixTitle, next.fix?.title ?? '');
      setOptionalText(cost, next.fix?.cost);
    },
  };
}
