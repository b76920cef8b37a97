/** The debugger's own port is taken, and not the program's: Node's inspector. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { heldOpinion, heldPort } from '../heldPort';

/** `node --inspect` prints a sentence of its own, and the program runs on without a debugger. */
const signatures: ReadonlySet<string> = new Set(['node.inspector']);

/** Node's inspector, and the port of the protocol before it (node/doc/api/cli: --inspect-port). */
const inspectorPorts: ReadonlySet<number> = new Set([9_229, 5_858]);
const isInspecting = /\s--(?:inspect|inspect-brk|inspect-port|debug|debug-brk)\b/;

export const inspectorPort: Cause = {
  id: 'inspector-port',
  applies: (theCase) => {
    const held = heldPort(theCase);
    if (!held) return undefined;
    const { error, port, process, whose } = held;
    const saysSo = signatures.has(error.signature);
    const holderInspects = isInspecting.test(process.commandLine ?? '');
    if (!saysSo && !(inspectorPorts.has(port) && holderInspects)) return undefined;
    return heldOpinion(held, theCase, {
      headline: l10n.t('The debugger’s port {0} is taken: {1}.', String(port), whose),
      explanation: [
        saysSo
          ? l10n.t('Your program itself runs on; only its debugger has no port.')
          : l10n.t('This is the port of a debugger, and not one that a program serves.'),
        l10n.t(
          'Most often NODE_OPTIONS or a script passes “--inspect” on to every child, so that the second one finds the port taken: give it to one program only, or “--inspect=0” for any free port.',
        ),
      ],
      disproof: [
        l10n.t('The program was told to serve port {0} itself.', String(port)),
        l10n.t('The error comes again after {0} has stopped.', held.who),
      ],
      // The holder may be this editor or another program under its debugger: it is not offered.
      acts: [
        {
          kind: 'copy-command',
          purpose: l10n.t('Let Node choose a free port for its debugger.'),
          command: '--inspect=0',
        },
        ...(held.relation.kind === 'running-launch'
          ? [{ kind: 'go-to-owner', launch: held.relation.launch } as const]
          : []),
        { kind: 'show-listening-ports' },
      ],
    });
  },
};
