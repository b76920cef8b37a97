/** The pool is full of connections that our side has closed and the other side does not. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { exhaustionCase, exhaustionProof } from '../exhaustion';

export const peerKeepsOpen: Cause = {
  id: 'peer-keeps-open',
  applies: (theCase) => {
    const found = exhaustionCase(theCase);
    if (!found) return undefined;
    const { pool, common, useAtError } = found;
    const halfClosed = pool.usage.byState['fin-wait-2'] ?? 0;
    if (useAtError.waiting >= useAtError.open || halfClosed * 2 < useAtError.open) return undefined;
    const { words } = theCase;
    return {
      ...common,
      headline: l10n.t('Out of local ports to {0}: the other side leaks them.', pool.label),
      proof: l10n.t(
        '{0} of {1} were closed by your side and not by the other one (FIN_WAIT_2).',
        words.count(halfClosed),
        words.count(pool.occupiedInPool),
      ),
      // tcp_fin_timeout is about exactly this state, and about no other (facts.md A2).
      explanation: l10n.t(
        'Your program has done its part: the server at {0} never closes its end, and its own rows are in CLOSE_WAIT. Mend it there. Reusing connections makes it rarer.',
        pool.label,
      ),
      evidenceFor: [
        ...common.evidenceFor,
        { text: exhaustionProof(found, words), from: pool.tableFrom },
      ],
      disproof: [
        l10n.t('The server shows no connection in CLOSE_WAIT.'),
        l10n.t('The connections belong to another program.'),
      ],
    };
  },
};
