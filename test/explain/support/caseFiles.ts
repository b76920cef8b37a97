/** Builders of case files: a Linux machine with nothing wrong, changed member by member. */
import type { SocketError } from '../../../src/recognize/socketError';
import type {
  DestinationUsage,
  ListenFacts,
  Measurement,
  PortConnection,
  PortHolder,
  ProcessInfo,
  Provenance,
  RateEstimate,
  Reading,
  Unavailable,
  UnavailableReason,
} from '../../../src/measure/measurement';
import type { CaseFile, Verdict } from '../../../src/explain/verdict';
import { moment } from '../../measure/support/moments';

export const lookMs = 1_790_000_000_000;
export const server = { address: '127.0.0.1', port: 5_000 };

export function from(where: string): Provenance {
  return { how: 'file', where, atMs: lookMs };
}

export function read<T>(value: T, where = '/proc/net/tcp'): Reading<T> {
  return { kind: 'value', value, from: from(where) };
}

export function unread(reason: UnavailableReason, where = '/proc/net/tcp'): Unavailable {
  return { kind: 'unavailable', reason, where, detail: 'detail of the system' };
}

/** 201 ports (50000–50200), 60 s, no reuse: the machine of the design's examples. */
export function measurement(changes: Partial<Measurement> = {}): Measurement {
  return {
    platform: 'linux',
    ...moment(changes.atMs ?? lookMs),
    namespace: {},
    ephemeralRange: read({ first: 50_000, last: 50_200 }, '/proc/sys/net/ipv4/ip_local_port_range'),
    reservedPorts: read([], '/proc/sys/net/ipv4/ip_local_reserved_ports'),
    timeWaitLength: read({ minMs: 60_000, maxMs: 60_000 }, 'include/net/tcp.h'),
    timeWaitReuse: read({ scope: 'never', afterMs: 1_000 }, '/proc/sys/net/ipv4/tcp_tw_reuse'),
    destinations: read([]),
    totals: read({ rows: 0, byState: {}, serverSideTimeWait: 0, occupiedEphemeralPorts: 0 }),
    listeningPorts: read([5_000]),
    ...changes,
  };
}

/** A destination with so many ports waiting and open; the rows' ages are given or not known. */
export function usage(
  counts: { waiting?: number; open?: number; remainingMs?: readonly number[] },
  changes: Partial<DestinationUsage> = {},
): DestinationUsage {
  const waiting = counts.remainingMs?.length ?? counts.waiting ?? 0;
  const open = counts.open ?? 0;
  return {
    destination: server,
    loopback: true,
    occupiedPorts: waiting + open,
    byState: { 'time-wait': waiting, established: open },
    ...(counts.remainingMs && { timeWaitRemainingMs: counts.remainingMs }),
    ports: [],
    ...changes,
  };
}

export function rate(
  connectionsPerSecond: number,
  destination: RateEstimate['destination'] = server,
): RateEstimate {
  return {
    destination,
    connectionsPerSecond,
    connections: Math.round(connectionsPerSecond * 5),
    fromMs: lookMs - 5_000,
    toMs: lookMs,
    source: 'time-wait-rows',
  };
}

export function connectError(changes: Partial<SocketError> = {}): SocketError {
  return {
    illness: 'ephemeral-exhaustion',
    operation: 'connect',
    code: 'EADDRNOTAVAIL',
    endpoint: server,
    runtime: 'node',
    line: 'Error: connect EADDRNOTAVAIL 127.0.0.1:5000 - Local (0.0.0.0:0)',
    signature: 'node/connect',
    ...changes,
  };
}

export function listenError(changes: Partial<SocketError> = {}): SocketError {
  return {
    illness: 'address-taken',
    operation: 'listen',
    code: 'EADDRINUSE',
    endpoint: { address: '127.0.0.1', port: 3_000 },
    runtime: 'node',
    line: 'Error: listen EADDRINUSE: address already in use 127.0.0.1:3000',
    signature: 'node/listen',
    ...changes,
  };
}

export function holder(
  process: Partial<ProcessInfo> | Unavailable,
  address = '127.0.0.1',
): PortHolder {
  return {
    local: { address, port: 3_000 },
    process:
      'kind' in process
        ? process
        : read(
            {
              processId: 4_242,
              name: 'node',
              commandLine: '/usr/local/bin/node server.js',
              startedAtMs: lookMs - 3 * 3_600_000,
              parents: [],
              ...process,
            },
            '/proc/4242/stat',
          ),
  };
}

/** A connection on the port that was refused; the service's end, unless said otherwise. */
export function portConnection(changes: Partial<PortConnection> = {}): PortConnection {
  return {
    local: { address: '127.0.0.1', port: 3_000 },
    remote: { address: '127.0.0.1', port: 50_017 },
    state: 'time-wait',
    isOutgoing: false,
    ...changes,
  };
}

/** What bears on a failed listen: these connections on its port, and this machine's addresses. */
export function listenFacts(...first: readonly PortConnection[]): ListenFacts {
  const waiting = first.filter(({ state }) => state === 'time-wait').length;
  return {
    connections: read({ total: first.length, waiting, first }),
    localAddresses: read(['127.0.0.1', '192.0.2.2', '::1'], '/proc/net/fib_trie, if_inet6'),
  };
}

export function caseFile(changes: Partial<CaseFile> = {}): CaseFile {
  return { nowMs: lookMs, measurement: measurement(), rates: [], histories: [], ...changes };
}

/** The design's example: 198 waiting and 3 open of 201, made at 40 a second, and the error. */
export function exhaustedCase(changes: Partial<CaseFile> = {}): CaseFile {
  return caseFile({
    error: connectError(),
    measurement: measurement({ destinations: read([usage({ waiting: 198, open: 3 })]) }),
    rates: [rate(40)],
    ...changes,
  });
}

/** Every sentence of a verdict, to search for what must not be there. */
export function wholeText(verdict: Verdict): string {
  return [
    verdict.headline,
    verdict.proof,
    verdict.explanation,
    ...verdict.evidence.map(({ text }) => text),
    ...(verdict.evidenceAgainst ?? []).map(({ text }) => text),
    ...verdict.disproof,
  ].join('\n');
}
