/** The wanted port lies in the ephemeral range, and an outgoing connection was given it. */
import * as l10n from '@vscode/l10n';
import { endpointLabel } from '../addresses';
import type { Cause } from '../cause';
import { textEvidence } from '../evidence';
import { takenPort } from '../listener';
import { processLabel } from '../processLabel';

export const outgoingOnPort: Cause = {
  id: 'outgoing-on-port',
  applies: (theCase) => {
    const { file, words } = theCase;
    const taken = takenPort(theCase);
    const { error, holders, listen, measurement } = file;
    if (!taken || !error || taken.port === undefined) return undefined;
    if (holders?.kind !== 'value' || holders.value.length > 0) return undefined;
    if (listen?.connections.kind !== 'value') return undefined;
    const outgoing = listen.connections.value.first.find(({ isOutgoing }) => isOutgoing);
    if (!outgoing) return undefined;

    const port = String(taken.port);
    const { remainingMs } = outgoing;
    const to = endpointLabel(outgoing.remote);
    const who =
      outgoing.process?.kind === 'value'
        ? processLabel(outgoing.process.value)
        : l10n.t('a program');
    const proof =
      outgoing.state === 'time-wait'
        ? remainingMs === undefined
          ? l10n.t('A connection from it to {0} was closed and waits in TIME_WAIT.', to)
          : l10n.t(
              'A connection from it to {0} was closed and waits in TIME_WAIT for another {1}.',
              to,
              words.duration(remainingMs),
            )
        : l10n.t('{0} is connected from it to {1}.', who, to);
    const range = measurement.ephemeralRange;
    const span = range.kind === 'value' ? range.value : undefined;
    const isInside = span !== undefined && taken.port >= span.first && taken.port <= span.last;
    return {
      weight: 'settled',
      confidence: isInside ? 'certain' : 'likely',
      illness: 'address-taken',
      headline: l10n.t('Port {0} was handed out to an outgoing connection.', port),
      proof,
      explanation: isInside
        ? l10n.t(
            'The system takes local ports from {0} to {1} for outgoing connections, and {2} is one of them: it may be gone at any start. Choose a port below {0} for a server.',
            String(span.first),
            String(span.last),
            port,
          )
        : l10n.t('A program chose it as the local port of a connection. Use another port.'),
      evidenceFor: [
        textEvidence(error, file),
        { text: proof, from: listen.connections.from },
        ...(range.kind === 'value'
          ? [
              {
                text: l10n.t(
                  'Local ports are handed out from {0} to {1}.',
                  String(range.value.first),
                  String(range.value.last),
                ),
                from: range.from,
              },
            ]
          : []),
      ],
      evidenceAgainst: [],
      disproof: [l10n.t('It still fails when that connection has gone.')],
      acts: [
        { kind: 'use-next-free-port', port: taken.port, ...(span && { avoid: [span] }) },
        {
          kind: 'wait-until-free',
          port: taken.port,
          ...(remainingMs !== undefined && { freeInMs: remainingMs }),
        },
      ],
    };
  },
};
