/** macOS behind the interface of the room: system commands by absolute path, no rights needed. */
import type { DestinationClients, RootedOrigin } from '../clients';
import { momentOf, realClock, type Clock } from '../clock';
import { groupSockets } from '../groupSockets';
import { listenersOn } from '../listenersOn';
import type { Machine } from '../machine';
import type {
  Measurement,
  PortConnections,
  PortHolder,
  PortSpan,
  Reading,
  TimeWaitReuse,
  Value,
} from '../measurement';
import { ownAddresses } from '../ownAddresses';
import { connectionRowsOn, namedConnections, ownersOf } from '../portConnections';
import { processInfo, type ProcessRow } from '../processTable';
import { mapReading, unavailable, value } from '../reading';
import { commandLine, runCommand, type RunCommand } from '../runCommand';
import { sidesOf } from '../socketSides';
import { stateCode, type SocketTable } from '../socketTable';
import { TableOwners } from '../tableOwners';
import { listenersFrom, lsofCommand } from './lsof';
import { NETSTAT_COMMAND, socketTableFrom } from './netstat';
import { commandLinesCommand, commandLinesFrom, PROCESS_LIST_COMMAND, processesFrom } from './ps';
import { settingsFrom, SYSCTL_COMMAND } from './sysctls';

/** What the reader needs from outside; the defaults are the real things. */
export interface DarwinSurroundings {
  readonly run?: RunCommand;
  readonly clock?: Clock;
}

/**
 * connect() without bind() takes a port that no socket has, waiting ones included, whatever the
 * destination (facts.md A3).
 */
const TIME_WAIT_REUSE: TimeWaitReuse = { scope: 'never', afterMs: 0 };
const TIME_WAIT_REUSE_SOURCE = 'in_pcbbind(), bsd/netinet/in_pcb.c of XNU';
/** macOS has no setting for this; the kernel keeps one port to itself. */
const RESERVED_PORTS: readonly PortSpan[] = [{ first: 55_555, last: 55_555 }];
const RESERVED_PORTS_SOURCE = 'restricted_port_list[] of XNU (xnu-12377.121.6)';

/** Sockets come and go between two commands; a difference up to this says nothing. */
const COUNT_TOLERANCE = 64;
const TIME_WAIT = stateCode('time-wait');

/** The macOS reader. It has one socket table for all processes, so the scope's process changes nothing. */
export function createDarwinMachine(surroundings: DarwinSurroundings = {}): Machine {
  const run = surroundings.run ?? runCommand;
  const clock = surroundings.clock ?? realClock;
  const owners = new TableOwners({
    processes: async (signal) =>
      mapReading(await run(PROCESS_LIST_COMMAND, signal), (text) => processesFrom(text)),
    commandLines: async (processIds, signal) => {
      const lines = await run(commandLinesCommand(processIds), signal);
      return lines.kind === 'value' ? commandLinesFrom(lines.value) : new Map<number, string>();
    },
    nowMs: () => clock().steadyMs,
  });

  async function clientsOf(
    table: Reading<SocketTable>,
    range: PortSpan | undefined,
    origins: readonly RootedOrigin[],
    signal: AbortSignal | undefined,
  ): Promise<Reading<readonly DestinationClients[]>> {
    if (table.kind === 'unavailable') return table;
    const sides = sidesOf(table.value, range);
    return value(await owners.clientsIn(table.value, sides, origins, signal), table.from);
  }

  return {
    platform: 'darwin',
    async measure({ origins }, signal): Promise<Measurement> {
      const [sysctlOutput, netstatOutput] = await Promise.all([
        run(SYSCTL_COMMAND, signal),
        run(NETSTAT_COMMAND, signal),
      ]);
      const settings = settingsFrom(sysctlOutput);
      const table = completeTable(socketTableFrom(netstatOutput), settings.timeWaitCount);
      const { ephemeralRange, timeWaitLength } = settings;
      const range = ephemeralRange.kind === 'value' ? ephemeralRange.value : undefined;
      const grouped = mapReading(table, (read) => groupSockets(read, range));
      const clients = origins && (await clientsOf(table, range, origins, signal));
      const moment = momentOf(table, clock);
      const { atMs } = moment;
      return {
        platform: 'darwin',
        ...moment,
        namespace: {},
        ephemeralRange,
        reservedPorts: value(RESERVED_PORTS, {
          how: 'constant',
          where: RESERVED_PORTS_SOURCE,
          atMs,
        }),
        timeWaitLength,
        timeWaitReuse: value(TIME_WAIT_REUSE, {
          how: 'constant',
          where: TIME_WAIT_REUSE_SOURCE,
          atMs,
        }),
        destinations: mapReading(grouped, (groups) => groups.destinations),
        totals: mapReading(grouped, (groups) => groups.totals),
        listeningPorts: mapReading(grouped, (groups) => groups.listeningPorts),
        ...(clients && { clients }),
      };
    },
    holdersOf: (port, _scope, signal) => holdersOf(run, port, signal),
    listeners: async (_scope, signal) => {
      const table = socketTableFrom(await run(NETSTAT_COMMAND, signal));
      const all = mapReading(table, (read) => holdingsIn(read));
      return all.kind === 'value' ? describedHolders(run, all, signal) : all;
    },
    async listenFacts(port, _scope, signal) {
      return {
        connections: await connectionsOn(run, port, signal),
        localAddresses: ownAddresses(clock().atMs),
      };
    },
  };
}

