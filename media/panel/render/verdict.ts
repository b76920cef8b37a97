/** Block 1: what happened, in one sentence, with one proof and one act. */
import * as l10n from '@vscode/l10n';
import type { Snapshot, VerdictView } from '../../../src/present/panel/protocol';
import type { Block, PanelContext } from '../context';
import { element, setAttribute, setHidden, setOptionalText, setText } from '../dom';
import type { IconName } from '../icons';
import { icon } from '../icons';
import { formatNumber } from '../format';
import { createActs } from './acts';
import { codeBlock } from './codeBlock';
import { createHolder } from './holder';
import { createProse } from './prose';
import { createReasons } from './reasons';

type Tone = VerdictView['tone'];

/** `showArithmetic` takes the reader to block 2. */
export function createVerdict(context: PanelContext, showArithmetic: () => void): Block {
  const tone = createTone();
  const headline = element('h1', '');
  const proof = element('p', 'proof');
  const explanation = createProse('explanation');
  const acts = createActs(context, showArithmetic);
  const error = createErrorLine();
  const holder = createHolder();
  const reasons = createReasons(context);
  const block = element(
    'section',
    'verdict',
    tone.element,
    headline,
    proof,
    explanation.element,
    holder.element,
    acts.element,
    error.element,
    reasons.element,
  );
  block.setAttribute('aria-label', l10n.t('What happened'));
  return {
    element: block,
    update: (snapshot: Snapshot) => {
      const { verdict } = snapshot;
      setHidden(block, verdict === undefined);
      if (verdict === undefined) {
        return;
      }
      setAttribute(block, 'data-tone', verdict.tone);
      tone.update(verdict);
      setText(headline, verdict.headline);
      setOptionalText(proof, verdict.proof);
      explanation.update(verdict.explanation);
      holder.update(verdict.holder);
      acts.update(snapshot);
      error.update(verdict);
      reasons.update(verdict);
    },
  };
}

/** A sign, a word and the confidence; the colour only repeats what they say. */
function createTone() {
  const sign = element('span', 'tone-sign');
  const word = element('span', 'tone-word');
  const confidence = element('span', 'confidence');
  let shown: Tone | undefined;
  return {
    element: element('p', 'tone', sign, word, confidence),
    update: (verdict: VerdictView) => {
      if (shown !== verdict.tone) {
        shown = verdict.tone;
        sign.replaceChildren(icon(shown satisfies IconName));
        setText(word, toneWord(shown));
      }
      setOptionalText(confidence, verdict.confidence);
    },
  };
}

function toneWord(tone: Tone): string {
  switch (tone) {
    case 'problem':
      return l10n.t('Problem');
    case 'calm':
      return l10n.t('All clear');
    case 'unknown':
      return l10n.t('Not certain');
  }
}

function createErrorLine() {
  const line = codeBlock(l10n.t('What the program said'));
  const count = element('span', 'count');
  const figure = element(
    'figure',
    'error-line',
    element('figcaption', '', `${l10n.t('What the program said')} `, count),
    line.element,
  );
  return {
    element: figure,
    update: ({ errorLine, errorCount = 1 }: VerdictView) => {
      setHidden(figure, errorLine === undefined);
      setText(line.code, errorLine ?? '');
      setOptionalText(count, errorCount > 1 ? `×${formatNumber(errorCount)}` : undefined);
    },
  };
}
