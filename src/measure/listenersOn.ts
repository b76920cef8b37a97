import { stateCode, type SocketTable } from './socketTable';

const LISTEN = stateCode('listen');

/** A listening row of a socket table. */
export interface Listener {
  readonly address: string;
  readonly port: number;
  /** See {@link SocketTable.owner}. */
  readonly owner: number;
}

/** Who listens on a port (on any, where none is given), each address and owner once. */
export function listenersOn(table: SocketTable, port?: number): readonly Listener[] {
  const listeners = new Map<string, Listener>();
  for (let row = 0; row < table.length; row++) {
    const localPort = table.localPort[row] ?? 0;
    if (table.state[row] !== LISTEN || (port !== undefined && localPort !== port)) continue;
    const address = table.addresses[table.localAddress[row] ?? 0] ?? '';
    const owner = table.owner[row] ?? 0;
    listeners.set(`${localPort} ${owner} ${address}`, { address, port: localPort, owner });
  }
  return [...listeners.values()];
}
