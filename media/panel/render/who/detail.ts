/** What a row of the table shows below itself: what is counted, the lines that do it, the sockets. */
import * as l10n from '@vscode/l10n';
import type { Chip } from '../../../../src/present/panel/protocol';
import type { PanelContext, View } from '../../context';
import { element, setAttribute, setHidden, setOptionalText } from '../../dom';
import { keyedChildren } from '../../keyedChildren';
import { createStat } from '../chip';
import type { Destination } from './destination';
import { createLines } from './lines';
import { createSockets } from './sockets';

/** @param isAsked whether the sockets of a destination are asked for, by its id */
export function createDetail(
  context: PanelContext,
  { id, label }: Destination,
  isAsked: (id: string) => boolean,
): View<Destination> {
  const note = element('p', 'row-note');
  const numbers = element('ul', 'numbers calls-numbers');
  const updateNumbers = keyedChildren<Chip>(
    numbers,
    ({ id }) => id,
    () => {
      const stat = createStat();
      return { element: element('li', '', stat.element), update: stat.update };
    },
  );
  const lines = createLines(context);
  const calls = element('div', 'calls', note, numbers, lines.element);
  const sockets = createSockets(label, () => isAsked(id));
  return {
    element: element('div', 'row-more', calls, sockets.element),
    update: (destination) => {
      const made = destination.calls;
      setHidden(calls, made === undefined);
      setOptionalText(note, made?.note);
      setAttribute(numbers, 'aria-label', l10n.t('Numbers of {0}', made?.label ?? ''));
      updateNumbers(made?.numbers ?? []);
      lines.update(made?.sites ?? []);
      sockets.update(destination.sockets);
    },
  };
}
