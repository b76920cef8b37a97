/**
 * The first job: telling the two illnesses apart. The same code names both, and the system call
 * decides (facts.md B; peers.md 0.1).
 */
import { isIPv6 } from './endpoint';
import type { Endpoint, Illness, Operation, Platform, SocketErrorCode } from './socketError';

/** What the text said, as far as it said it. */
export interface Symptoms {
  readonly code: SocketErrorCode;
  readonly operation: Operation;
  readonly endpoint?: Endpoint | undefined;
  readonly platform?: Platform | undefined;
  /** A listen or bind that asked for any port (0). */
  readonly anyPort?: boolean | undefined;
  /** The local end that a failed connect had, where the runtime prints it. */
  readonly local?: string | undefined;
  /** The text itself cannot tell exhaustion from a missing address family. */
  readonly mayLackAddress?: boolean | undefined;
}

/** Names the illness, or says that the text alone cannot. */
export function classify(symptoms: Symptoms): Illness {
  switch (symptoms.operation) {
    case 'listen':
      return ofListen(symptoms);
    case 'connect':
      return ofConnect(symptoms);
    case 'unknown':
      return ofUnknown(symptoms);
  }
}

function ofListen({ code, anyPort, platform }: Symptoms): Illness {
  switch (code) {
    case 'EADDRINUSE':
      // Nobody can hold "any port": the pool is empty (Linux, facts.md B row 2).
      return anyPort === true ? 'ephemeral-exhaustion' : 'address-taken';
    case 'EADDRNOTAVAIL':
      // macOS uses this code for an empty pool too (facts.md B row 2).
      return anyPort === true && platform === 'darwin' ? 'undetermined' : 'address-not-local';
    case 'EACCES':
      return 'port-forbidden';
    case 'ENOBUFS':
      return anyPort === true ? 'ephemeral-exhaustion' : 'undetermined';
    case 'EAGAIN':
      return 'undetermined';
  }
}

function ofConnect(symptoms: Symptoms): Illness {
  switch (symptoms.code) {
    case 'EADDRINUSE':
    case 'ENOBUFS':
      return 'ephemeral-exhaustion';
    case 'EADDRNOTAVAIL':
      return mayLackAddress(symptoms) ? 'undetermined' : 'ephemeral-exhaustion';
    case 'EAGAIN':
      // IPv6 on macOS with an empty pool (facts.md A3); elsewhere it means something else.
      return symptoms.platform === 'darwin' ? 'ephemeral-exhaustion' : 'undetermined';
    case 'EACCES':
      return 'undetermined'; // a firewall, mostly
  }
}

function ofUnknown({ code, endpoint, platform, anyPort }: Symptoms): Illness {
  // Outside Windows a connect that finds no port says EADDRNOTAVAIL, so EADDRINUSE at a named
  // port is a bind.
  const isNamedPort = endpoint?.port !== undefined && anyPort !== true;
  return code === 'EADDRINUSE' && isNamedPort && platform !== 'win32'
    ? 'address-taken'
    : 'undetermined';
}

/**
 * EADDRNOTAVAIL of a connect is also what a machine without IPv6 says to `::1`, or to `localhost`
 * tried there first (facts.md B, last paragraph); and on Windows it is never exhaustion, which is
 * 10048 or 10055 there.
 */
function mayLackAddress({ endpoint, local, platform, ...symptoms }: Symptoms): boolean {
  if (platform === 'win32' || endpoint?.port === 0) {
    return true;
  }
  if (local === '0.0.0.0:0') {
    return false;
  }
  const address = endpoint?.address;
  return address === undefined
    ? symptoms.mayLackAddress === true
    : address === 'localhost' || isIPv6(address);
}
