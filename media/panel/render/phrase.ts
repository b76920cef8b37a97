/** A sentence with numbers in it that can be asked where they come from. */
import type { Chip, Phrase } from '../../../src/present/panel/protocol';
import type { View } from '../context';
import { element, setText } from '../dom';
import { keyedChildren } from '../keyedChildren';
import { createChip } from './chip';

type Part = Phrase[number];

export function createPhrase(): View<Phrase> {
  const line = element('p', 'phrase');
  const updateParts = keyedChildren<Part>(
    line,
    (part, index) => (isChip(part) ? `chip ${part.id}` : `words ${index}`),
    (part) => (isChip(part) ? chipPart() : wordsPart()),
  );
  return { element: line, update: updateParts };
}

function isChip(part: Part): part is Chip {
  return typeof part !== 'string';
}

function chipPart(): View<Part> {
  const chip = createChip();
  return {
    element: chip.element,
    update: (part) => {
      if (isChip(part)) {
        chip.update(part);
      }
    },
  };
}

function wordsPart(): View<Part> {
  const words = element('span', 'words');
  return {
    element: words,
    update: (part) => {
      if (!isChip(part)) {
        setText(words, part);
      }
    },
  };
}
