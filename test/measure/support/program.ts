/** A program's connections on paper, and what a look at the socket table would show of them. */
import type {
  DestinationUsage,
  DurationRange,
  Measurement,
  OccupiedPort,
  SocketAddress,
} from '../../../src/measure/measurement';
import { unavailable, value } from '../../../src/measure/reading';
import { moment } from './moments';

export interface PlannedConnection {
  readonly port: number;
  readonly startMs: number;
  readonly closeMs: number;
}

export interface LookOptions {
  readonly destination?: SocketAddress;
  readonly namespace?: string;
  /** false: a system that does not tell how long a row still waits. */
  readonly tellsAges?: boolean;
  readonly timeWait?: DurationRange;
  /** How long rows stay, with nothing remaining, after their time. */
  readonly lagMs?: number;
}

export const SERVICE: SocketAddress = { address: '127.0.0.1', port: 8080 };
export const LINUX_TIME_WAIT: DurationRange = { minMs: 60_000, maxMs: 60_000 };

/** The measurement at `atMs`. Of connections on the same port, the latest one begun is the row. */
export function lookAt(
  connections: readonly PlannedConnection[],
  atMs: number,
  options: LookOptions = {},
): Measurement {
  const timeWait = options.timeWait ?? LINUX_TIME_WAIT;
  const rows = new Map<number, OccupiedPort>();
  for (const { port, startMs, closeMs } of connections) {
    if (startMs > atMs) continue;
    const waitedMs = atMs - closeMs;
    if (waitedMs < 0) rows.set(port, { port, state: 'open' });
    else if (waitedMs < timeWait.maxMs + (options.lagMs ?? 0)) {
      const remainingMs = Math.max(0, Math.round((timeWait.maxMs - waitedMs) / 10) * 10);
      rows.set(port, {
        port,
        state: 'waiting',
        ...(options.tellsAges === false ? {} : { remainingMs }),
      });
    } else rows.delete(port);
  }
  const usage = usageOf(options.destination ?? SERVICE, [...rows.values()]);
  return measurementOf(usage.ports.length === 0 ? [] : [usage], atMs, { ...options, timeWait });
}

export function usageOf(destination: SocketAddress, ports: OccupiedPort[]): DestinationUsage {
  const waiting = ports.filter(({ state }) => state === 'waiting');
  const ages = waiting.flatMap(({ remainingMs }) => remainingMs ?? []);
  return {
    destination,
    loopback: true,
    occupiedPorts: ports.length,
    byState: { 'time-wait': waiting.length, established: ports.length - waiting.length },
    ports: ports.sort((a, b) => a.port - b.port),
    ...(ages.length < waiting.length ? {} : { timeWaitRemainingMs: ages.sort((a, b) => a - b) }),
  };
}

export function measurementOf(
  destinations: readonly DestinationUsage[],
  atMs: number,
  { namespace, timeWait = LINUX_TIME_WAIT }: LookOptions = {},
): Measurement {
  const from = { how: 'file', where: 'paper', atMs } as const;
  const unread = unavailable('not-found', 'paper');
  return {
    platform: 'linux',
    ...moment(atMs),
    namespace: namespace === undefined ? {} : { id: namespace },
    ephemeralRange: unread,
    reservedPorts: unread,
    timeWaitLength: value(timeWait, from),
    timeWaitReuse: unread,
    destinations: value(destinations, from),
    totals: unread,
    listeningPorts: unread,
  };
}
