/** A port that a server can have: found by listening on it for a moment, which is the only proof. */
import { createServer } from 'node:net';

/** Ports tried before giving up: who has so many servers side by side wants to choose by hand. */
const MOST_TRIED = 100;
const LAST_PORT = 65_535;

/**
 * A program may listen on any of these. Each is tried by itself: Linux lets nobody listen on the
 * wildcard beside a specific address, macOS does (SO_REUSEADDR, which libuv sets).
 */
const ADDRESSES = ['127.0.0.1', '::1', '0.0.0.0', '::'];

/**
 * The first port above `port` on which one can listen here at every local address, or undefined where
 * none of the next hundred is free. Ports that the system forbids count as taken.
 * @param isTaken what else is known to be taken, as in the network namespace of another container
 */
export async function nextFreePort(
  port: number,
  isTaken: (candidate: number) => Promise<boolean> = () => Promise.resolve(false),
): Promise<number | undefined> {
  const last = Math.min(LAST_PORT, port + MOST_TRIED);
  for (let candidate = port + 1; candidate <= last; candidate += 1) {
    if ((await isFree(candidate)) && !(await isTaken(candidate))) return candidate;
  }
  return undefined;
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
