/** The strip of numbers that everything else rests on. */
import * as l10n from '@vscode/l10n';
import type { Chip } from '../../../src/present/panel/protocol';
import type { Block, View } from '../context';
import { element, setHidden } from '../dom';
import { keyedChildren } from '../keyedChildren';
import { createStat } from './chip';

export function createNumbers(): Block {
  const list = element('ul', 'numbers');
  list.setAttribute('aria-label', l10n.t('Measured numbers'));
  const updateNumbers = keyedChildren<Chip>(list, ({ id }) => id, createNumber);
  return {
    element: list,
    update: ({ numbers }) => {
      setHidden(list, numbers.length === 0);
      updateNumbers(numbers);
    },
  };
}

function createNumber(): View<Chip> {
  const stat = createStat();
  return { element: element('li', '', stat.element), update: stat.update };
}
