/** Block 5: what else helps on this system, in the order a senior engineer would try it. */
import * as l10n from '@vscode/l10n';
import type { RemedyView } from '../../../src/present/panel/protocol';
import type { Block, PanelContext, View } from '../context';
import { button, element, setAttribute, setHidden, setOptionalText, setText } from '../dom';
import { icon } from '../icons';
import { keyedChildren } from '../keyedChildren';
import { createBadge } from './badge';
import { codeBlock } from './codeBlock';
import { section } from './section';

/** How long the button says that it copied. */
const copiedForMs = 2_000;

export function createRemedies(context: PanelContext): Block {
  const list = element('ol', 'cards remedies-list');
  const updateRemedies = keyedChildren<RemedyView>(
    list,
    ({ id }) => id,
    () => createRemedy(context),
  );
  const block = section(
    'remedies',
    l10n.t('What to do'),
    l10n.t(
      'In this order. Commands are shown to be read, copied or typed into a terminal; nothing here runs them.',
    ),
    list,
  );
  return {
    element: block,
    update: ({ remedies }) => {
      setHidden(block, remedies.length === 0);
      updateRemedies(remedies);
    },
  };
}

function createRemedy(context: PanelContext): View<RemedyView> {
  const badge = createBadge();
  const title = element('h3', '');
  const effect = element('p', 'effect');
  const command = createCommand(context);
  const undo = element('code', '');
  const undoLine = element('p', 'undo', `${l10n.t('To undo:')} `, undo);
  const source = element('p', 'source');
  return {
    element: element(
      'li',
      'card remedy',
      element('div', 'card-head', title, badge.element),
      effect,
      command.element,
      undoLine,
      source,
    ),
    update: (remedy) => {
      badge.update(remedy.badge);
      setText(title, remedy.title);
      setText(effect, remedy.effect);
      command.update(remedy);
      setHidden(undoLine, remedy.undo === undefined);
      setText(undo, remedy.undo ?? '');
      setOptionalText(source, remedy.source && l10n.t('Source: {0}', remedy.source));
    },
  };
}

function createCommand(context: PanelContext): View<RemedyView> {
  let remedyId = '';
  const block = codeBlock(l10n.t('Command'));
  const label = element('span', '', l10n.t('Copy'));
  const copy = button(
    'button quiet copy',
    () => {
      context.send({ type: 'copyRemedy', remedyId });
      context.announce(l10n.t('Copied'));
      setText(label, l10n.t('Copied'));
      setTimeout(() => {
        setText(label, l10n.t('Copy'));
      }, copiedForMs);
    },
    icon('copy'),
    label,
  );
  const type = button(
    'button quiet copy',
    () => {
      context.send({ type: 'typeRemedy', remedyId });
    },
    l10n.t('Open in Terminal'),
  );
  const wrapper = element('div', 'command', block.element, copy, type);
  return {
    element: wrapper,
    update: ({ id, title, command }) => {
      remedyId = id;
      setHidden(wrapper, command === undefined);
      setText(block.code, command ?? '');
      setAttribute(copy, 'title', l10n.t('Copy the command: {0}', title));
      setAttribute(
        type,
        'title',
        l10n.t('Type the command into a terminal, without running it: {0}', title),
      );
    },
  };
}
