/**
 * Which end of its connection a row is. Only a client's local port was taken from the ephemeral
 * range: a TIME_WAIT row whose local port is the service's costs no client anything (facts.md A6).
 * On loopback both ends of every connection stand in the same table.
 */
import type { PortSpan } from './measurement';
import { isLoopbackAddress, isWildcardAddress, stateCode, type SocketTable } from './socketTable';

/** A row that is no connection: a listener, or a socket that is only bound. */
export const NO_CONNECTION = 0;
/** The row of the end that connected. */
export const CLIENT = 1;
/** The row of the end that accepted. */
export const SERVER = 2;
const UNDECIDED = 3;

const LISTEN = stateCode('listen');
const BOUND = stateCode('bound');

/**
 * The side of each row: {@link NO_CONNECTION}, {@link CLIENT} or {@link SERVER}.
 *
 * In this order: the end whose local port has a listener is the server's; a listener at the other
 * end, on this machine, makes it the client's; then the end outside the ephemeral range is the
 * server's where the other one is inside. Where that leaves it open (the service has gone, and both
 * ports are inside or the range is unknown), the end that more connections share is the service's,
 * and an even match counts as a client's.
 */
export function sidesOf(table: SocketTable, ephemeralRange: PortSpan | undefined): Uint8Array {
  const sides = new Uint8Array(table.length);
  const hasListener = listenerLookup(table);
  const isOwn = ownAddresses(table);
  let undecided = 0;
  for (let row = 0; row < table.length; row++) {
    const state = table.state[row];
    const localPort = table.localPort[row] ?? 0;
    const remotePort = table.remotePort[row] ?? 0;
    if (state === LISTEN || state === BOUND || remotePort === 0) continue;
    const remoteAddress = table.remoteAddress[row] ?? 0;
    if (hasListener(table.localAddress[row] ?? 0, localPort)) {
      sides[row] = SERVER;
    } else if (isOwn[remoteAddress] === 1 && hasListener(remoteAddress, remotePort)) {
      sides[row] = CLIENT;
    } else if (
      ephemeralRange !== undefined &&
      contains(ephemeralRange, localPort) !== contains(ephemeralRange, remotePort)
    ) {
      sides[row] = contains(ephemeralRange, localPort) ? CLIENT : SERVER;
    } else {
      sides[row] = UNDECIDED;
      undecided++;
    }
  }
  if (undecided > 0) decideByFanIn(table, sides);
  return sides;
}

/** Whether a port lies in the span. */
export function contains(span: PortSpan, port: number): boolean {
  return port >= span.first && port <= span.last;
}

/** Address and port as one number that a Map takes as a key. */
export function endpointKey(addressIndex: number, port: number): number {
  return addressIndex * 65_536 + port;
}

function listenerLookup(table: SocketTable): (address: number, port: number) => boolean {
  const onAnyAddress = new Uint8Array(65_536);
  const onSomeAddress = new Uint8Array(65_536);
  const endpoints = new Set<number>();
  for (let row = 0; row < table.length; row++) {
    if (table.state[row] !== LISTEN) continue;
    const address = table.localAddress[row] ?? 0;
    const port = table.localPort[row] ?? 0;
    if (isWildcardAddress(table.addresses[address] ?? '')) {
      onAnyAddress[port] = 1;
    } else {
      onSomeAddress[port] = 1;
      endpoints.add(endpointKey(address, port));
    }
  }
  return (address, port) =>
    onAnyAddress[port] === 1 ||
    (onSomeAddress[port] === 1 && endpoints.has(endpointKey(address, port)));
}

/** By address index, 1 for the addresses that are this machine's: loopback, or the local end of some row. */
export function ownAddresses(table: SocketTable): Uint8Array {
  const own = new Uint8Array(table.addresses.length);
  table.addresses.forEach((address, index) => {
    if (isLoopbackAddress(address)) own[index] = 1;
  });
  for (let row = 0; row < table.length; row++) own[table.localAddress[row] ?? 0] = 1;
  return own;
}

function decideByFanIn(table: SocketTable, sides: Uint8Array): void {
  const rowsAtLocal = new Map<number, number>();
  const rowsAtRemote = new Map<number, number>();
  for (let row = 0; row < table.length; row++) {
    if (sides[row] !== UNDECIDED) continue;
    const local = endpointKey(table.localAddress[row] ?? 0, table.localPort[row] ?? 0);
    const remote = endpointKey(table.remoteAddress[row] ?? 0, table.remotePort[row] ?? 0);
    rowsAtLocal.set(local, (rowsAtLocal.get(local) ?? 0) + 1);
    rowsAtRemote.set(remote, (rowsAtRemote.get(remote) ?? 0) + 1);
  }
  for (let row = 0; row < table.length; row++) {
    if (sides[row] !== UNDECIDED) continue;
    const local = endpointKey(table.localAddress[row] ?? 0, table.localPort[row] ?? 0);
    const remote = endpointKey(table.remoteAddress[row] ?? 0, table.remotePort[row] ?? 0);
    const localShare = rowsAtLocal.get(local) ?? 0;
    const remoteShare = rowsAtRemote.get(remote) ?? 0;
    sides[row] = localShare > remoteShare ? SERVER : CLIENT;
  }
}
