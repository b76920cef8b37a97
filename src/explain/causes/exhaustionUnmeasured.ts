/** The text speaks of exhaustion, and the machine could not be asked. */
import * as l10n from '@vscode/l10n';
import { endpointLabel } from '../addresses';
import type { Cause } from '../cause';
import { textEvidence, unreadEvidence } from '../evidence';
import { whyUnread } from '../unreadable';

export const exhaustionUnmeasured: Cause = {
  id: 'exhaustion-unmeasured',
  applies: ({ file, pool }) => {
    const { error } = file;
    if (error?.illness !== 'ephemeral-exhaustion' || pool.kind === 'examined') return undefined;
    const to = endpointLabel(error.endpoint ?? {});
    const missing = pool.kind === 'unreadable' ? pool.missing : [];
    return {
      weight: 'text-only',
      confidence: 'possible',
      illness: 'ephemeral-exhaustion',
      headline:
        to === ''
          ? l10n.t('The program says that it is out of local ports.')
          : l10n.t('The program says that it is out of local ports to {0}.', to),
      proof: missing[0]
        ? l10n.t('The numbers of this machine could not be read. {0}.', whyUnread(missing[0]))
        : l10n.t('The socket table shows no outgoing connection at all now.'),
      explanation: l10n.t(
        'The same message also comes where an address cannot be used, for example IPv6 that is switched off. Only the number of ports in use tells which it is.',
      ),
      evidenceFor: [textEvidence(error, file)],
      evidenceAgainst: missing.map(unreadEvidence),
      disproof: [l10n.t('Most local ports are free at the moment of the error.')],
    };
  },
};
