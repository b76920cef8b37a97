/** What is left when no cause fits: said as it is, with what to look at. */
import * as l10n from '@vscode/l10n';
import { endpointLabel } from '../addresses';
import type { Case, Opinion } from '../cause';
import { poolEvidence, textEvidence, unreadEvidence } from '../evidence';
import { whyUnread } from '../unreadable';

export const undeterminedId = 'undetermined';

/** The opinion that always applies; every other cause outweighs it. */
export function undetermined({ file, pool, words }: Case): Opinion {
  const { error, holders } = file;
  const missing = [
    ...(pool.kind === 'unreadable' ? pool.missing : []),
    ...(holders?.kind === 'unavailable' ? [holders] : []),
  ];
  const at = endpointLabel(error?.endpoint ?? {});
  return {
    weight: 'fallback',
    confidence: 'possible',
    illness: 'undetermined',
    headline: error
      ? at === ''
        ? l10n.t('The message alone cannot tell what is wrong.')
        : l10n.t('The message about {0} alone cannot tell what is wrong.', at)
      : l10n.t('The ports of this machine could not be read.'),
    proof: missing[0]
      ? l10n.t('Not readable: {0}.', whyUnread(missing[0]))
      : pool.kind === 'examined'
        ? l10n.t(
            '{0} of the ports to {1} are in use.',
            words.percent(pool.pool.share),
            pool.pool.label,
          )
        : l10n.t('The socket table shows nothing that would explain it.'),
    explanation: error
      ? l10n.t(
          'The same words name two troubles: a listen that finds its port taken, and a connect that finds no free local port. The failing call in the stack trace tells which.',
        )
      : l10n.t('Without them nothing can be said about how full they are.'),
    evidenceFor: [
      ...(error ? [textEvidence(error, file)] : []),
      ...(pool.kind === 'examined' ? poolEvidence(pool.pool, words) : []),
    ],
    evidenceAgainst: missing.map(unreadEvidence),
    disproof: [l10n.t('The line before or after the message names the call that failed.')],
    acts: error ? [{ kind: 'show-listening-ports' }] : [],
  };
}
