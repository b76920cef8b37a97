/** A low port, which an ordinary user may not listen on. */
import * as l10n from '@vscode/l10n';
import type { Measurement, Provenance } from '../../measure/measurement';
import type { Act } from '../act';
import type { Cause } from '../cause';
import { textEvidence, unreadEvidence } from '../evidence';

/**
 * Where the setting could not be read. macOS asks for the right only where a specific address is
 * bound; Windows knows no privileged ports (facts.md B and addenda).
 */
const usualFirst = 1_024;

const settingName = 'net.ipv4.ip_unprivileged_port_start';

export const privilegedPort: Cause = {
  id: 'privileged-port',
  applies: ({ file }) => {
    const { error, measurement } = file;
    const port = error?.endpoint?.port;
    if (error?.illness !== 'port-forbidden' || error.operation === 'connect') return undefined;
    if (port === undefined || measurement.platform === 'win32') return undefined;
    const first = firstUnprivileged(measurement);
    if (port >= first.port) return undefined;
    const setting = measurement.firstUnprivilegedPort;
    const isLinux = measurement.platform === 'linux';
    const proof = l10n.t(
      'Ports below {0} are for the administrator, and this is {1}.',
      String(first.port),
      String(port),
    );
    return {
      weight: 'settled',
      confidence: first.from && isLinux ? 'certain' : 'likely',
      illness: 'port-forbidden',
      headline: l10n.t('Port {0} needs administrator rights.', String(port)),
      proof,
      explanation: isLinux
        ? l10n.t(
            'Nobody holds the port; the system refuses it. Use a port from {0} up while developing (8080, 8443), and leave the low one to a proxy in front of it.',
            String(first.port),
          )
        : l10n.t(
            'Use a port from 1024 up while developing (8080, 8443), or listen on all addresses: macOS refuses such a port only for a specific address.',
          ),
      evidenceFor: [
        textEvidence(error, file),
        ...(first.from ? [{ text: proof, from: first.from }] : []),
      ],
      evidenceAgainst: setting?.kind === 'unavailable' ? [unreadEvidence(setting)] : [],
      disproof: [l10n.t('The same port is refused to an administrator, too.')],
      acts: [
        { kind: 'use-next-free-port', port, avoid: [{ first: 1, last: first.port - 1 }] },
        ...(isLinux ? [lowerLimit(port)] : []),
      ],
    };
  },
};

/** A setting for the whole machine, so it comes last, and says how to undo it. */
function lowerLimit(port: number): Act {
  return {
    kind: 'copy-command',
    purpose: l10n.t(
      'Let every user listen from port {0} up, until the next boot or until it is set to {1} again.',
      String(port),
      String(usualFirst),
    ),
    command: `sudo sysctl -w ${settingName}=${port}`,
  };
}

function firstUnprivileged({ firstUnprivilegedPort: setting }: Measurement): {
  readonly port: number;
  readonly from?: Provenance;
} {
  return setting?.kind === 'value'
    ? { port: setting.value, from: setting.from }
    : { port: usualFirst };
}
