/** Why we say so, what would prove it wrong, and what not to do: folded away, and open when asked. */
import * as l10n from '@vscode/l10n';
import type { VerdictView } from '../../../src/present/panel/protocol';
import type { PanelContext, View } from '../context';
import { element, setHidden, setOptionalText, setText } from '../dom';
import { keyedChildren } from '../keyedChildren';
import { details } from './section';

interface Reason {
  readonly text: string;
  readonly source?: string;
}

export function createReasons(context: PanelContext): View<VerdictView> {
  const evidence = createList();
  const disproof = createList();
  const evidenceDetails = details(context, 'evidence', l10n.t('How we know'), [evidence.element]);
  const disproofDetails = details(context, 'disproof', l10n.t('What would prove this wrong'), [
    disproof.element,
  ]);
  const wrongAdvice = createList();
  const wrongAdviceDetails = details(context, 'wrong-advice', l10n.t('What not to do'), [
    wrongAdvice.element,
  ]);
  return {
    element: element('div', 'reasons', evidenceDetails, disproofDetails, wrongAdviceDetails),
    update: (verdict) => {
      setHidden(evidenceDetails, verdict.evidence.length === 0);
      evidence.update(verdict.evidence);
      setHidden(disproofDetails, verdict.disproof.length === 0);
      disproof.update(verdict.disproof.map((text) => ({ text })));
      setHidden(wrongAdviceDetails, verdict.wrongAdvice === undefined);
      wrongAdvice.update(verdict.wrongAdvice ?? []);
    },
  };
}

function createList(): View<readonly Reason[]> {
  const list = element('ul', 'reason-list');
  return {
    element: list,
    // Sentences carry live numbers, so a reason is known by its place, not by its words.
    update: keyedChildren<Reason>(
      list,
      (_reason, index) => String(index),
      () => {
        const text = element('span', '');
        const source = element('span', 'source');
        return {
          element: element('li', '', text, ' ', source),
          update: (reason) => {
            setText(text, reason.text);
            setOptionalText(source, reason.source);
          },
        };
      },
    ),
  };
}
