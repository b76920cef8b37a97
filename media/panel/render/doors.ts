/** Where programs are listened to, and why one of them cannot be heard: silence is explained. */
import * as l10n from '@vscode/l10n';
import type { DoorView } from '../../../src/present/panel/protocol';
import type { Block, PanelContext } from '../context';
import { element, setHidden, setText } from '../dom';
import { icon } from '../icons';
import { keyedChildren } from '../keyedChildren';
import { details, section } from './section';

export function createDoors(context: PanelContext): Block {
  const list = element('ul', 'doors-list');
  const updateList = keyedChildren<DoorView>(
    list,
    // The sign belongs to the state, so a door that shuts is another row.
    ({ id, state }) => `${state} ${id}`,
    ({ state }) => {
      const label = element('strong', '');
      const text = element('span', '');
      const sign = icon(state === 'shut' ? 'unreadable' : 'heard');
      return {
        element: element('li', '', sign, element('div', '', label, ' ', text)),
        update: (door) => {
          setText(label, door.label);
          setText(text, door.text);
        },
      };
    },
  );
  const count = element('p', 'lead');
  const block = section(
    'doors',
    l10n.t('Where Socket Doctor listens'),
    '',
    count,
    details(context, 'doors', l10n.t('Show each'), [list]),
  );
  return {
    element: block,
    update: ({ doors }) => {
      setHidden(block, doors.length === 0);
      const heard = doors.filter(({ state }) => state !== 'shut').length;
      setText(
        count,
        heard === doors.length
          ? l10n.t('Every place where a program speaks can be heard: {0}.', String(heard))
          : l10n.t('{0} of {1} can be heard.', String(heard), String(doors.length)),
      );
      updateList(doors);
    },
  };
}
