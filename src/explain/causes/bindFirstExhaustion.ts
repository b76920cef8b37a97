/** A client on Linux that binds before it connects: all destinations share one pool, and it is full. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { exhaustionCase, exhaustionProof } from '../exhaustion';

export const bindFirstExhaustion: Cause = {
  id: 'bind-first-exhaustion',
  applies: (theCase) => {
    const found = exhaustionCase(theCase);
    const { error, measurement } = theCase.file;
    // Only after a bind does Linux give this code for "no free port" (facts.md A2, B).
    if (!found || measurement.platform !== 'linux' || error?.code !== 'EADDRINUSE')
      return undefined;
    const { pool, common } = found;
    if (pool.capacity.sharing !== 'machine-wide') return undefined;
    return {
      ...common,
      headline: l10n.t(
        'Out of local ports: your program binds before it connects, so that all destinations share them.',
      ),
      proof: exhaustionProof(found, theCase.words),
      explanation: l10n.t(
        'Connecting without a bind would have {0} ports for each destination, and could reuse waiting ones on loopback. Leave the local address and port away, or set IP_BIND_ADDRESS_NO_PORT before the bind where the address matters. Reusing connections cures it for good.',
        theCase.words.count(pool.capacity.poolPorts),
      ),
      disproof: [
        l10n.t('The error comes again with EADDRINUSE while most local ports are free.'),
        l10n.t('The program does not bind before it connects, nor does its library.'),
      ],
    };
  },
};
