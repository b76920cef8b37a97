/** A paragraph in which a hard word is a button that explains it right below. */
import type { View } from '../context';
import { button, element, setAttribute, setText, uniqueId } from '../dom';
import { keyedChildren } from '../keyedChildren';
import { segments, terms } from './glossary';
import type { Segment, Term } from './glossary';

export function createProse(className: string): View<string> {
  const known = terms();
  const paragraph = element('p', className);
  const meanings = element('div', 'meanings');
  const explained = new Map(known.map((term) => [term.id, createTerm(term, meanings)]));
  const updateSegments = keyedChildren<Segment>(
    paragraph,
    (segment, index) => (segment.term ? `term ${segment.term.id}` : `words ${index}`),
    (segment) => (segment.term && explained.get(segment.term.id)) ?? createWords(),
  );
  return {
    element: element('div', 'prose', paragraph, meanings),
    update: (sentence) => {
      const cut = segments(sentence, known);
      updateSegments(cut);
      for (const [id, term] of explained) {
        if (!cut.some((segment) => segment.term?.id === id)) {
          term.collapse();
        }
      }
    },
  };
}

/** A row of the basic terms, for the block that needs every one of them. */
export function createTermRow(lead: string): HTMLElement {
  const meanings = element('div', 'meanings');
  const basic = terms().filter(({ isBasic }) => isBasic);
  const buttons = basic.map((term) => {
    const made = createTerm(term, meanings);
    made.update({ text: term.name });
    return made.element;
  });
  return element('div', 'terms', element('p', 'terms-row', `${lead} `, ...buttons), meanings);
}

function createWords(): View<Segment> {
  const words = element('span', '');
  return {
    element: words,
    update: ({ text }) => {
      setText(words, text);
    },
  };
}

interface ExplainedTerm extends View<Segment> {
  readonly collapse: () => void;
}

function createTerm(term: Term, meanings: HTMLElement): ExplainedTerm {
  const meaning = element('p', 'meaning', element('strong', '', term.name), ` ${term.meaning}`);
  meaning.id = uniqueId('meaning');
  meanings.append(meaning);
  const show = (shown: boolean) => {
    meaning.hidden = !shown;
    setAttribute(trigger, 'aria-expanded', String(shown));
  };
  const trigger = button('term', () => {
    show(trigger.getAttribute('aria-expanded') !== 'true');
  });
  trigger.setAttribute('aria-controls', meaning.id);
  show(false);
  return {
    element: trigger,
    collapse: () => {
      show(false);
    },
    update: ({ text }) => {
      setText(trigger, text);
    },
  };
}
