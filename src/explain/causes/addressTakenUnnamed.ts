/** Somebody listens on the port, and the system does not say who. */
import * as l10n from '@vscode/l10n';
import { endpointLabel } from '../addresses';
import type { Cause } from '../cause';
import { textEvidence, unreadEvidence } from '../evidence';
import { holderInTheWay, takenPort } from '../listener';
import type { PortHolder } from '../../measure/measurement';
import type { Platform } from '../../recognize/socketError';
import type { Act } from '../act';
import { whyUnread } from '../unreadable';

export const addressTakenUnnamed: Cause = {
  id: 'address-taken-unnamed',
  applies: (theCase) => {
    const { file } = theCase;
    const taken = takenPort(theCase);
    const { error, holders } = file;
    if (!taken || !error || holders?.kind !== 'value') return undefined;
    const found = holderInTheWay(holders.value, taken.address);
    if (found?.holder.process.kind !== 'unavailable') return undefined;

    const { holder } = found;
    const at = endpointLabel(holder.local);
    const unnamed = found.holder.process;
    return {
      weight: taken.weight,
      // That it is taken is as sure as before; who holds it is not known.
      confidence: found.isSameAddress ? taken.confidence : 'possible',
      illness: 'address-taken',
      headline: l10n.t(
        'Port {0} is held by a program that cannot be named.',
        String(holder.local.port),
      ),
      proof: l10n.t('A socket listens at {0}. {1}.', at, whyUnread(unnamed)),
      explanation:
        unnamed.reason === 'permission'
          ? l10n.t(
              'It belongs to another user or to the system, so its process cannot be seen with your rights. An administrator can see it. Or use another port.',
            )
          : l10n.t(
              'Only one socket can listen at an address and port. Use another port, or find it.',
            ),
      evidenceFor: [
        textEvidence(error, file),
        { text: l10n.t('A socket listens at {0}.', at), from: holders.from },
      ],
      evidenceAgainst: [unreadEvidence(unnamed)],
      disproof: [
        l10n.t(
          'The program runs in another container or network namespace than the one looked at.',
        ),
      ],
      holder,
      acts: [
        { kind: 'show-listening-ports' },
        { kind: 'use-next-free-port', port: holder.local.port },
        ...(unnamed.reason === 'permission' ? [whoCommand(file.measurement.platform, holder)] : []),
      ],
    };
  },
};

/** What an administrator asks, by system; a list of listeners alone, so that no client is in it. */
function whoCommand(platform: Platform, { local: { port } }: PortHolder): Act {
  return {
    kind: 'copy-command',
    purpose: l10n.t('Name the process, as administrator.'),
    command:
      platform === 'win32'
        ? `Get-NetTCPConnection -State Listen -LocalPort ${port} | Select-Object OwningProcess`
        : platform === 'darwin'
          ? `sudo lsof -nP -iTCP:${port} -sTCP:LISTEN`
          : `sudo ss -ltnp "sport = :${port}"`,
  };
}
