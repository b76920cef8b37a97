/** Windows behind the interface of the room: one PowerShell, and the old commands where it fails. */
import { momentOf, realClock, type Clock } from '../clock';
import { groupSockets } from '../groupSockets';
import { listenersOn } from '../listenersOn';
import type { Machine } from '../machine';
import type {
  Measurement,
  PortConnections,
  PortHolder,
  PortSpan,
  ProcessInfo,
  Reading,
  Value,
} from '../measurement';
import { ownAddresses } from '../ownAddresses';
import { connectionRowsOn, namedConnections, ownersOf } from '../portConnections';
import { processInfo } from '../processTable';
import { mapReading, unavailable, value } from '../reading';
import { runCommand, type RunCommand } from '../runCommand';
import type { SocketTable } from '../socketTable';
import { AnswerSession, type Ask } from './answerSession';
import {
  activeOpensFromAnswer,
  holdersFromAnswer,
  tableFromAnswer,
  type WindowsHolders,
} from './answers';
import { ClientSockets } from './clientSockets';
import { netstatCommand, socketTableFrom } from './netstat';
import { powershellLaunch } from './powershellScript';
import { SettingsReader } from './settings';
import { systemDirectory } from './systemDirectory';
import { processNameFrom, tasklistCommand } from './tasklist';
import { timeWaitReuse } from './timeWait';

/** What the reader needs from outside; the defaults are the real things. */
export interface WindowsSurroundings {
  readonly run?: RunCommand;
  readonly clock?: Clock;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Instead of a PowerShell of our own. */
  readonly session?: { readonly ask: Ask; dispose(): void };
}

/** TcpStatistics has no such member. */
const UNCOUNTED = unavailable('unsupported', 'TcpStatistics');

/** The Windows reader. It has one socket table for all processes, so the scope's process changes nothing. */
export function createWindowsMachine(surroundings: WindowsSurroundings = {}): Machine {
  const run = surroundings.run ?? runCommand;
  const clock = surroundings.clock ?? realClock;
  const directory = systemDirectory(surroundings.environment ?? process.env);
  const session = surroundings.session ?? new AnswerSession(powershellLaunch(directory));
  const ask: Ask = (question, signal) => session.ask(question, signal);
  const settings = new SettingsReader(ask, run, directory, clock);
  const clientSockets = new ClientSockets(ask, run, directory, () => clock().steadyMs);

  return {
    platform: 'win32',
    async measure({ origins }, signal): Promise<Measurement> {
      const [read, table] = await Promise.all([
        settings.read(signal),
        readTable(ask, run, directory, signal),
      ]);
      const range = read.ephemeralRange.kind === 'value' ? read.ephemeralRange.value : undefined;
      const rangeV6 =
        read.ephemeralRangeV6?.kind === 'value' ? read.ephemeralRangeV6.value : undefined;
      const grouped = mapReading(table, (rows) => groupSockets(rows, range, rangeV6));
      const clients = origins && (await clientSockets.read(range, origins, signal));
      const moment = momentOf(table, clock);
      return {
        platform: 'win32',
        ...moment,
        namespace: {},
        ...read,
        timeWaitReuse: timeWaitReuse(moment.atMs),
        destinations: mapReading(grouped, (groups) => groups.destinations),
        totals: mapReading(grouped, (groups) => groups.totals),
        listeningPorts: mapReading(grouped, (groups) => groups.listeningPorts),
        ...(clients && { clients }),
      };
    },
    async sampleCounters() {
      const activeOpens = activeOpensFromAnswer(await ask('counters'));
      return { ...clock(), activeOpens, timeWait: UNCOUNTED };
    },
    async holdersOf(port, _scope, signal) {
      const answer = holdersFromAnswer(await ask(`holders ${port}`, signal));
      if (answer.kind === 'value') return value(portHolders(answer), answer.from);
      if (answer.reason === 'cancelled') return answer;
      return holdersByCommands(run, directory, port, signal);
    },
    async listeners(_scope, signal) {
      const answer = holdersFromAnswer(await ask('holders 0', signal));
      return answer.kind === 'value' ? value(portHolders(answer), answer.from) : answer;
    },
    async listenFacts(port, _scope, signal) {
      const { ephemeralRange } = await settings.read(signal);
      const table = await readTable(ask, run, directory, signal);
      return {
        connections:
          table.kind === 'value'
            ? await connectionsOn(run, directory, table, port, ephemeralRange, signal)
            : table,
        localAddresses: ownAddresses(clock().atMs),
      };
    },
    dispose: () => {
      session.dispose();
    },
  };
}

async function readTable(
  ask: Ask,
  run: RunCommand,
  directory: string,
  signal: AbortSignal | undefined,
): Promise<Reading<SocketTable>> {
  const answer = tableFromAnswer(await ask('table', signal));
  if (answer.kind === 'value' || answer.reason === 'cancelled') return answer;
  return socketTableFrom(await run(netstatCommand(directory), signal));
}

async function connectionsOn(
  run: RunCommand,
  directory: string,
  table: Value<SocketTable>,
  port: number,
  range: Reading<PortSpan>,
  signal: AbortSignal | undefined,
): Promise<Reading<PortConnections>> {
  const { total, waiting, rows } = connectionRowsOn(
    table.value,
    port,
    range.kind === 'value' ? range.value : undefined,
  );
  const processes = new Map<number, Reading<ProcessInfo>>();
  for (const owner of ownersOf(rows)) {
    processes.set(owner, await processByTasklist(run, directory, owner, signal));
  }
  return value({ total, waiting, first: namedConnections(rows, processes) }, table.from);
}

function portHolders(holders: Value<WindowsHolders>): readonly PortHolder[] {
  const { listeners, processes } = holders.value;
  return listeners.map(({ owner, ...local }) => {
    const info = processInfo(processes, owner);
    return {
      local,
      process:
        info === undefined
          ? unavailable('process-gone', holders.from.where, `process ${owner}`)
          : value(info, holders.from),
    };
  });
}

async function holdersByCommands(
  run: RunCommand,
  directory: string,
  port: number,
  signal: AbortSignal | undefined,
): Promise<Reading<readonly PortHolder[]>> {
  const table = socketTableFrom(await run(netstatCommand(directory), signal));
  if (table.kind === 'unavailable') return table;
  const holders = listenersOn(table.value, port).map(
    async ({ address, owner }): Promise<PortHolder> => ({
      local: { address, port },
      process: await processByTasklist(run, directory, owner, signal),
    }),
  );
  return value(await Promise.all(holders), table.from);
}

async function processByTasklist(
  run: RunCommand,
  directory: string,
  processId: number,
  signal: AbortSignal | undefined,
): Promise<Reading<ProcessInfo>> {
  const output = await run(tasklistCommand(directory, processId), signal);
  if (output.kind === 'unavailable') return output;
  const name = processNameFrom(output.value, processId);
  return name === undefined
    ? unavailable('process-gone', output.from.where, `process ${processId}`)
    : value({ processId, name, parents: [] }, output.from);
}
