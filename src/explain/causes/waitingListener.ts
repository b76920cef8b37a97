/** Nobody listens, and connections that an earlier run served are still there: no SO_REUSEADDR. */
import * as l10n from '@vscode/l10n';
import type { PortConnections, Provenance } from '../../measure/measurement';
import { isOne } from '../amounts';
import type { Case, Cause, Opinion } from '../cause';
import { textEvidence } from '../evidence';
import { takenPort } from '../listener';
import { processLabel } from '../processLabel';

/**
 * Their listeners set SO_REUSEADDR on Unix by themselves, which looks past closed connections
 * (facts.md D, peers.md 3 L: libuv, Go, .NET; ServerSocket of Java; std of Rust; TCPServer of Ruby).
 */
const reusing: ReadonlySet<string> = new Set([
  'node',
  'deno',
  'bun',
  'go',
  'java',
  'dotnet',
  'rust',
  'ruby',
]);

/** Whether connections of before can be why this runtime's listen failed. */
export function minds(runtime: string | undefined): boolean {
  return !reusing.has(runtime ?? '');
}

export const waitingListener: Cause = {
  id: 'waiting-listener',
  applies: (theCase) => {
    const { file } = theCase;
    const taken = takenPort(theCase);
    const { error, holders, listen, measurement } = file;
    // On Windows a bind looks past TIME_WAIT (facts.md B).
    if (!taken || !error || measurement.platform === 'win32' || !minds(error.runtime)) {
      return undefined;
    }
    if (holders?.kind !== 'value' || holders.value.length > 0) return undefined;
    if (listen?.connections.kind !== 'value' || taken.port === undefined) return undefined;
    const { value, from } = listen.connections;
    if (value.total === 0 || value.first.every(({ isOutgoing }) => isOutgoing)) return undefined;
    return opinionOn(value, from, taken.port, theCase);
  },
};

function opinionOn(
  connections: PortConnections,
  from: Provenance,
  port: number,
  theCase: Case,
): Opinion {
  const { file, words } = theCase;
  const { error, measurement } = file;
  const { total, waiting, first } = connections;
  const remainingMs = Math.max(0, ...first.map(({ remainingMs: ms }) => ms ?? 0));
  const longest = remainingMs > 0 ? remainingMs : longestWaitMs(measurement);
  const open = first.find(({ state }) => state !== 'time-wait');
  const owner = open?.process?.kind === 'value' ? processLabel(open.process.value) : undefined;
  const isOpen = total > waiting;
  const count = words.count(isOpen ? total - waiting : waiting);
  const proof = isOpen
    ? openSentence(count, owner)
    : waitingSentence(count, words.duration(longest));
  return {
    weight: 'settled',
    confidence: error?.runtime === 'python' ? 'certain' : 'likely',
    illness: 'address-taken',
    headline: isOpen
      ? l10n.t('Port {0} is kept by open connections of an earlier run.', String(port))
      : l10n.t(
          'Port {0} is kept for another {1} by closed connections of an earlier run.',
          String(port),
          words.duration(longest),
        ),
    proof,
    explanation: [
      l10n.t(
        'The side that closes first keeps its port for a while, and here that was the server. A listener that sets SO_REUSEADDR before it binds looks past that; this one does not.',
      ),
      error?.runtime === 'python'
        ? l10n.t(
            'In Python: “allow_reuse_address = True” on the class of a socketserver, or “setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)” before “bind”. It helps from the second run on, as both sockets must have it.',
          )
        : l10n.t('It helps from the second run on, as both sockets must have it.'),
    ].join(' '),
    evidenceFor: [...(error ? [textEvidence(error, file)] : []), { text: proof, from }],
    evidenceAgainst: [],
    disproof: [
      l10n.t('It still fails when those connections have gone.'),
      l10n.t('The program sets SO_REUSEADDR before it binds.'),
    ],
    acts: [
      { kind: 'wait-until-free', port, ...(isOpen ? {} : { freeInMs: longest }) },
      { kind: 'use-next-free-port', port },
    ],
  };
}

function longestWaitMs({ timeWaitLength }: Case['file']['measurement']): number {
  return timeWaitLength.kind === 'value' ? timeWaitLength.value.maxMs : 60_000;
}

function openSentence(count: string, owner: string | undefined): string {
  if (owner !== undefined) {
    return isOne(count)
      ? l10n.t('Nobody listens, but {0} still has a connection to it open.', owner)
      : l10n.t('Nobody listens, but {0} still has {1} connections to it open.', owner, count);
  }
  return isOne(count)
    ? l10n.t('Nobody listens, but 1 connection to it is still open.')
    : l10n.t('Nobody listens, but {0} connections to it are still open.', count);
}

function waitingSentence(count: string, longest: string): string {
  return isOne(count)
    ? l10n.t(
        'Nobody listens, but 1 closed connection waits there in TIME_WAIT, for another {0}.',
        longest,
      )
    : l10n.t(
        'Nobody listens, but {0} closed connections wait there in TIME_WAIT, the last for another {1}.',
        count,
        longest,
      );
}
