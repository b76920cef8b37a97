/** The listen failed, and when we look nobody listens there any more. */
import * as l10n from '@vscode/l10n';
import { isOne } from '../amounts';
import type { Cause } from '../cause';
import { textEvidence } from '../evidence';
import { takenPort } from '../listener';

export const alreadyFree: Cause = {
  id: 'already-free',
  applies: (theCase) => {
    const { file, words } = theCase;
    const taken = takenPort(theCase);
    const { error, holders, listen } = file;
    if (!taken || !error || holders?.kind !== 'value' || holders.value.length > 0) return undefined;
    const port = String(taken.port ?? '');
    const seen = l10n.t('Nobody listens on port {0} now.', port);
    const left = listen?.connections.kind === 'value' ? listen.connections : undefined;
    const remains = left === undefined || left.value.total === 0 ? undefined : left;
    return {
      // Below an exhaustion that the numbers show: a bare "in use" may be a connect as well.
      weight: taken.weight === 'settled' ? 'settled' : 'text-only',
      confidence: taken.weight === 'settled' ? 'likely' : 'possible',
      illness: 'address-taken',
      headline: l10n.t('Port {0} was taken and is free again.', port),
      proof: seen,
      explanation: l10n.t(
        'Whoever held it has let go since: most often an earlier run that ended a moment too late, or a watcher that started the new one too soon. Start it again.',
      ),
      evidenceFor: [
        textEvidence(error, file),
        { text: seen, from: holders.from },
        ...(remains
          ? [
              {
                text: leftSentence(words.count(remains.value.total)),
                from: remains.from,
              },
            ]
          : []),
      ],
      evidenceAgainst: [],
      disproof: [
        l10n.t(
          'It fails again at once: then something holds the port without listening on it, or in another container.',
        ),
      ],
      acts: [
        { kind: 'restart-session' },
        ...(taken.port === undefined
          ? []
          : [{ kind: 'use-next-free-port', port: taken.port } as const]),
      ],
    };
  },
};

function leftSentence(count: string): string {
  return isOne(count)
    ? l10n.t('1 connection that was served there lately is still in the table.')
    : l10n.t('{0} connections that were served there lately are still in the table.', count);
}
