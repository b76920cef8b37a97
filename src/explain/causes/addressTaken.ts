/** A listen found the port held by a process that can be named, and no closer cause fits. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { folderSentence, heldOpinion, heldPort } from '../heldPort';
import { holderActs } from '../holderActs';

export const addressTaken: Cause = {
  id: 'address-taken',
  applies: (theCase) => {
    const held = heldPort(theCase);
    if (!held) return undefined;
    return heldOpinion(held, theCase, {
      headline: l10n.t('Port {0} is held by {1}.', String(held.port), held.whose),
      explanation: [
        l10n.t('Only one socket can listen at an address and port. Stop it, or use another port.'),
        ...folderSentence(held.process),
      ],
      acts: holderActs(held.process, held.relation, held.port),
    });
  },
};
