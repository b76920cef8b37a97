/** A number on the screen that tells, on hover and focus, where it was read and when, and what its name means. */
import * as l10n from '@vscode/l10n';
import type { Chip } from '../../../src/present/panel/protocol';
import type { View } from '../context';
import { button, element, setAttribute, setOptionalText, setText } from '../dom';
import { segments, terms } from './glossary';
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
  const meaning = element('span', 'tooltip-text tooltip-meaning');
  const face = [value, ' ', mark];
  let explained: string | undefined;
  const trigger = button(className, () => undefined, ...(labelInside ? [label, ...face] : face));
  return {
    element: withTooltip(trigger, ...(labelInside ? [source] : [label, source]), meaning),
    update: (chip) => {
      setText(label, chip.label);
      setText(value, chip.text);
      setText(mark, stateWord(chip.state));
      setAttribute(trigger, 'data-state', chip.state);
      setText(source, chip.source);
      if (explained !== chip.label) {
        explained = chip.label;
        setOptionalText(meaning, meaningOf(chip.label));
      }
    },
  };
}

/** What the hard word of a label means; undefined where it has none. */
function meaningOf(label: string): string | undefined {
  const term = segments(label, terms()).find((segment) => segment.term !== undefined)?.term;
  return term?.meaning;
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
