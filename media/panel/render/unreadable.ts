/** What could not be read, and why: said openly, because a missing number is a number too. */
import * as l10n from '@vscode/l10n';
import type { Snapshot } from '../../../src/present/panel/protocol';
import type { Block } from '../context';
import { element, setHidden, setText } from '../dom';
import { icon } from '../icons';
import { keyedChildren } from '../keyedChildren';
import { section } from './section';

export function createUnreadable(): Block {
  const list = element('ul', 'unreadable-list');
  const updateList = keyedChildren<Snapshot['unreadable'][number]>(
    list,
    ({ what }) => what,
    () => {
      const what = element('strong', '');
      const why = element('span', '');
      return {
        element: element('li', '', icon('unreadable'), element('div', '', what, ' ', why)),
        update: (missing) => {
          setText(what, missing.what);
          setText(why, missing.why);
        },
      };
    },
  );
  const block = section(
    'unreadable',
    l10n.t('What could not be read'),
    l10n.t('The verdict does without these; none of them is guessed.'),
    list,
  );
  return {
    element: block,
    update: ({ unreadable }) => {
      setHidden(block, unreadable.length === 0);
      updateList(unreadable);
    },
  };
}
