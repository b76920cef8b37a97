/** The rows that have a living holder, and from their holders who is connected to each destination. */
import type { DestinationClients, FamilyProcess, SocketCount } from './clients';
import type { SocketAddress } from './measurement';
import { CLIENT, endpointKey, ownAddresses } from './socketSides';
import { isLoopbackAddress, isWildcardAddress, stateCode, type SocketTable } from './socketTable';

const LISTEN = stateCode('listen');
const TIME_WAIT = stateCode('time-wait');

/** Whose a row is: a process of some origin, surely nobody's of them, or not to be told. */
export type RowHolder = FamilyProcess | 'others' | 'untold';

/** What is known of the holder of one row at this look. */
export interface RowTelling {
  readonly holder: RowHolder;
  /** Whether this look is the first to tell. */
  readonly isNews: boolean;
}

/**
 * The client's ends that some process has open, by row. What waits in TIME_WAIT, and what was closed
 * by its program and waits for the other side, has no owner any more.
 */
export function openClientRows(table: SocketTable, sides: Uint8Array): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) {
    if (sides[row] !== CLIENT || table.state[row] === TIME_WAIT) continue;
    if ((table.owner[row] ?? 0) > 0) rows.push(row);
  }
  return rows;
}

/** The listeners' rows. */
export function listenerRows(table: SocketTable): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) {
    if (table.state[row] === LISTEN && (table.owner[row] ?? 0) > 0) rows.push(row);
  }
  return rows;
}

interface Count {
  open: number;
  news: number;
}

/** Counts one destination's sockets by holder. */
class Tally {
  readonly held = new Map<number, Count & { readonly process: FamilyProcess }>();
  readonly others: Count = { open: 0, news: 0 };
  readonly untold: Count = { open: 0, news: 0 };

  add({ holder, isNews }: RowTelling): void {
    const count = this.countOf(holder);
    count.open += 1;
    if (isNews) count.news += 1;
  }

  private countOf(holder: RowHolder): Count {
    if (holder === 'others') return this.others;
    if (holder === 'untold') return this.untold;
    let count = this.held.get(holder.processId);
    if (count === undefined) {
      count = { open: 0, news: 0, process: holder };
      this.held.set(holder.processId, count);
    }
    return count;
  }
}

/** Rows of one reading of the table, and whose they are (of clients and of listeners). */
export interface ToldRows {
  readonly table: SocketTable;
  /** As {@link openClientRows} gives them. */
  readonly rows: readonly number[];
  readonly tell: (row: number) => RowTelling;
}

interface Destination {
  readonly destination: SocketAddress;
  readonly tally: Tally;
  readonly acceptor: FamilyProcess | undefined;
}

/**
 * Open client ends by destination and holder, the most open sockets first.
 * @param readings of one look; a socket stands in one of them only
 */
export function destinationClients(readings: readonly ToldRows[]): readonly DestinationClients[] {
  const destinations = new Map<string, Destination>();
  for (const { table, rows, tell } of readings) {
    const acceptorOf = acceptorLookup(table, tell);
    const byKey = new Map<number, Destination>();
    for (const row of rows) {
      const key = endpointKey(table.remoteAddress[row] ?? 0, table.remotePort[row] ?? 0);
      let entry = byKey.get(key);
      if (entry === undefined) {
        const destination = destinationOf(table, row);
        const name = destinationKey(destination);
        entry = destinations.get(name) ?? {
          destination,
          tally: new Tally(),
          acceptor: acceptorOf(row),
        };
        destinations.set(name, entry);
        byKey.set(key, entry);
      }
      entry.tally.add(tell(row));
    }
  }
  return [...destinations.values()]
    .map(({ destination, tally, acceptor }): DestinationClients => ({
      destination,
      held: [...tally.held.values()].sort((a, b) => b.open - a.open),
      others: tally.others,
      untold: tally.untold,
      ...(acceptor && { acceptor }),
    }))
    .sort((a, b) => openOf(b) - openOf(a));
}

/** Where a row leads to. */
export function destinationOf(table: SocketTable, row: number): SocketAddress {
  return {
    address: table.addresses[table.remoteAddress[row] ?? 0] ?? '',
    port: table.remotePort[row] ?? 0,
  };
}

/** A destination as the key of a map. */
export function destinationKey({ address, port }: SocketAddress): string {
  return `${address} ${port}`;
}

function openOf({ held, others, untold }: DestinationClients): number {
  const counts: readonly SocketCount[] = [...held, others, untold];
  return counts.reduce((sum, { open }) => sum + open, 0);
}

/** Who listens where a row leads to, if that is on this machine and a family's. */
function acceptorLookup(
  table: SocketTable,
  tell: (row: number) => RowTelling,
): (row: number) => FamilyProcess | undefined {
  const listeners = new Map<number, number[]>();
  for (const row of listenerRows(table)) {
    const port = table.localPort[row] ?? 0;
    listeners.set(port, [...(listeners.get(port) ?? []), row]);
  }
  const isOwn = ownAddresses(table);
  return (row) => {
    const address = table.remoteAddress[row] ?? 0;
    const text = table.addresses[address] ?? '';
    if (isOwn[address] !== 1 && !isLoopbackAddress(text)) return undefined;
    for (const listener of listeners.get(table.remotePort[row] ?? 0) ?? []) {
      const local = table.localAddress[listener] ?? 0;
      if (local !== address && !isWildcardAddress(table.addresses[local] ?? '')) continue;
      const { holder } = tell(listener);
      if (typeof holder !== 'string') return holder;
    }
    return undefined;
  };
}
