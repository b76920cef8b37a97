/** The pool is full of connections that are still open: held too long, or never closed at all. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { exhaustionCase } from '../exhaustion';
import { occupancySentence, rateSentence } from '../evidence';

export const openConnections: Cause = {
  id: 'open-connections',
  applies: (theCase) => {
    const found = exhaustionCase(theCase);
    if (!found || found.pool.useOfPool.waiting >= found.pool.useOfPool.open) return undefined;
    const { pool, ...opinion } = found;
    const { words } = theCase;
    const closedByPeer = pool.usage.byState['close-wait'] ?? 0;
    const occupancy = occupancySentence(pool, words);
    const rate = rateSentence(pool, words);
    const leak =
      closedByPeer > 0
        ? closedByPeer === 1
          ? l10n.t(
              '1 of them was closed by the other side long ago and never by your program (CLOSE_WAIT): it leaks it.',
            )
          : l10n.t(
              '{0} of them were closed by the other side long ago and never by your program (CLOSE_WAIT): it leaks them.',
              words.count(closedByPeer),
            )
        : l10n.t(
            'Typical are a client or agent made for each call and never destroyed, and responses that are never read to their end.',
          );
    return {
      ...opinion,
      headline: l10n.t('Out of local ports to {0}: they are held by open connections.', pool.label),
      proof: rate === undefined ? occupancy : `${occupancy} ${rate}`,
      explanation: [
        l10n.t(
          'Each open connection needs a local port of its own, and your program holds more of them open than there are ports.',
        ),
        leak,
        l10n.t('Sharing a few connections cures it.'),
      ].join(' '),
      disproof: [
        l10n.t('The error comes again while most ports to {0} are free.', pool.label),
        l10n.t('The open connections belong to another program.'),
      ],
    };
  },
};
