/**
 * How long TIME_WAIT really lasts here, found by trying: one connection over loopback is closed by
 * us, and its row in the socket table is watched until it goes. For systems whose documentation
 * contradicts itself (Windows: 120 or 240 s, facts.md A1), and for those who want to see it.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { realClock, type Clock } from './clock';
import type { Machine } from './machine';
import type { DurationRange, Reading, SocketAddress } from './measurement';
import { unavailable, unavailableFrom, value } from './reading';

/** Between two looks; also how exactly the length is known in the end. */
const lookIntervalMs = 1_000;
/** The longest length that Windows allows is 300 s (TcpTimedWaitDelay, technet cc938217). */
const longestMs = 310_000;
/** A row that has not appeared by then never will: this system keeps none on loopback. */
const appearsWithinMs = 5_000;
const where = 'one connection over loopback, closed here and watched in the socket table';

/** A connection that was made and closed by us, and when; replaceable in tests. */
export interface ClosedConnection {
  readonly localPort: number;
  readonly destination: SocketAddress;
  readonly closedSteadyMs: number;
}

export interface TimeWaitTrial {
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /** Told after each look how long the row has waited so far. */
  readonly onProgress: (waitedMs: number) => void;
  readonly clock?: Clock;
  readonly sleep?: (durationMs: number) => Promise<void>;
  readonly closeOneConnection?: (clock: Clock) => Promise<ClosedConnection>;
}

/**
 * The length as a range: the row was last seen at its lower end, and gone at its upper one.
 * Unavailable where it was cancelled, no connection could be made, the table could not be read, or
 * the row never appeared (`unsupported`: FreeBSD keeps none on loopback).
 */
export async function tryTimeWaitLength(trial: TimeWaitTrial): Promise<Reading<DurationRange>> {
  const { machine, signal, onProgress } = trial;
  const clock = trial.clock ?? realClock;
  const sleep =
    trial.sleep ?? ((durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)));
  let closed: ClosedConnection;
  try {
    closed = await (trial.closeOneConnection ?? closeOneConnection)(clock);
  } catch (error) {
    return unavailableFrom(error, where);
  }

  let lastSeenMs: number | undefined;
  for (;;) {
    const measurement = await machine.measure({}, signal);
    if (signal.aborted) return unavailable('cancelled', where);
    const { destinations, steadyMs } = measurement;
    if (destinations.kind === 'unavailable') return destinations;
    const waitedMs = steadyMs - closed.closedSteadyMs;
    const isThere = destinations.value.some(
      ({ destination, ports }) =>
        destination.port === closed.destination.port &&
        [...ports].some(({ port }) => port === closed.localPort),
    );
    if (isThere) {
      lastSeenMs = waitedMs;
      onProgress(waitedMs);
    } else if (lastSeenMs !== undefined) {
      return value(
        { minMs: lastSeenMs, maxMs: waitedMs },
        { how: 'measured', where, atMs: clock().atMs },
      );
    }
    if (lastSeenMs === undefined && waitedMs > appearsWithinMs) {
      return unavailable('unsupported', where, 'The row did not appear in the socket table.');
    }
    if (waitedMs > longestMs) return unavailable('timed-out', where);
    await sleep(lookIntervalMs);
  }
}

async function closeOneConnection(clock: Clock): Promise<ClosedConnection> {
  const server = createServer((socket) => socket.resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1').resume();
    await once(socket, 'connect');
    const { localPort } = socket;
    if (localPort === undefined) throw new Error('The connection has no local port.');
    socket.end(); // First: TIME_WAIT stays with the side that closes first (RFC 9293, 3.6.1).
    await once(socket, 'close');
    return {
      localPort,
      destination: { address: '127.0.0.1', port },
      closedSteadyMs: clock().steadyMs,
    };
  } finally {
    server.close();
  }
}

/**
 * The same machine, whose measurements carry the length that was found by trying from then on; it
 * outranks what is documented or set.
 */
export function withTriedTimeWait(machine: Machine): {
  readonly machine: Machine;
  readonly settle: (length: Reading<DurationRange>) => void;
} {
  let tried: Reading<DurationRange> | undefined;
  return {
    machine: {
      ...machine,
      measure: async (scope, signal) => {
        const measurement = await machine.measure(scope, signal);
        return tried === undefined ? measurement : { ...measurement, timeWaitLength: tried };
      },
    },
    settle: (length) => {
      if (length.kind === 'value') tried = length;
    },
  };
}
