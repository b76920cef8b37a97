/** A listen or bind at an address that this machine does not have. */
import * as l10n from '@vscode/l10n';
import { isLoopback, isNumericAddress, isSameAddress } from '../addresses';
import { quoted } from '../hostileText';
import type { Cause } from '../cause';
import { textEvidence, unreadEvidence } from '../evidence';

/** More of them say no more. */
const mostShown = 6;

export const addressNotLocal: Cause = {
  id: 'address-not-local',
  applies: ({ file }) => {
    const { error, listen } = file;
    if (error?.illness !== 'address-not-local') return undefined;
    const wanted = error.endpoint?.address ?? '';
    const address = quoted(wanted);
    const local = listen?.localAddresses;
    const own = local?.kind === 'value' ? local.value : undefined;
    const isThere =
      own !== undefined && (isLoopback(wanted) || own.some((each) => isSameAddress(each, wanted)));
    const isProven = own !== undefined && isNumericAddress(wanted) && !isThere;
    const shown =
      own
        ?.slice(0, mostShown)
        .map((each) => quoted(each))
        .join(', ') ?? '';
    return {
      weight: 'supported',
      confidence: isProven ? 'certain' : isThere ? 'possible' : 'likely',
      illness: 'address-not-local',
      headline:
        address === ''
          ? l10n.t('The address to listen on does not belong to this machine.')
          : l10n.t('{0} is not an address of this machine.', address),
      proof: isProven
        ? l10n.t('Its addresses are {0}.', shown)
        : l10n.t('The system refused the address itself, whatever the port.'),
      explanation: l10n.t(
        'Listen on 127.0.0.1, on an address that this machine has, or on all of them (0.0.0.0). Inside a container or WSL the addresses of the host are not local.',
      ),
      evidenceFor: [
        textEvidence(error, file),
        ...(isProven && local?.kind === 'value'
          ? [{ text: l10n.t('Its addresses are {0}.', shown), from: local.from }]
          : []),
      ],
      evidenceAgainst: [
        ...(isThere && local?.kind === 'value'
          ? [
              {
                text: l10n.t('Now the address is among those of this machine: {0}.', shown),
                from: local.from,
              },
            ]
          : []),
        ...(local?.kind === 'unavailable' ? [unreadEvidence(local)] : []),
      ],
      disproof: [l10n.t('The list of network interfaces shows the address, and it is up.')],
      acts: [
        {
          kind: 'copy-command',
          purpose: l10n.t('Listen on all addresses of this machine.'),
          command: '0.0.0.0',
        },
      ],
    };
  },
};
