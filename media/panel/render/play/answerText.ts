/** The answer in words: what happens, why, how fast one may go, and the sum behind it. */
import * as l10n from '@vscode/l10n';
import { arithmeticSentence } from '../../../../src/explain/arithmetic';
import type { NumberWords } from '../../../../src/explain/format';
import type { PhraseParts } from '../../../../src/explain/phrase';
import type { View } from '../../context';
import { element, setAttribute, setOptionalText, setText } from '../../dom';
import { icon } from '../../icons';
import type { Answer } from '../../play/answer';
import { outcome, reason, speedLimit } from '../../play/sentences';
import { createProse } from '../prose';

export interface AnswerData {
  readonly answer: Answer;
  /** How things are now, to compare with; absent where nothing is changed or known. */
  readonly now?: Answer;
}

export function createAnswerText(words: NumberWords): View<AnswerData> {
  const sign = element('span', 'tone-sign');
  const headline = element('span', 'outcome-words');
  const now = element('p', 'outcome-now');
  const why = createProse('outcome-reason');
  const limit = element('p', 'outcome-limit');
  const sum = element('p', 'phrase outcome-sum');
  let shownTone: string | undefined;
  let shownSum = '';
  const block = element(
    'div',
    'outcome',
    element('p', 'outcome-headline', sign, headline),
    now,
    why.element,
    limit,
    sum,
  );
  return {
    element: block,
    update: ({ answer, now: compared }) => {
      const tone = Number.isFinite(answer.timeToExhaustionMs) ? 'problem' : 'calm';
      if (shownTone !== tone) {
        shownTone = tone;
        sign.replaceChildren(icon(tone));
        setAttribute(block, 'data-tone', tone);
      }
      setText(headline, outcome(answer, words));
      setOptionalText(
        now,
        compared && l10n.t('This machine, as it is now: {0}.', outcome(compared, words)),
      );
      why.update(reason(answer, words));
      setText(limit, speedLimit(answer, words));
      const parts = sumOf(answer, words);
      const key = JSON.stringify(parts);
      if (key !== shownSum) {
        shownSum = key;
        sum.replaceChildren(...parts.map(partElement));
      }
    },
  };
}

function sumOf(answer: Answer, words: NumberWords): PhraseParts {
  const { pool, sustainablePerSecond } = answer;
  return arithmeticSentence({ ...pool, sustainablePerSecond }, words);
}

/** A number of the sum carries its exact value beside its spelling. */
function partElement(part: PhraseParts[number]): Node {
  if (typeof part === 'string') {
    return document.createTextNode(part);
  }
  const number = element('data', 'sum-number', part.text);
  number.value = String(part.value);
  number.dataset['name'] = part.name;
  return number;
}
