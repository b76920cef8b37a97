/** The system refuses the port or the connection, for none of the reasons with a cause of their own. */
import * as l10n from '@vscode/l10n';
import { endpointLabel } from '../addresses';
import type { Cause } from '../cause';
import { textEvidence } from '../evidence';
import { holderActs } from '../holderActs';
import { holderInTheWay } from '../listener';
import { processLabel } from '../processLabel';
import { noEditorContext, relationOf } from '../whose';

export const portForbidden: Cause = {
  id: 'port-forbidden',
  applies: ({ file }) => {
    const { error, holders, editor = noEditorContext } = file;
    if (error?.illness !== 'port-forbidden') return undefined;
    const at = endpointLabel(error.endpoint ?? {});
    const found =
      holders?.kind === 'value' && error.operation !== 'connect'
        ? holderInTheWay(holders.value, error.endpoint?.address ?? '')
        : undefined;
    const process = found?.holder.process.kind === 'value' ? found.holder.process.value : undefined;
    const relation = process && relationOf(process, editor);
    const who = process && processLabel(process);
    return {
      weight: who === undefined ? 'text-only' : 'supported',
      confidence: who === undefined ? 'possible' : 'likely',
      illness: 'port-forbidden',
      headline:
        at === ''
          ? l10n.t('The system forbids this socket.')
          : l10n.t('The system forbids this socket: {0}.', at),
      proof:
        who === undefined
          ? l10n.t('The program was told “permission denied”.')
          : l10n.t('{0} holds the port and allows nobody beside it.', who),
      explanation: l10n.t(
        'A right is missing, a security product refuses it, or the owner of the port allows nobody beside it.',
      ),
      evidenceFor: [textEvidence(error, file)],
      evidenceAgainst: [],
      disproof: [l10n.t('The same call works with the same rights on another port.')],
      ...(found && { holder: found.holder }),
      ...(relation && { relation }),
      acts:
        error.endpoint?.port === undefined || error.operation === 'connect'
          ? []
          : process && relation
            ? holderActs(process, relation, error.endpoint.port)
            : [{ kind: 'use-next-free-port', port: error.endpoint.port }],
    };
  },
};
