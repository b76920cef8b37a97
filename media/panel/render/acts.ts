/** The buttons under the verdict: the cure first, then the way to the code and to the arithmetic. */
import * as l10n from '@vscode/l10n';
import type { FindingView, Snapshot } from '../../../src/present/panel/protocol';
import type { PanelContext, View } from '../context';
import { button, element, setHidden, setOptionalText, setText } from '../dom';
import { icon } from '../icons';

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
  const arithmeticButton = button('button', showArithmetic, l10n.t('Show the arithmetic'));
  return {
    element: element('div', 'acts', fixButton, frameButton, arithmeticButton),
    update: (snapshot) => {
      offered = mainFix(snapshot);
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
