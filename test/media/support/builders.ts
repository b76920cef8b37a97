/** What every test snapshot starts from. */
import type {
  Chip,
  DestinationView,
  Snapshot,
  SocketsView,
} from '../../../src/present/panel/protocol';

/** 2026-03-02 12:00:00 UTC, in seconds. */
export const noonS = 1_772_452_800;

let lastSeq = 0;

/** An empty panel; every other builder starts here. */
export function emptySnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  lastSeq += 1;
  return {
    type: 'snapshot',
    seq: lastSeq,
    phase: 'empty',
    machine: '',
    live: false,
    numbers: [],
    calls: [],
    destinations: [],
    sockets: [],
    findings: [],
    acts: [],
    remedies: [],
    doors: [],
    unreadable: [],
    ...changes,
  };
}

export function measuringSnapshot(): Snapshot {
  return emptySnapshot({ phase: 'measuring', machine: 'Linux, this machine' });
}

export function chip(id: string, label: string, text: string, source: string): Chip {
  return { id, label, text, source, state: 'measured' };
}

/** Where the numbers of a table of destinations come from. */
export const tableSource = 'Read from /proc/4711/net/tcp, tcp6 at 12:00:03.';

/** The four chips of a destination's row. */
export function destinationNumbers(
  id: string,
  rate: string,
  open: string,
  waiting: string,
  share: string,
): Pick<DestinationView, 'connectionsPerSecond' | 'open' | 'waiting' | 'share'> {
  return {
    connectionsPerSecond: chip(`${id} rate`, 'Connections a second', rate, tableSource),
    open: chip(`${id} open`, 'Open', open, tableSource),
    waiting: chip(`${id} waiting`, 'Waiting in TIME_WAIT', waiting, tableSource),
    share: chip(`${id} share`, 'Share of the ports', share, tableSource),
  };
}

/** What the row of a destination shows of its sockets: the open ones, then those that wait. */
export function socketsView(id: string, open: number, waiting: number): SocketsView {
  const rows = Array.from({ length: open + waiting }, (_, index) => ({
    port: String(61_000 + index),
    state: index < open ? 'open' : 'waiting in TIME_WAIT',
    free: index < open ? '' : `${1 + (index % 60)} s`,
  }));
  return {
    id,
    summary: `Open: ${open}. Waiting: ${waiting}. The first 100 of them:`,
    source: tableSource,
    holders: ['node (pid 4711): 3'],
    rows: rows.slice(0, 100),
  };
}

/** The snapshot without these parts, as where they are not known. */
export function without<Part extends keyof Snapshot>(
  snapshot: Snapshot,
  ...parts: readonly Part[]
): Omit<Snapshot, Part> {
  const left = Object.entries(snapshot).filter(([name]) => !parts.some((part) => part === name));
  return Object.fromEntries(left) as Omit<Snapshot, Part>;
}
