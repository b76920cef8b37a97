/** The buttons under the verdict: what can be done, the safest first; then the ways to code and arithmetic. */
import * as l10n from '@vscode/l10n';
import type { ActView, FindingView, Snapshot } from '../../../src/present/panel/protocol';
import type { PanelContext, View } from '../context';
import { button, element, setAttribute, setHidden, setOptionalText, setText } from '../dom';
import { icon } from '../icons';
import { keyedChildren } from '../keyedChildren';

interface MainFix {
  readonly finding: FindingView;
  readonly fix: FindingView['fixes'][number];
}

export function createActs(context: PanelContext, showArithmetic: () => void): View<Snapshot> {
  let offered: MainFix | undefined;
  const fixLabel = element('span', '');
  const fixButton = button(
    'button primary',
    () => {
      if (offered !== undefined) {
        const { finding, fix } = offered;
        context.send({ type: 'applyFix', findingId: finding.id, fixId: fix.id });
      }
    },
    icon('fix'),
    fixLabel,
  );
  const frameLabel = element('span', 'place');
  const frameButton = button(
    'button',
    () => {
      context.send({ type: 'openFrame' });
    },
    icon('code'),
    element('span', '', l10n.t('Go to code')),
    frameLabel,
  );
  const offeredActs = element('div', 'offered-acts');
  const updateOffered = keyedChildren<MainOrOther>(
    offeredActs,
    ({ id }) => id,
    () => createAct(context),
  );
  const arithmeticButton = button('button', showArithmetic, l10n.t('Show the arithmetic'));
  return {
    element: element('div', 'acts', fixButton, offeredActs, frameButton, arithmeticButton),
    update: (snapshot) => {
      offered = mainFix(snapshot);
      updateOffered(snapshot.acts.map((act, index) => ({ ...act, isMain: index === 0 })));
      setHidden(offeredActs, snapshot.acts.length === 0);
      setHidden(fixButton, offered === undefined);
      if (offered !== undefined) {
        setText(fixLabel, l10n.t('{0} in {1}', offered.fix.title, offered.finding.place));
      }
      setHidden(frameButton, snapshot.verdict?.frameLabel === undefined);
      setOptionalText(frameLabel, snapshot.verdict?.frameLabel);
      setHidden(arithmeticButton, snapshot.arithmetic === undefined);
    },
  };
}

/** The first one is what most people want. */
type MainOrOther = ActView & { readonly isMain: boolean };

function createAct(context: PanelContext): View<MainOrOther> {
  let actId = '';
  const act = button('button', () => {
    context.send({ type: 'doAct', actId });
  });
  return {
    element: act,
    update: ({ id, label, detail, isMain }) => {
      actId = id;
      setAttribute(act, 'class', isMain ? 'button primary' : 'button');
      setText(act, label);
      setAttribute(act, 'title', detail);
    },
  };
}

/**
 * The first fix of the first finding that may be the cause. None where nothing is wrong, and none where a
 * port is held: sharing connections does not free it.
 */
function mainFix({ verdict, findings }: Snapshot): MainFix | undefined {
  if (verdict === undefined || verdict.tone === 'calm' || verdict.holder !== undefined) {
    return undefined;
  }
  for (const finding of findings) {
    const [fix] = finding.fixes;
    if (fix !== undefined && finding.mayBeTheCause) {
      return { finding, fix };
    }
  }
  return undefined;
}
