/** Without a verdict: how to get a first reading, that one is being taken, or that all is well so far. */
import * as l10n from '@vscode/l10n';
import type { Block, PanelContext } from '../context';
import { button, element, setHidden } from '../dom';
import { icon } from '../icons';

export function createEmpty(context: PanelContext): Block {
  const invitation = element(
    'div',
    'empty-text',
    element('h1', '', l10n.t('No reading yet')),
    element(
      'p',
      'proof',
      l10n.t('Start debugging, or press Measure to look at this machine’s ports now.'),
    ),
    element(
      'p',
      'explanation',
      l10n.t(
        'When your program fails with “address in use” or runs out of local ports, this panel says which of the two it is, shows the arithmetic with the numbers of this machine, and takes you to the line to change.',
      ),
    ),
    element(
      'div',
      'acts',
      button(
        'button primary',
        () => {
          context.send({ type: 'measure' });
        },
        icon('measure'),
        l10n.t('Measure'),
      ),
    ),
  );
  const progress = element(
    'div',
    'empty-text',
    element('h1', '', l10n.t('Measuring…')),
    element('p', 'proof', l10n.t('Reading the port range and the socket table.')),
  );
  const watching = element(
    'div',
    'empty-text',
    element('h1', '', l10n.t('Nothing has failed so far')),
    element('p', 'proof', l10n.t('These are the numbers of this machine now.')),
  );
  const sign = element('div', 'empty-sign', icon('measure'));
  const block = element('section', 'empty', sign, invitation, progress, watching);
  block.setAttribute('aria-label', l10n.t('What happened'));
  return {
    element: block,
    update: ({ phase, verdict }) => {
      setHidden(block, verdict !== undefined);
      setHidden(invitation, phase !== 'empty');
      setHidden(progress, phase !== 'measuring');
      setHidden(watching, phase !== 'ready');
    },
  };
}
