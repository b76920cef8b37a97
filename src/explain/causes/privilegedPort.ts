/** A port below 1024, which an ordinary user may not listen on. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { textEvidence } from '../evidence';

/**
 * Linux: `ip_unprivileged_port_start`, 1024 by default. macOS asks for the right only where a
 * specific address is bound. Windows knows no privileged ports (facts.md B and addenda).
 */
const firstUnprivilegedPort = 1_024;

export const privilegedPort: Cause = {
  id: 'privileged-port',
  applies: ({ file }) => {
    const { error, measurement } = file;
    const port = error?.endpoint?.port;
    if (error?.illness !== 'port-forbidden' || error.operation === 'connect') return undefined;
    if (port === undefined || port >= firstUnprivilegedPort) return undefined;
    if (measurement.platform === 'win32') return undefined;
    return {
      weight: 'settled',
      confidence: 'likely',
      illness: 'port-forbidden',
      headline: l10n.t('Port {0} needs administrator rights.', String(port)),
      proof: l10n.t(
        'Ports below {0} are reserved for the administrator, and this is {1}.',
        String(firstUnprivilegedPort),
        String(port),
      ),
      explanation:
        measurement.platform === 'linux'
          ? l10n.t(
              'Use a port from 1024 up while developing (8080, 8443). Nobody holds the port; the system refuses it.',
            )
          : l10n.t(
              'Use a port from 1024 up while developing (8080, 8443), or listen on all addresses: macOS refuses such a port only for a specific address.',
            ),
      evidenceFor: [textEvidence(error, file)],
      evidenceAgainst: [],
      disproof: [l10n.t('The same port is refused to an administrator, too.')],
    };
  },
};
