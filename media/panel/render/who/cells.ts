/** What stands in the cells of the two tables: figures, and shares with a bar. */
import * as l10n from '@vscode/l10n';
import type { Chip } from '../../../../src/present/panel/protocol';
import type { View } from '../../context';
import { element, setHidden, setText } from '../../dom';
import { createChip } from '../chip';

/** A number that tells where it was read; one that is not known is a dash, which is said in words. */
export function chipCell<Row>(read: (row: Row) => Chip | undefined): () => View<Row> {
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

/**
 * A figure, with a bar that says the same.
 * @param shareOf 0 to 1; what is beyond is drawn as the nearest of the two
 */
export function shareCell<Row>(
  read: (row: Row) => Chip | string,
  shareOf: (row: Row) => number,
): () => View<Row> {
  return () => {
    const chip = createChip();
    const words = element('span', '');
    const fill = element('div', 'bar-fill');
    return {
      element: element('div', 'share-cell', chip.element, words, element('div', 'bar', fill)),
      update: (row) => {
        const figure = read(row);
        const isText = typeof figure === 'string';
        setHidden(chip.element, isText);
        setText(words, isText ? figure : '');
        if (!isText) chip.update(figure);
        fill.style.width = `${Math.min(1, Math.max(0, shareOf(row))) * 100}%`;
      },
    };
  };
}
