/** A second instance: another terminal, session or task of yours runs and serves the port already. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { heldOpinion, heldPort } from '../heldPort';
import { stopTarget } from '../holderActs';
import { watcherAbove } from '../watchers';
import { launchWords } from '../whose';

export const secondInstance: Cause = {
  id: 'second-instance',
  applies: (theCase) => {
    const held = heldPort(theCase);
    if (!held) return undefined;
    const { relation, port, context, process } = held;
    const elsewhere = { kind: 'use-next-free-port', port } as const;
    if (relation.kind === 'running-launch') {
      const owner = launchWords(relation.launch, context);
      const watcher = watcherAbove(process);
      const watched =
        watcher &&
        l10n.t(
          'It runs under {0}, which starts it again whenever a file changes: end {0} there, not only the program.',
          watcher.label,
        );
      return heldOpinion(held, theCase, {
        headline: l10n.t('Port {0} is served already: {1}.', String(port), held.whose),
        explanation: [
          l10n.t('It still runs in {0}, and only one program can listen there.', owner),
          ...(watched === undefined ? [] : [watched]),
          l10n.t('Go on with that one, or let this one use another port.'),
        ],
        disproof: [l10n.t('The error comes again after {0} has ended.', owner)],
        acts: [
          { kind: 'go-to-owner', launch: relation.launch },
          elsewhere,
          { kind: 'stop-holder', target: stopTarget(process, watched) },
        ],
      });
    }
    if (relation.kind !== 'workspace') return undefined;
    return heldOpinion(held, theCase, {
      headline: l10n.t('Port {0} is served already: {1}.', String(port), held.whose),
      explanation: [
        l10n.t(
          'It runs in a folder that is open here and was not started from this editor: most often a second terminal outside of it.',
        ),
        l10n.t('Go on with that one, or let this one use another port.'),
      ],
      confidence: 'likely',
      acts: [
        { kind: 'show-listening-ports' },
        elsewhere,
        {
          kind: 'stop-holder',
          target: stopTarget(process, l10n.t('Somebody may be working with it.')),
        },
      ],
    });
  },
};
