/** The pool is full of connections that the other side has closed and our program never does. */
import * as l10n from '@vscode/l10n';
import { isOne } from '../amounts';
import type { Cause } from '../cause';
import { exhaustionCase, exhaustionProof } from '../exhaustion';

export const closeWaitLeak: Cause = {
  id: 'close-wait-leak',
  applies: (theCase) => {
    const found = exhaustionCase(theCase);
    if (!found) return undefined;
    const { pool, common, useAtError } = found;
    const leaked = pool.usage.byState['close-wait'] ?? 0;
    if (useAtError.waiting >= useAtError.open || leaked * 2 < useAtError.open) return undefined;
    const { words } = theCase;
    const count = words.count(leaked);
    return {
      ...common,
      headline: l10n.t(
        'Out of local ports to {0}: your program leaks its connections.',
        pool.label,
      ),
      proof: isOne(count)
        ? l10n.t(
            '1 of {0} was closed by the other side and never by your program (CLOSE_WAIT).',
            words.count(pool.occupiedInPool),
          )
        : l10n.t(
            '{0} of {1} were closed by the other side and never by your program (CLOSE_WAIT).',
            count,
            words.count(pool.occupiedInPool),
          ),
      explanation: l10n.t(
        'Such a connection stays until your program closes it; the system never does. Look for a response, socket or client that nobody closes on some path, most often the one of an error. A wider range only postpones it.',
      ),
      evidenceFor: [
        ...common.evidenceFor,
        { text: exhaustionProof(found, words), from: pool.tableFrom },
      ],
      disproof: [
        l10n.t('The number in CLOSE_WAIT falls by itself while the program runs.'),
        l10n.t('The connections belong to another program.'),
      ],
    };
  },
};
