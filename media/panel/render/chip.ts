/** A number on the screen that tells, on hover and focus, where it was read and when. */
import * as l10n from '@vscode/l10n';
import type { Chip } from '../../../src/present/panel/protocol';
import type { View } from '../context';
import { button, element, setAttribute, setText } from '../dom';
import { withTooltip } from './tooltip';

/** Inside a sentence: the number alone; its name is in the tooltip. */
export function createChip(): View<Chip> {
  return build('chip', 'strong', 'tooltip-title', false);
}

/** In the strip of numbers: name over number. */
export function createStat(): View<Chip> {
  return build('stat', 'span', 'stat-label', true);
}

function build(
  className: string,
  labelTag: 'strong' | 'span',
  labelClass: string,
  labelInside: boolean,
): View<Chip> {
  const label = element(labelTag, labelClass);
  const value = element('span', 'chip-value');
  const mark = element('span', 'chip-mark');
  const source = element('span', 'tooltip-text');
  const face = [value, ' ', mark];
  const trigger = button(className, () => undefined, ...(labelInside ? [label, ...face] : face));
  return {
    element: withTooltip(trigger, ...(labelInside ? [source] : [label, source])),
    update: (chip) => {
      setText(label, chip.label);
      setText(value, chip.text);
      setText(mark, stateWord(chip.state));
      setAttribute(trigger, 'data-state', chip.state);
      setText(source, chip.source);
    },
  };
}

/** Said on the chip itself, so that nobody takes an assumption for a measurement. */
function stateWord(state: Chip['state']): string {
  switch (state) {
    case 'measured':
      return '';
    case 'assumed':
      return l10n.t('assumed');
    case 'unavailable':
      // Its text says already that it could not be read.
      return '';
  }
}
