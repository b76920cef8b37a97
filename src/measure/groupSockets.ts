/** From rows to what a client's port pool looks like: usage by destination, totals, listeners. */
import type { DestinationUsage, PortSpan, SocketTotals, TcpState } from './measurement';
import { PortColumns } from './portColumns';
import { CLIENT, contains, endpointKey, SERVER, sidesOf } from './socketSides';
import {
  isLoopbackAddress,
  REMAINING_UNKNOWN,
  stateCode,
  TCP_STATES,
  type SocketTable,
} from './socketTable';

/** A socket table, grouped. */
export interface GroupedSockets {
  /** Client-side usage by destination, the most occupied first. */
  readonly destinations: readonly DestinationUsage[];
  readonly totals: SocketTotals;
  /** Local ports with a listener, ascending. */
  readonly listeningPorts: readonly number[];
}

const TIME_WAIT = stateCode('time-wait');
const LISTEN = stateCode('listen');
const PORTS = 65_536;
const ANY_PORT: PortSpan = { first: 1, last: PORTS - 1 };

/**
 * Groups a table.
 * @param ephemeralRange undefined where it could not be read: then every local port counts as inside,
 *   and which end of a connection is the service's is told from listeners and fan-in alone
 * @param rangeV6 where IPv6 has a range of its own; its ports are a pool of their own then
 * @param sides by row, see socketSides.ts
 */
export function groupSockets(
  table: SocketTable,
  ephemeralRange: PortSpan | undefined,
  rangeV6?: PortSpan,
  sides: Uint8Array = sidesOf(table, ephemeralRange),
): GroupedSockets {
  const range = ephemeralRange ?? ANY_PORT;
  return {
    destinations: destinationsOf(table, sides, { range, rangeV6: rangeV6 ?? range }),
    totals: {
      ...totalsOf(table, sides),
      ...(rangeV6 === undefined
        ? { occupiedEphemeralPorts: portsInUse(table, range) }
        : {
            occupiedEphemeralPorts: portsInUse(table, range, 4),
            occupiedEphemeralPortsV6: portsInUse(table, rangeV6, 6),
          }),
    },
    listeningPorts: listeningPortsOf(table),
  };
}

function totalsOf(
  table: SocketTable,
  sides: Uint8Array,
): Pick<SocketTotals, 'rows' | 'byState' | 'serverSideTimeWait'> {
  const counts = new Uint32Array(TCP_STATES.length);
  let serverSideTimeWait = 0;
  for (let row = 0; row < table.length; row++) {
    const state = table.state[row] ?? 0;
    counts[state] = (counts[state] ?? 0) + 1;
    if (sides[row] === SERVER && state === TIME_WAIT) serverSideTimeWait++;
  }
  return { rows: table.length, byState: countsByState(counts), serverSideTimeWait };
}

/** Distinct local ports of the range in use, by sockets of one family or of both. */
function portsInUse(table: SocketTable, range: PortSpan, family?: 4 | 6): number {
  const seen = new Uint8Array(PORTS);
  let ports = 0;
  for (let row = 0; row < table.length; row++) {
    const port = table.localPort[row] ?? 0;
    if (family !== undefined && table.family[row] !== family) continue;
    if (seen[port] === 0 && contains(range, port)) {
      seen[port] = 1;
      ports++;
    }
  }
  return ports;
}

interface Ranges {
  readonly range: PortSpan;
  readonly rangeV6: PortSpan;
}

function listeningPortsOf(table: SocketTable): readonly number[] {
  const ports = new Set<number>();
  for (let row = 0; row < table.length; row++) {
    if (table.state[row] === LISTEN) ports.add(table.localPort[row] ?? 0);
  }
  return [...ports].sort((a, b) => a - b);
}

function destinationsOf(
  table: SocketTable,
  sides: Uint8Array,
  ranges: Ranges,
): readonly DestinationUsage[] {
  const groups = clientRowsByDestination(table, sides);
  const ports = new PortScratch();
  const usages = groups.map((rows) => usageOf(table, rows, ranges, ports));
  return usages.sort(
    (a, b) =>
      b.occupiedPorts - a.occupiedPorts ||
      b.ports.length - a.ports.length ||
      (a.destination.address < b.destination.address ? -1 : 1),
  );
}

