import { stateCode, type SocketTable } from './socketTable';

const LISTEN = stateCode('listen');

/** A listening row of a socket table. */
export interface Listener {
  readonly address: string;
  /** See {@link SocketTable.owner}. */
  readonly owner: number;
}

/** Who listens on a port, each address and owner once. */
export function listenersOn(table: SocketTable, port: number): readonly Listener[] {
  const listeners: Listener[] = [];
  for (let row = 0; row < table.length; row++) {
    if (table.state[row] !== LISTEN || table.localPort[row] !== port) continue;
    const address = table.addresses[table.localAddress[row] ?? 0] ?? '';
    const owner = table.owner[row] ?? 0;
    if (!listeners.some((known) => known.address === address && known.owner === owner)) {
      listeners.push({ address, owner });
    }
  }
  return listeners;
}
