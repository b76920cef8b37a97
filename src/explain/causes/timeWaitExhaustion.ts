/** The pool is full, and most of its ports wait in TIME_WAIT: connections closed by our own side. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { exhaustionCase, exhaustionProof } from '../exhaustion';

export const timeWaitExhaustion: Cause = {
  id: 'time-wait-exhaustion',
  applies: (theCase) => {
    const found = exhaustionCase(theCase);
    // Connections that wait are the majority; a tie goes to the one that is easier to see cured.
    if (!found || found.useAtError.waiting < found.useAtError.open) return undefined;
    const { pool, common } = found;
    const { words } = theCase;
    return {
      ...common,
      headline: l10n.t('Out of local ports to {0}.', pool.label),
      proof: exhaustionProof(found, words),
      explanation:
        pool.timeWait.kind === 'value'
          ? l10n.t(
              'Each new connection needs a local port of its own. The side that closes a connection first keeps its port for {0} more (TIME_WAIT), and here that is your program. It opens and closes connections faster than their ports come back. Reusing connections cures it.',
              words.seconds(pool.timeWait.value),
            )
          : l10n.t(
              'Each new connection needs a local port of its own. The side that closes a connection first keeps its port for a while (TIME_WAIT), and here that is your program. It opens and closes connections faster than their ports come back. Reusing connections cures it.',
            ),
      disproof: [
        l10n.t('The error comes again while most ports to {0} are free.', pool.label),
        l10n.t('The error stays although connections are reused and the waiting ports have gone.'),
      ],
    };
  },
};
