/** The pool is full of connections that both ends keep open: held too long, or never closed at all. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { exhaustionCase, exhaustionProof } from '../exhaustion';

export const openConnections: Cause = {
  id: 'open-connections',
  applies: (theCase) => {
    const found = exhaustionCase(theCase);
    if (!found || found.useAtError.waiting >= found.useAtError.open) return undefined;
    const { pool, common, useAtError, closedTogether } = found;
    const { words } = theCase;
    return {
      ...common,
      ...(closedTogether && common.confidence === 'certain' && { confidence: 'likely' }),
      headline: l10n.t('Out of local ports to {0}: they are held by open connections.', pool.label),
      proof: closedTogether
        ? l10n.t(
            '{0} of {1} were open at the error: the program’s end closed {2} of them within {3}.',
            words.count(useAtError.open),
            words.count(pool.capacity.poolPorts),
            words.count(closedTogether.ports),
            words.duration(closedTogether.withinMs),
          )
        : exhaustionProof(found, words),
      explanation: [
        l10n.t(
          'Each open connection needs a local port of its own, and your program holds more of them open than there are ports.',
        ),
        l10n.t(
          'Typical are a client or agent made for each call and never destroyed, and responses that are never read to their end.',
        ),
        l10n.t('Sharing a few connections cures it.'),
      ].join(' '),
      disproof: [
        l10n.t('The error comes again while most ports to {0} are free.', pool.label),
        l10n.t('The open connections belong to another program.'),
        ...(closedTogether
          ? [l10n.t('The program closed all its connections itself, in the moment of the error.')]
          : []),
      ],
    };
  },
};
