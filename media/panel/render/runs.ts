/** Block 7: runs side by side, to be seen here and pasted into a pull request. */
import * as l10n from '@vscode/l10n';
import type { RunsView, RunView } from '../../../src/present/panel/protocol';
import { chartPicture } from '../charts/chartPicture';
import type { Block, PanelContext, View } from '../context';
import { button, element, setAttribute, setHidden, setText, uniqueId } from '../dom';
import { icon } from '../icons';
import { section } from './section';
import { createTable, textCell } from './table';

type Side = 'before' | 'after';
type Comparison = NonNullable<RunsView['comparison']>;

export function createRuns(context: PanelContext): Block {
  let comparison: Comparison | undefined;
  const group = uniqueId('compare');
  const choose = (side: Side, id: string) => {
    if (comparison === undefined) return;
    const { beforeId, afterId } = comparison;
    context.send({
      type: 'compareRuns',
      beforeId: side === 'before' ? id : beforeId,
      afterId: side === 'after' ? id : afterId,
    });
  };
  const chosen = (side: Side) => (side === 'before' ? comparison?.beforeId : comparison?.afterId);
  const pick = (side: Side, name: string) => (): View<RunView> =>
    createPick(
      `${group}-${side}`,
      name,
      (id) => {
        choose(side, id);
      },
      () => chosen(side),
    );
  const table = createTable<RunView>({
    caption: l10n.t('Runs of your programs'),
    keyOf: ({ id }) => id,
    columns: [
      { title: l10n.t('Run'), cell: textCell(({ label }) => label) },
      {
        title: l10n.t('Connections a second'),
        className: 'number',
        cell: textCell(({ connectionsPerSecond }) => connectionsPerSecond),
      },
      { title: l10n.t('Reused'), className: 'number', cell: textCell(({ reused }) => reused) },
      {
        title: l10n.t('Ports, at most'),
        className: 'number',
        cell: textCell(({ ports }) => ports),
      },
      { title: l10n.t('Outcome'), cell: textCell(({ outcome }) => outcome) },
      { title: l10n.t('Before'), className: 'pick', cell: pick('before', l10n.t('Before')) },
      { title: l10n.t('After'), className: 'pick', cell: pick('after', l10n.t('After')) },
    ],
  });
  const compared = createComparison(context);
  const block = section(
    'runs',
    l10n.t('Afterwards: before and after'),
    l10n.t('Change the code, run it again, and see what the change has done.'),
    table.element,
    compared.element,
  );
  return {
    element: block,
    update: ({ runs }) => {
      comparison = runs?.comparison;
      setHidden(block, runs === undefined);
      table.update(runs?.runs ?? []);
      compared.update(comparison);
    },
  };
}

/** A radio button: one run of all is the one before, one the one after. */
function createPick(
  group: string,
  name: string,
  choose: (id: string) => void,
  chosen: () => string | undefined,
): View<RunView> {
  let run: RunView | undefined;
  const radio = element('input', '');
  radio.type = 'radio';
  radio.name = group;
  radio.addEventListener('change', () => {
    if (run !== undefined) choose(run.id);
  });
  return {
    element: radio,
    update: (next) => {
      run = next;
      radio.checked = chosen() === next.id;
      radio.disabled = chosen() === undefined;
      setAttribute(radio, 'aria-label', `${name}: ${next.label}`);
    },
  };
}

function createComparison(context: PanelContext): View<Comparison | undefined> {
  const sentence = element('p', 'proof');
  const table = createTable<Comparison['figures'][number]>({
    caption: l10n.t('Two runs side by side'),
    keyOf: ({ label }) => label,
    columns: [
      { title: l10n.t('Figure'), cell: textCell(({ label }) => label) },
      { title: l10n.t('Before'), cell: textCell(({ before }) => before) },
      { title: l10n.t('After'), cell: textCell(({ after }) => after) },
    ],
  });
  const save = (format: 'markdown' | 'json') => () => {
    const picture = chartPicture();
    context.send({
      type: 'saveReport',
      format,
      ...(format === 'markdown' && picture !== undefined && { picture }),
    });
  };
  const buttons = element(
    'div',
    'acts',
    button(
      'button',
      () => {
        context.send({ type: 'copyComparison' });
      },
      icon('copy'),
      l10n.t('Copy as Markdown'),
    ),
    button('button', save('markdown'), l10n.t('Save Report with Chart…')),
    button('button', save('json'), l10n.t('Save as JSON…')),
  );
  const whole = element('div', 'comparison', sentence, table.element, buttons);
  return {
    element: whole,
    update: (comparison) => {
      setHidden(whole, comparison === undefined);
      setText(sentence, comparison?.sentence ?? '');
      table.update(comparison?.figures ?? []);
    },
  };
}
