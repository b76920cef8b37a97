/** The editor itself listens there: it forwards the port, or one of its own services has it. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { heldOpinion, heldPort } from '../heldPort';

export const editorHoldsPort: Cause = {
  id: 'editor-holds-port',
  applies: (theCase) => {
    const held = heldPort(theCase);
    if (held?.relation.kind !== 'editor') return undefined;
    const { port, who } = held;
    return heldOpinion(held, theCase, {
      headline: l10n.t('Port {0} is held by the editor itself: {1}.', String(port), who),
      explanation: [
        l10n.t(
          'It listens there to forward the port from another machine or container, or to let something talk to it.',
        ),
        l10n.t(
          'Its view “Ports” lists what it forwards: end it there, or set “remote.autoForwardPorts” or “portsAttributes” so that it leaves this port alone. Ending the process would end the editor.',
        ),
      ],
      disproof: [l10n.t('The view “Ports” does not list {0}.', String(port))],
      acts: [{ kind: 'open-ports-view' }, { kind: 'use-next-free-port', port }],
    });
  },
};