/**
 * Old releases leave the waiting sockets out of netstat (seen on OS X 10.10: openradar 22975100).
 * The kernel's own count tells; a table without them would say "no exhaustion" in the middle of one.
 */
function completeTable(
  table: Reading<SocketTable>,
  timeWaitCount: Reading<number>,
): Reading<SocketTable> {
  if (table.kind === 'unavailable' || timeWaitCount.kind === 'unavailable') return table;
  const rows = table.value.state.subarray(0, table.value.length);
  const shown = rows.reduce((count, state) => count + (state === TIME_WAIT ? 1 : 0), 0);
  const hidden = timeWaitCount.value - shown;
  if (hidden <= COUNT_TOLERANCE || hidden <= shown) return table;
  return unavailable(
    'unsupported',
    table.from.where,
    `${timeWaitCount.value} sockets wait in TIME_WAIT, netstat lists ${shown} of them`,
  );
}

const NO_OWNER = unavailable('permission', commandLine(NETSTAT_COMMAND), 'no owner named');

interface Holding {
  readonly address: string;
  readonly port: number;
  /** 0 where the system does not say. */
  readonly processId: number;
}

async function holdersOf(
  run: RunCommand,
  port: number,
  signal: AbortSignal | undefined,
): Promise<Reading<readonly PortHolder[]>> {
  const holdings = await holdingsOf(run, port, signal);
  return holdings.kind === 'value' ? describedHolders(run, holdings, signal) : holdings;
}

async function describedHolders(
  run: RunCommand,
  holdings: Value<readonly Holding[]>,
  signal: AbortSignal | undefined,
): Promise<Reading<readonly PortHolder[]>> {
  const processIds = [...new Set(holdings.value.map(({ processId }) => processId))].filter(
    (processId) => processId > 0,
  );
  const processes =
    processIds.length === 0 ? NO_OWNER : await describedProcesses(run, processIds, signal);
  return mapReading(holdings, (all) =>
    all.map(({ address, port, processId }) => ({
      local: { address, port },
      process: holderProcess(processes, processId),
    })),
  );
}

/** netstat knows the owners of all users' sockets, lsof only our own: it is asked where needed. */
async function holdingsOf(
  run: RunCommand,
  port: number,
  signal: AbortSignal | undefined,
): Promise<Reading<readonly Holding[]>> {
  const table = socketTableFrom(await run(NETSTAT_COMMAND, signal));
  const known = mapReading(table, (read) => holdingsIn(read, port));
  const complete = known.kind === 'value' && known.value.every(({ processId }) => processId > 0);
  if (complete || (known.kind === 'unavailable' && known.reason === 'cancelled')) return known;
  const output = await run(lsofCommand(port), signal);
  const found = mapReading(output, (text): readonly Holding[] =>
    listenersFrom(text, port).map((each) => ({ ...each, port })),
  );
  // lsof's silence proves nothing: the listener may be another user's.
  return found.kind === 'value' && found.value.length > 0 ? found : known;
}

function holdingsIn(table: SocketTable, port?: number): readonly Holding[] {
  return listenersOn(table, port).map(({ owner, ...local }) => ({ ...local, processId: owner }));
}

async function connectionsOn(
  run: RunCommand,
  port: number,
  signal: AbortSignal | undefined,
): Promise<Reading<PortConnections>> {
  const [sysctlOutput, netstatOutput] = await Promise.all([
    run(SYSCTL_COMMAND, signal),
    run(NETSTAT_COMMAND, signal),
  ]);
  const table = socketTableFrom(netstatOutput);
  if (table.kind === 'unavailable') return table;
  const { ephemeralRange } = settingsFrom(sysctlOutput);
  const { total, waiting, rows } = connectionRowsOn(
    table.value,
    port,
    ephemeralRange.kind === 'value' ? ephemeralRange.value : undefined,
  );
  const owners = ownersOf(rows);
  const processes = owners.length === 0 ? NO_OWNER : await describedProcesses(run, owners, signal);
  const named = new Map(owners.map((owner) => [owner, holderProcess(processes, owner)]));
  return value({ total, waiting, first: namedConnections(rows, named) }, table.from);
}

async function describedProcesses(
  run: RunCommand,
  processIds: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Reading<ReadonlyMap<number, ProcessRow>>> {
  const [list, lines] = await Promise.all([
    run(PROCESS_LIST_COMMAND, signal),
    run(commandLinesCommand(processIds), signal),
  ]);
  const commandLines =
    lines.kind === 'value' ? commandLinesFrom(lines.value) : new Map<number, string>();
  return mapReading(list, (text) => {
    const rows = new Map(processesFrom(text));
    for (const [processId, line] of commandLines) {
      const row = rows.get(processId);
      if (row === undefined) continue;
      rows.set(processId, { ...row, process: { ...row.process, commandLine: line } });
    }
    return rows;
  });
}

function holderProcess(
  processes: Reading<ReadonlyMap<number, ProcessRow>>,
  processId: number,
): PortHolder['process'] {
  if (processId === 0) return NO_OWNER;
  if (processes.kind === 'unavailable') return processes;
  const info = processInfo(processes.value, processId);
  return info === undefined
    ? unavailable('process-gone', processes.from.where, `process ${processId}`)
    : value(info, processes.from);
}