/** Row numbers of the client's ends, one array per destination. */
function clientRowsByDestination(table: SocketTable, sides: Uint8Array): readonly Uint32Array[] {
  const groupOfRow = new Int32Array(table.length).fill(-1);
  const groupByKey = new Map<number, number>();
  const sizes: number[] = [];
  let lastKey = -1;
  let lastGroup = -1;
  for (let row = 0; row < table.length; row++) {
    if (sides[row] !== CLIENT) continue;
    const key = endpointKey(table.remoteAddress[row] ?? 0, table.remotePort[row] ?? 0);
    // Neighbours mostly go to the same destination: the Map is asked only when they do not.
    if (key !== lastKey) {
      lastKey = key;
      lastGroup = groupByKey.get(key) ?? -1;
      if (lastGroup < 0) {
        lastGroup = sizes.push(0) - 1;
        groupByKey.set(key, lastGroup);
      }
    }
    groupOfRow[row] = lastGroup;
    sizes[lastGroup] = (sizes[lastGroup] ?? 0) + 1;
  }
  const groups = sizes.map((size) => new Uint32Array(size));
  const filled = new Uint32Array(sizes.length);
  for (let row = 0; row < table.length; row++) {
    const group = groupOfRow[row] ?? -1;
    const rows = groups[group];
    if (rows === undefined) continue;
    const at = filled[group] ?? 0;
    rows[at] = row;
    filled[group] = at + 1;
  }
  return groups;
}

/** Room for one destination's ports, used again for the next: 65,536 of each is enough for any. */
class PortScratch {
  /** 0: not in use, 1: waiting, 2: open. */
  readonly use = new Uint8Array(PORTS);
  readonly remainingMs = new Int32Array(PORTS);
  readonly used = new Uint16Array(PORTS);
}

function usageOf(
  table: SocketTable,
  rows: Uint32Array,
  ranges: Ranges,
  scratch: PortScratch,
): DestinationUsage {
  const counts = new Uint32Array(TCP_STATES.length);
  const remaining = new Int32Array(rows.length);
  let told = 0;
  let portCount = 0;
  for (const row of rows) {
    const state = table.state[row] ?? 0;
    const port = table.localPort[row] ?? 0;
    const waits = state === TIME_WAIT;
    const rowRemainingMs = table.timeWaitRemainingMs[row] ?? REMAINING_UNKNOWN;
    counts[state] = (counts[state] ?? 0) + 1;
    if (waits && rowRemainingMs >= 0) remaining[told++] = rowRemainingMs;
    const use = scratch.use[port] ?? 0;
    if (use === 0) {
      scratch.used[portCount++] = port;
      scratch.remainingMs[port] = rowRemainingMs;
    }
    // One port may serve two local addresses: an open socket outweighs a waiting one, and of two
    // that wait the longer one decides when the port is free.
    if (use !== 2) scratch.use[port] = waits ? 1 : 2;
    if ((scratch.remainingMs[port] ?? 0) < rowRemainingMs)
      scratch.remainingMs[port] = rowRemainingMs;
  }
  const address = table.addresses[table.remoteAddress[rows[0] ?? 0] ?? 0] ?? '';
  const range = address.includes(':') ? ranges.rangeV6 : ranges.range;
  const ports = new PortColumns(portCount);
  let occupiedPorts = 0;
  const used = scratch.used.subarray(0, portCount).sort();
  for (let i = 0; i < portCount; i++) {
    const port = used[i] ?? 0;
    if (scratch.use[port] === 2) ports.addOpen(port);
    else ports.addWaiting(port, scratch.remainingMs[port] ?? REMAINING_UNKNOWN);
    if (contains(range, port)) occupiedPorts++;
    scratch.use[port] = 0;
  }
  const usage = {
    destination: { address, port: table.remotePort[rows[0] ?? 0] ?? 0 },
    loopback: isLoopbackAddress(address),
    occupiedPorts,
    byState: countsByState(counts),
    ports,
  };
  if (told < (counts[TIME_WAIT] ?? 0)) return usage;
  const ascending = remaining.subarray(0, told).sort();
  const timeWaitRemainingMs: number[] = [];
  for (let i = 0; i < told; i++) timeWaitRemainingMs.push(ascending[i] ?? 0);
  return { ...usage, timeWaitRemainingMs };
}

function countsByState(counts: Uint32Array): Partial<Record<TcpState, number>> {
  const byState: Partial<Record<TcpState, number>> = {};
  counts.forEach((count, code) => {
    const state = TCP_STATES[code];
    if (count > 0 && state !== undefined) byState[state] = count;
  });
  return byState;
}
