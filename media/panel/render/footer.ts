/** The way to the long explanation, for those who want to know more. */
import * as l10n from '@vscode/l10n';
import type { Block, PanelContext } from '../context';
import { button, element } from '../dom';

export function createFooter(context: PanelContext): Block {
  const learnMore = button(
    'link',
    () => {
      context.send({ type: 'openLearnMore' });
    },
    l10n.t('Learn more about ports and keeping connections'),
  );
  return { element: element('footer', 'footer', learnMore), update: () => undefined };
}
