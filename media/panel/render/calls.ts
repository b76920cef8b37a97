/** What your own programs do, counted inside them: per destination, with the lines that do it. */
import * as l10n from '@vscode/l10n';
import type { CallSiteView, CallsView, Chip } from '../../../src/present/panel/protocol';
import type { Block, PanelContext, View } from '../context';
import { button, element, setAttribute, setHidden, setOptionalText, setText } from '../dom';
import { icon } from '../icons';
import { keyedChildren } from '../keyedChildren';
import { createChip, createStat } from './chip';
import { section } from './section';
import { createTable } from './table';

export function createCalls(context: PanelContext): Block {
  const list = element('ul', 'cards');
  const update = keyedChildren<CallsView>(
    list,
    ({ id }) => id,
    () => createCallsCard(context),
  );
  const block = section(
    'calls',
    l10n.t('Who: your programs, line by line'),
    l10n.t(
      'Every connection and request of your programs, counted inside them. Reuse is the share of requests that needed no new connection.',
    ),
    list,
  );
  return {
    element: block,
    update: ({ calls }) => {
      setHidden(block, calls.length === 0);
      update(calls);
    },
  };
}

function createCallsCard(context: PanelContext): View<CallsView> {
  const label = element('h3', 'machine-words');
  const note = element('span', 'row-note');
  const numbers = element('ul', 'numbers calls-numbers');
  const updateNumbers = keyedChildren<Chip>(
    numbers,
    ({ id }) => id,
    () => {
      const stat = createStat();
      return { element: element('li', '', stat.element), update: stat.update };
    },
  );
  const table = createTable<CallSiteView>({
    caption: l10n.t('The lines that make these calls'),
    keyOf: ({ id }) => id,
    columns: [
      { title: l10n.t('Line'), cell: () => createPlace(context) },
      {
        title: l10n.t('Connections a second'),
        className: 'number',
        cell: chipCell(({ connections }) => connections),
      },
      {
        title: l10n.t('Requests a second'),
        className: 'number',
        cell: chipCell(({ requests }) => requests),
      },
      { title: l10n.t('Reused'), className: 'number', cell: chipCell(({ reuse }) => reuse) },
      { title: l10n.t('Share of the connections'), className: 'share', cell: createShare },
    ],
  });
  return {
    element: element(
      'li',
      'card calls-card',
      element('div', 'card-head', label, note),
      numbers,
      table.element,
    ),
    update: (calls) => {
      setText(label, calls.label);
      setOptionalText(note, calls.note);
      setAttribute(numbers, 'aria-label', l10n.t('Numbers of {0}', calls.label));
      updateNumbers(calls.numbers);
      setHidden(table.element, calls.sites.length === 0);
      table.update(calls.sites);
    },
  };
}

/** A number that may be unknown: then a dash, which is said in words. */
function chipCell(read: (row: CallSiteView) => Chip | undefined): () => View<CallSiteView> {
  return () => {
    const chip = createChip();
    const unknown = element('span', 'unknown');
    unknown.append(
      Object.assign(element('span', '', '–'), { ariaHidden: 'true' }),
      element('span', 'visually-hidden', l10n.t('not known')),
    );
    return {
      element: element('div', '', chip.element, unknown),
      update: (row) => {
        const value = read(row);
        setHidden(chip.element, value === undefined);
        setHidden(unknown, value !== undefined);
        if (value !== undefined) chip.update(value);
      },
    };
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

function createShare(): View<CallSiteView> {
  const figure = element('span', '');
  const fill = element('div', 'bar-fill');
  return {
    element: element('div', 'share-cell', figure, element('div', 'bar', fill)),
    update: ({ share, shareOfAll }) => {
      setText(figure, share);
      fill.style.width = `${Math.min(1, Math.max(0, shareOfAll)) * 100}%`;
    },
  };
}
