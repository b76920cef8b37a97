/** Windows passes the port on to a program in WSL: the relay listens, the program is over there. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { heldOpinion, heldPort } from '../heldPort';

/** microsoft/WSL #10601, #9367: wslrelay.exe, and wslhost.exe in older releases. */
const relay = /^wsl(?:relay|host)(?:\.exe)?$/i;

export const wslRelay: Cause = {
  id: 'wsl-relay',
  applies: (theCase) => {
    const held = heldPort(theCase);
    if (!held || theCase.file.measurement.platform !== 'win32') return undefined;
    if (!relay.test(held.process.name)) return undefined;
    const { port, who } = held;
    return heldOpinion(held, theCase, {
      headline: l10n.t(
        'Port {0} is served by a program in WSL: {1} passes it on.',
        String(port),
        who,
      ),
      explanation: [
        l10n.t(
          'Stop that program in its Linux, where “ss -ltnp” names it, or use another port. Ending the relay frees nothing for long; “wsl --shutdown” ends every Linux that runs.',
        ),
      ],
      disproof: [l10n.t('“ss -ltn” in WSL shows nothing on port {0}.', String(port))],
      acts: [
        { kind: 'use-next-free-port', port },
        {
          kind: 'copy-command',
          purpose: l10n.t('Name the program in WSL that listens there.'),
          command: `wsl -- ss -ltnp "sport = :${port}"`,
        },
      ],
    });
  },
};
