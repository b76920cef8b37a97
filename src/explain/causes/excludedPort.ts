/** Windows has put the port aside (Hyper-V, WSL, Docker), or its owner allows nobody beside it. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { textEvidence, unreadEvidence } from '../evidence';
import { quoted } from '../hostileText';

export const excludedPort: Cause = {
  id: 'excluded-port',
  applies: ({ file }) => {
    const { error, measurement, holders } = file;
    const port = error?.endpoint?.port;
    if (!error || error.operation === 'connect') return undefined;
    if (measurement.platform !== 'win32' || port === undefined) return undefined;
    const saysForbidden = error.illness === 'port-forbidden';
    // Java gives 10013 as "Address already in use" (facts.md C, Java).
    if (!saysForbidden && error.illness !== 'address-taken') return undefined;
    // An exclusive owner (SO_EXCLUSIVEADDRUSE) gives the same 10013 (facts.md B).
    if (holders?.kind === 'value' && holders.value.length > 0) return undefined;

    const reserved = measurement.reservedPorts;
    const span =
      reserved.kind === 'value'
        ? reserved.value.find(({ first, last }) => port >= first && port <= last)
        : undefined;
    if (!saysForbidden && !span) return undefined;
    return {
      weight: span ? 'settled' : 'supported',
      confidence: span ? 'certain' : 'likely',
      illness: 'port-forbidden',
      headline: l10n.t('Windows has put port {0} aside.', String(port)),
      proof: span
        ? l10n.t('It lies in the excluded range {0}–{1}.', String(span.first), String(span.last))
        : l10n.t('The system refuses it, and no excluded range that could be read shows why.'),
      // facts.md A1: winnat reserves blocks of about 100 ports at boot; nothing in netstat.
      explanation: l10n.t(
        'Hyper-V, WSL and Docker reserve blocks of ports at boot; nobody listens on them, so netstat shows nothing. Use a port outside the range, or free it by restarting the winnat service as administrator, which holds until the next boot.',
      ),
      evidenceFor: [
        textEvidence(error, file),
        ...(span && reserved.kind === 'value'
          ? [
              {
                text: l10n.t('Excluded: {0}–{1}.', String(span.first), String(span.last)),
                from: reserved.from,
              },
            ]
          : []),
      ],
      evidenceAgainst: reserved.kind === 'unavailable' ? [unreadEvidence(reserved)] : [],
      disproof: [
        l10n.t('“{0}” does not list it.', quoted('netsh int ipv4 show excludedportrange tcp')),
      ],
      acts: [
        { kind: 'show-excluded-ranges' },
        {
          kind: 'use-next-free-port',
          port,
          ...(reserved.kind === 'value' && { avoid: reserved.value }),
        },
        {
          kind: 'copy-command',
          purpose: l10n.t(
            'Have winnat give back its blocks, as administrator; it takes others at the next boot.',
          ),
          command: 'net stop winnat; net start winnat',
        },
        {
          kind: 'copy-command',
          // Before winnat starts again, so that it leaves this port out (docker/docs #15452).
          purpose: l10n.t(
            'Put this port aside for yourself, as administrator and while winnat is stopped; it stays so.',
          ),
          command: `netsh int ipv4 add excludedportrange protocol=tcp startport=${port} numberofports=1`,
        },
      ],
    };
  },
};
