/** A port that a server can have: found by listening on it for a moment, which is the only proof. */
import { createServer } from 'node:net';
import type { PortSpan } from './measurement';

/** Ports tried before giving up: who has so many servers side by side wants to choose by hand. */
const MOST_TRIED = 100;
const LAST_PORT = 65_535;

/**
 * A program may listen on any of these. Each is tried by itself: Linux lets nobody listen on the
 * wildcard beside a specific address, macOS does (SO_REUSEADDR, which libuv sets).
 */
const ADDRESSES = ['127.0.0.1', '::1', '0.0.0.0', '::'];

export interface PortSearch {
  /** What else is known to be taken, as in the network namespace of another container. */
  readonly isTaken?: (candidate: number) => Promise<boolean>;
  /** Spans in which no port is of use. */
  readonly avoid?: readonly PortSpan[];
}

/**
 * The first port above `port` on which one can listen here at every local address, or undefined where
 * none of a hundred is free. Ports that the system forbids count as taken.
 */
export async function nextFreePort(
  port: number,
  { isTaken, avoid = [] }: PortSearch = {},
): Promise<number | undefined> {
  let candidate = port;
  for (let tried = 0; tried < MOST_TRIED; tried += 1) {
    candidate = nextOutside(avoid, candidate + 1);
    if (candidate > LAST_PORT) return undefined;
    if ((await isFree(candidate)) && (await isTaken?.(candidate)) !== true) return candidate;
  }
  return undefined;
}

function nextOutside(spans: readonly PortSpan[], from: number): number {
  const span = spans.find(({ first, last }) => from >= first && from <= last);
  return span ? nextOutside(spans, span.last + 1) : from;
}

/** Whether one can listen on the port at every local address that this machine has. */
export async function isFree(port: number): Promise<boolean> {
  for (const address of ADDRESSES) {
    if (!(await canListen(port, address))) return false;
  }
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => {
      // Without IPv6 there is no such address, and nobody in the way.
      const code = 'code' in error ? error.code : undefined;
      resolve(code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT');
    });
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
