/** The field in which a person says what they look for, and how much of it there is. */
import * as l10n from '@vscode/l10n';
import { element, setText, uniqueId } from '../../dom';

export interface Filter {
  readonly element: HTMLElement;
  /** Says how many rows of all are shown; nothing while all are. */
  tell(shown: number, all: number): void;
}

/**
 * `changed` is called with the words at every key, and tells the filter what they find; that is
 * announced.
 */
export function createFilter(
  words: string,
  changed: (words: string) => void,
  announce: (text: string) => void,
): Filter {
  const field = element('input', 'filter-field');
  field.type = 'search';
  field.id = uniqueId('filter');
  field.value = words;
  field.placeholder = l10n.t('address, program or file');
  field.maxLength = 200;
  field.autocomplete = 'off';
  field.spellcheck = false;
  const label = element('label', '', l10n.t('Filter'));
  label.htmlFor = field.id;
  const count = element('span', 'row-note');
  field.addEventListener('input', () => {
    changed(field.value);
    announce(count.textContent);
  });
  return {
    element: element('div', 'filter', label, field, count),
    tell: (shown, all) => {
      setText(count, field.value.trim() === '' ? '' : l10n.t('{0} of {1}', shown, all));
    },
  };
}
