/** Linux behind the interface of the room: everything from /proc, in the debuggee's namespace. */
import type { DestinationClients, RootedOrigin } from '../clients';
import { momentOf, realClock, type Clock } from '../clock';
import { groupSockets } from '../groupSockets';
import { listenersOn } from '../listenersOn';
import type { Machine } from '../machine';
import type {
  CounterSample,
  DurationRange,
  ListenFacts,
  Measurement,
  MeasureScope,
  Moment,
  PortHolder,
  ProcessInfo,
  Reading,
  Unavailable,
} from '../measurement';
import { connectionRowsOn, namedConnections, ownersOf } from '../portConnections';
import { mapReading, value } from '../reading';
import { runCommand, type RunCommand } from '../runCommand';
import { sidesOf } from '../socketSides';
import type { SidedTable } from './chase';
import { ClientOwners } from './clientOwners';
import { sampleCountersIn } from './counters';
import { NetworkNamespaces } from './networkNamespace';
import { readLocalAddresses } from './localAddresses';
import { readProcess } from './processes';
import { readSocketTable } from './readSocketTable';
import { SysctlReader } from './readSysctls';
import { SocketOwners } from './socketOwners';
import {
  ephemeralRangeFrom,
  firstUnprivilegedPortFrom,
  reservedPortsFrom,
  timeWaitLimitFrom,
  timeWaitReuseFrom,
} from './sysctls';
import { readTimerLag } from './timerLag';

/** No setting changes it; tcp_fin_timeout is another thing (facts.md A2). */
const TIME_WAIT_LENGTH_MS = 60_000;
const TIME_WAIT_SOURCE = 'TCP_TIMEWAIT_LEN, include/net/tcp.h';

/** What the reader needs from outside; the defaults are the real things. */
export interface LinuxSurroundings {
  readonly clock?: Clock;
  readonly run?: RunCommand;
}

