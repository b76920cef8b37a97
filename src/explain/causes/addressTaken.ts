/** A listen found the port held by a process that can be named. */
import * as l10n from '@vscode/l10n';
import { endpointLabel } from '../addresses';
import type { Cause } from '../cause';
import { textEvidence } from '../evidence';
import { quoted } from '../hostileText';
import { holderActs } from '../holderActs';
import { holderInTheWay, takenPort } from '../listener';
import { processLabel } from '../processLabel';
import { noEditorContext, relationOf, whoseWords } from '../whose';

export const addressTaken: Cause = {
  id: 'address-taken',
  applies: (theCase) => {
    const { file, words } = theCase;
    const taken = takenPort(theCase);
    const { error, holders, editor: context = noEditorContext } = file;
    if (!taken || !error || holders?.kind !== 'value') return undefined;
    const found = holderInTheWay(holders.value, taken.address);
    if (found?.holder.process.kind !== 'value') return undefined;

    const { holder, isSameAddress } = found;
    const process = found.holder.process.value;
    const relation = relationOf(process, context);
    const who = processLabel(process);
    const port = String(holder.local.port);
    const explanation = [
      l10n.t('Only one socket can listen at an address and port. Stop it, or use another port.'),
    ];
    if (process.workingDirectory !== undefined) {
      explanation.push(l10n.t('It runs in {0}.', quoted(process.workingDirectory)));
    }
    return {
      weight: taken.weight,
      confidence: isSameAddress ? taken.confidence : 'possible',
      illness: 'address-taken',
      headline: l10n.t(
        'Port {0} is held by {1}.',
        port,
        whoseWords(process, relation, { nowMs: file.nowMs, words, context }),
      ),
      proof: l10n.t('{0} listens at {1}.', who, endpointLabel(holder.local)),
      explanation: explanation.join(' '),
      evidenceFor: [
        textEvidence(error, file),
        {
          text: l10n.t('{0} listens at {1}.', who, endpointLabel(holder.local)),
          from: holders.from,
        },
      ],
      evidenceAgainst: isSameAddress
        ? []
        : [
            {
              text: l10n.t(
                'It listens at another address than the one that was refused ({0}).',
                endpointLabel(error.endpoint ?? {}),
              ),
            },
          ],
      disproof: [
        l10n.t('The error comes again after {0} has stopped.', who),
        l10n.t(
          'The program runs in another container or network namespace than the one looked at.',
        ),
      ],
      holder,
      relation,
      acts: holderActs(process, relation, holder.local.port),
    };
  },
};
