/** The run before this one is still alive: a debuggee that lost its debugger, a watcher's child. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { heldOpinion, heldPort, type HeldPort } from '../heldPort';
import { stopTarget } from '../holderActs';
import { quoted } from '../hostileText';
import { launchWords } from '../whose';

export const previousRun: Cause = {
  id: 'previous-run',
  applies: (theCase) => {
    const held = heldPort(theCase);
    if (!held || !isLeftOver(held)) return undefined;
    const { relation, port, context, process } = held;
    const isSure = relation.kind === 'ended-launch' && relation.isSure;
    return heldOpinion(held, theCase, {
      headline: l10n.t('Port {0} is held by your previous run: {1}.', String(port), held.whose),
      explanation: [
        relation.kind === 'ended-launch'
          ? l10n.t(
              'It outlived {0}: stopping that ended only its parent, and the program went on by itself.',
              launchWords(relation.launch, context),
            )
          : l10n.t(
              'Whatever started it has ended, and the program went on by itself, as children of npm, nodemon, pnpm or “dotnet watch” do when only their parent is stopped.',
            ),
        l10n.t('Stop it and start again; it loses nothing that your new run would not replace.'),
      ],
      confidence: isSure ? 'certain' : 'likely',
      evidenceFor: [
        {
          text: l10n.t('Its parent has ended; it is a child of {0} now.', parentWords(held)),
          ...(held.holder.process.kind === 'value' && { from: held.holder.process.from }),
        },
      ],
      disproof: [
        l10n.t('It was started to run on by itself, as a service of yours.'),
        l10n.t('The error comes again after {0} has stopped.', held.who),
      ],
      acts: [
        { kind: 'stop-holder', target: stopTarget(process) },
        { kind: 'use-next-free-port', port },
        { kind: 'show-listening-ports' },
      ],
    });
  },
};

function isLeftOver({ relation }: HeldPort): boolean {
  return relation.kind === 'ended-launch' || (relation.kind === 'workspace' && relation.isOrphan);
}

function parentWords({ process }: HeldPort): string {
  const [parent] = process.parents;
  return parent ? `${quoted(parent.name)} (${parent.processId})` : l10n.t('nobody');
}