/** The Linux reader. Keeps what is costly to find: namespaces of processes, holders of sockets. */
export function createLinuxMachine(surroundings: LinuxSurroundings = {}): Machine {
  const clock = surroundings.clock ?? realClock;
  const namespaces = new NetworkNamespaces();
  const sysctls = new SysctlReader(surroundings.run ?? runCommand);
  const owners = new SocketOwners();
  const clientOwners = new ClientOwners();
  let timerLag: Promise<Reading<number>> | undefined;

  async function measure(scope: MeasureScope, signal?: AbortSignal): Promise<Measurement> {
    const view = namespaces.locate(scope.processId);
    if (view.kind === 'unavailable') return unreadable(view, clock(), scope);
    const { directory, id, processId } = view.value;
    const texts = await sysctls.read(view.value, signal);
    const table = await readSocketTable(directory, clock, signal);
    const ephemeralRange = ephemeralRangeFrom(texts);
    const range = ephemeralRange.kind === 'value' ? ephemeralRange.value : undefined;
    const sided = mapReading(table, (rows) => ({ table: rows, sides: sidesOf(rows, range) }));
    const readAgain = async () => {
      const again = await readSocketTable(directory, clock, signal);
      if (again.kind === 'unavailable') return undefined;
      return { table: again.value, sides: sidesOf(again.value, range) };
    };
    // Right after the reading of the table: what is closed in between has no holder any more.
    const clients = scope.origins && (await clientsOf(sided, scope.origins, readAgain, signal));
    const grouped = mapReading(sided, ({ table: rows, sides }) =>
      groupSockets(rows, range, undefined, sides),
    );
    const moment = momentOf(table, clock);
    return {
      platform: 'linux',
      ...moment,
      namespace: {
        ...(id === undefined ? {} : { id }),
        ...(processId === undefined ? {} : { processId }),
      },
      ephemeralRange,
      reservedPorts: reservedPortsFrom(texts),
      firstUnprivilegedPort: firstUnprivilegedPortFrom(texts),
      timeWaitLength: timeWaitLength(moment.atMs),
      timeWaitLag: await (timerLag ??= readTimerLag(TIME_WAIT_LENGTH_MS)),
      timeWaitReuse: timeWaitReuseFrom(texts),
      timeWaitLimit: timeWaitLimitFrom(texts),
      destinations: mapReading(grouped, (groups) => groups.destinations),
      totals: mapReading(grouped, (groups) => groups.totals),
      listeningPorts: mapReading(grouped, (groups) => groups.listeningPorts),
      ...(clients && { clients }),
    };
  }

  async function clientsOf(
    now: Reading<SidedTable>,
    origins: readonly RootedOrigin[],
    readAgain: () => Promise<SidedTable | undefined>,
    signal: AbortSignal | undefined,
  ): Promise<Reading<readonly DestinationClients[]>> {
    if (now.kind === 'unavailable') return now;
    const clients = await clientOwners.clientsIn(now.value, origins, readAgain, signal);
    return value(clients, { ...now.from, where: `${now.from.where}, /proc/<pid>/fd` });
  }

  async function holdersOf(
    port: number | undefined,
    scope: MeasureScope,
    signal?: AbortSignal,
  ): Promise<Reading<readonly PortHolder[]>> {
    const view = namespaces.locate(scope.processId);
    if (view.kind === 'unavailable') return view;
    const table = await readSocketTable(view.value.directory, clock, signal);
    if (table.kind === 'unavailable') return table;
    const listeners = listenersOn(table.value, port);
    const holders = await owners.find(
      listeners.map(({ owner }) => owner),
      scope.processId,
      signal,
    );
    const holderList = await Promise.all(
      listeners.map(async ({ owner, ...local }): Promise<PortHolder[]> => {
        const holder = holders.get(owner);
        if (holder === undefined) return [];
        const process = holder.kind === 'value' ? await readProcess(holder.value) : holder;
        return [{ local, process }];
      }),
    );
    return value(holderList.flat(), table.from);
  }

  async function listenFacts(
    port: number,
    scope: MeasureScope,
    signal?: AbortSignal,
  ): Promise<ListenFacts> {
    const view = namespaces.locate(scope.processId);
    if (view.kind === 'unavailable') return { connections: view, localAddresses: view };
    const { directory } = view.value;
    const localAddresses = readLocalAddresses(directory, clock().atMs);
    const table = await readSocketTable(directory, clock, signal);
    if (table.kind === 'unavailable') return { connections: table, localAddresses };
    const range = ephemeralRangeFrom(await sysctls.read(view.value, signal));
    const { total, waiting, rows } = connectionRowsOn(
      table.value,
      port,
      range.kind === 'value' ? range.value : undefined,
    );
    const holders = await owners.find(ownersOf(rows), scope.processId, signal);
    const processes = new Map<number, Reading<ProcessInfo>>();
    for (const [owner, holder] of holders) {
      processes.set(owner, holder.kind === 'value' ? await readProcess(holder.value) : holder);
    }
    const first = namedConnections(rows, processes);
    return { connections: value({ total, waiting, first }, table.from), localAddresses };
  }

  function sampleCounters({ processId }: MeasureScope): CounterSample {
    const view = namespaces.locate(processId);
    const now = clock();
    return view.kind === 'unavailable'
      ? { ...now, activeOpens: view, timeWait: view }
      : sampleCountersIn(view.value.directory, now);
  }

  return {
    platform: 'linux',
    measure,
    sampleCounters: (scope) => Promise.resolve(sampleCounters(scope)),
    holdersOf,
    listeners: (scope, signal) => holdersOf(undefined, scope, signal),
    listenFacts,
    remember: (processId) => {
      namespaces.remember(processId);
      return Promise.resolve();
    },
  };
}

function timeWaitLength(atMs: number): Reading<DurationRange> {
  return value(
    { minMs: TIME_WAIT_LENGTH_MS, maxMs: TIME_WAIT_LENGTH_MS },
    { how: 'constant', where: TIME_WAIT_SOURCE, atMs },
  );
}

function unreadable(reason: Unavailable, now: Moment, scope: MeasureScope): Measurement {
  return {
    platform: 'linux',
    ...now,
    namespace: scope.processId === undefined ? {} : { processId: scope.processId },
    ephemeralRange: reason,
    reservedPorts: reason,
    timeWaitLength: timeWaitLength(now.atMs),
    timeWaitReuse: reason,
    timeWaitLimit: reason,
    destinations: reason,
    totals: reason,
    listeningPorts: reason,
  };
}
