/** The very program that failed holds the port: it listens twice, or its run starts two of it. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { heldOpinion, heldPort } from '../heldPort';
import { stopTarget } from '../holderActs';
import { launchWords } from '../whose';

/** A program that listens twice does so while it starts: loaded modules, or a file changed under it. */
const whileStartingMs = 10_000;

export const listensTwice: Cause = {
  id: 'listens-twice',
  applies: (theCase) => {
    const held = heldPort(theCase);
    if (held?.relation.kind !== 'failed-launch') return undefined;
    const { relation, process, port, who, context } = held;
    const elsewhere = { kind: 'use-next-free-port', port } as const;
    const advice = l10n.t(
      'Typical are a module that listens when it is imported, a test that imports the app, and code that is loaded anew in the same process. Let one place listen, and let tests ask for port 0.',
    );
    if (relation.isLaunchedProcess && relation.launch.kind !== 'terminal') {
      return heldOpinion(held, theCase, {
        headline: l10n.t('Your program listens on port {0} twice.', String(port)),
        proof: l10n.t('{0}, which you started, listens at {1} itself.', who, held.at),
        explanation: [l10n.t('The first time it worked, the second time it failed.'), advice],
        disproof: [l10n.t('Another process of the same run printed the error.')],
        acts: [elsewhere],
      });
    }
    const ageMs = (theCase.file.errorAtMs ?? theCase.file.nowMs) - (process.startedAtMs ?? 0);
    const run = launchWords(relation.launch, context);
    // Later than that it was there before the command that failed: a job in the background.
    const isSecondJob = relation.launch.kind === 'terminal' && ageMs > whileStartingMs;
    return heldOpinion(held, theCase, {
      headline: isSecondJob
        ? l10n.t('Port {0} is served already, in the same terminal: {1}.', String(port), held.whose)
        : l10n.t('Port {0} is held from within the same run: {1}.', String(port), held.whose),
      explanation: isSecondJob
        ? [l10n.t('It runs in the background of {0}.', run)]
        : [
            l10n.t(
              'Either the program listens twice, or {0} starts two programs that want the same port (two entries of “concurrently” or “npm-run-all”, a watcher in a watcher).',
              run,
            ),
            advice,
          ],
      confidence: 'likely',
      disproof: [l10n.t('It has gone a few seconds later: then the restart came too soon.')],
      acts: [
        { kind: 'show-listening-ports' },
        elsewhere,
        { kind: 'stop-holder', target: stopTarget(process) },
      ],
    });
  },
};
