/** Who holds the port: a name card with what is known of the process. */
import type { VerdictView } from '../../../src/present/panel/protocol';
import type { View } from '../context';
import { element, setHidden, setText } from '../dom';
import { icon } from '../icons';
import { keyedChildren } from '../keyedChildren';

type Holder = NonNullable<VerdictView['holder']>;

export function createHolder(): View<Holder | undefined> {
  const title = element('h2', 'holder-title');
  const list = element('dl', 'holder-details');
  const source = element('p', 'source');
  const card = element('div', 'holder', icon('holder'), element('div', '', title, list, source));
  const updateDetails = keyedChildren<Holder['details'][number]>(
    list,
    ({ label }) => label,
    () => {
      const label = element('dt', '');
      const text = element('dd', '');
      return {
        element: element('div', '', label, text),
        update: (detail) => {
          setText(label, detail.label);
          setText(text, detail.text);
        },
      };
    },
  );
  return {
    element: card,
    update: (holder) => {
      setHidden(card, holder === undefined);
      if (holder !== undefined) {
        setText(title, holder.title);
        updateDetails(holder.details);
        setText(source, holder.source);
      }
    },
  };
}
