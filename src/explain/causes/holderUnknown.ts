/** The listen failed, and it could not be read (or the text does not say) which port to look at. */
import * as l10n from '@vscode/l10n';
import { endpointLabel } from '../addresses';
import type { Cause } from '../cause';
import { textEvidence, unreadEvidence } from '../evidence';
import { takenPort } from '../listener';
import { whyUnread } from '../unreadable';

export const holderUnknown: Cause = {
  id: 'holder-unknown',
  applies: (theCase) => {
    const { file } = theCase;
    const taken = takenPort(theCase);
    const { error, holders } = file;
    if (taken?.weight !== 'settled' || !error || holders?.kind === 'value') return undefined;
    const at = endpointLabel(error.endpoint ?? {});
    return {
      weight: 'text-only',
      confidence: 'likely',
      illness: 'address-taken',
      headline:
        at === ''
          ? l10n.t('The port that the program wants to listen on is taken.')
          : l10n.t('{0} is taken.', at),
      proof: holders
        ? l10n.t('Who holds it could not be read. {0}.', whyUnread(holders))
        : l10n.t('The error does not name the port, so its holder cannot be looked up.'),
      explanation: l10n.t('Only one socket can listen at an address and port.'),
      evidenceFor: [textEvidence(error, file)],
      evidenceAgainst: holders ? [unreadEvidence(holders)] : [],
      disproof: [l10n.t('Nobody listens there.')],
      acts: [
        { kind: 'show-listening-ports' },
        ...(taken.port === undefined
          ? []
          : [{ kind: 'use-next-free-port', port: taken.port } as const]),
      ],
    };
  },
};
