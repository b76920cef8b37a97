/** The sockets on one local port that do not listen: what else can be in the way of a listen. */
import type { PortConnection, PortSpan, ProcessInfo, Reading } from './measurement';
import { CLIENT, sidesOf } from './socketSides';
import { REMAINING_UNKNOWN, stateCode, TCP_STATES, type SocketTable } from './socketTable';

const LISTEN = stateCode('listen');
const TIME_WAIT = stateCode('time-wait');

/** A service in trouble has thousands on its port; a few of each kind tell as much. */
const MOST_NAMED = 16;

/** A row that may be in the way, and whose socket it is (see {@link SocketTable.owner}). */
export interface ConnectionRow extends Omit<PortConnection, 'process'> {
  readonly owner: number;
}

/** All rows of the port, and the first few of them: the open ones first, then those that wait longest. */
export interface ConnectionRows {
  readonly total: number;
  readonly waiting: number;
  readonly rows: readonly ConnectionRow[];
}

/**
 * The sockets on a port that do not listen.
 * @param ephemeralRange undefined where it could not be read; see {@link sidesOf}
 */
export function connectionRowsOn(
  table: SocketTable,
  port: number,
  ephemeralRange: PortSpan | undefined,
): ConnectionRows {
  const found: number[] = [];
  for (let row = 0; row < table.length; row++) {
    if (table.localPort[row] === port && table.state[row] !== LISTEN) found.push(row);
  }
  if (found.length === 0) return { total: 0, waiting: 0, rows: [] };
  const sides = sidesOf(table, ephemeralRange);
  const remaining = (row: number): number => table.timeWaitRemainingMs[row] ?? REMAINING_UNKNOWN;
  const waits = (row: number): boolean => table.state[row] === TIME_WAIT;
  found.sort((a, b) => Number(waits(a)) - Number(waits(b)) || remaining(b) - remaining(a) || a - b);
  return {
    total: found.length,
    waiting: found.filter(waits).length,
    rows: found.slice(0, MOST_NAMED).map((row) => ({
      local: { address: addressOf(table, table.localAddress, row), port },
      remote: {
        address: addressOf(table, table.remoteAddress, row),
        port: table.remotePort[row] ?? 0,
      },
      state: TCP_STATES[table.state[row] ?? 0] ?? 'closed',
      isOutgoing: sides[row] === CLIENT,
      owner: table.owner[row] ?? 0,
      ...(waits(row) && remaining(row) >= 0 && { remainingMs: remaining(row) }),
    })),
  };
}

/** The rows with their processes, as far as `processes` knows an owner. */
export function namedConnections(
  rows: readonly ConnectionRow[],
  processes: ReadonlyMap<number, Reading<ProcessInfo>>,
): readonly PortConnection[] {
  return rows.map(({ owner, ...row }) => {
    const process = processes.get(owner);
    return process === undefined ? row : { ...row, process };
  });
}

/** The owners that a system could name: sockets that wait belong to nobody any more. */
export function ownersOf(rows: readonly ConnectionRow[]): readonly number[] {
  return [
    ...new Set(rows.filter(({ state }) => state !== 'time-wait').map(({ owner }) => owner)),
  ].filter((owner) => owner > 0);
}

function addressOf(table: SocketTable, column: Uint32Array, row: number): string {
  return table.addresses[column[row] ?? 0] ?? '';
}
