/** A listen or bind at an address that this machine does not have. */
import * as l10n from '@vscode/l10n';
import { quoted } from '../hostileText';
import type { Cause } from '../cause';
import { textEvidence } from '../evidence';

export const addressNotLocal: Cause = {
  id: 'address-not-local',
  applies: ({ file }) => {
    const { error } = file;
    if (error?.illness !== 'address-not-local') return undefined;
    const address = quoted(error.endpoint?.address ?? '');
    return {
      weight: 'supported',
      confidence: 'likely',
      illness: 'address-not-local',
      headline:
        address === ''
          ? l10n.t('The address to listen on does not belong to this machine.')
          : l10n.t('{0} is not an address of this machine.', address),
      proof: l10n.t('The system refused the address itself, whatever the port.'),
      explanation: l10n.t(
        'Listen on 127.0.0.1, on an address that this machine has, or on all of them (0.0.0.0). Inside a container or WSL the addresses of the host are not local.',
      ),
      evidenceFor: [textEvidence(error, file)],
      evidenceAgainst: [],
      disproof: [l10n.t('The list of network interfaces shows the address, and it is up.')],
    };
  },
};
