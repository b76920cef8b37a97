/**
 * Who holds the client's ends of connections, where the socket table itself names the process of each
 * row (macOS, Windows) and only the tree of processes has to be read beside it.
 */
import type { DestinationClients, FamilyProcess, RootedOrigin } from './clients';
import {
  destinationClients,
  listenerRows,
  openClientRows,
  type RowHolder,
  type RowTelling,
} from './clientSockets';
import { debuggerMark } from './debuggers';
import { Families } from './families';
import type { Reading } from './measurement';
import { nodesOf, type ProcessRow } from './processTable';
import type { SocketTable } from './socketTable';

/** Reading the processes takes at most this share of the time. */
const MOST_COST_SHARE = 0.05;
/** So that orphans are noticed before their family is forgotten, and ids that were given anew. */
const PROCESSES_FOR_MS = 10_000;

export interface ProcessSource {
  /** Every process by its id. */
  readonly processes: (signal?: AbortSignal) => Promise<Reading<ReadonlyMap<number, ProcessRow>>>;
  /** The command lines of a few, where {@link processes} leaves them out. */
  readonly commandLines?: (
    processIds: readonly number[],
    signal?: AbortSignal,
  ) => Promise<ReadonlyMap<number, string>>;
  readonly nowMs: () => number;
}

/** Keeps processes and sockets from look to look. */
export class TableOwners {
  private readonly families = new Families();
  private rows: ReadonlyMap<number, ProcessRow> = new Map();
  private readAtMs = -Infinity;
  private costMs = 0;
  private readonly commandLines = new Map<number, string>();
  private known: ReadonlySet<string> = new Set();

  constructor(private readonly source: ProcessSource) {}

  /** Who holds the open client ends of a table, by destination. A row without an owner is left out. */
  async clientsIn(
    table: SocketTable,
    sides: Uint8Array,
    origins: readonly RootedOrigin[],
    signal?: AbortSignal,
  ): Promise<readonly DestinationClients[]> {
    const clientRows = openClientRows(table, sides);
    const rows = [...clientRows, ...listenerRows(table)];
    const owners = new Set(rows.map((row) => table.owner[row] ?? 0));
    await this.readProcesses(owners, signal);
    this.families.update(nodesOf(this.rows), origins);
    await this.readCommandLines(owners, signal);
    const told = new Set<string>();
    const tell = (row: number): RowTelling => {
      const socket = [table.localPort[row], table.remotePort[row], table.owner[row]].join(' ');
      const holder = this.holderOf(table.owner[row] ?? 0);
      told.add(socket);
      return { holder, isNews: !this.known.has(socket) };
    };
    const clients = destinationClients([{ table, rows: clientRows, tell }]);
    this.known = told;
    return clients;
  }

  private holderOf(processId: number): RowHolder {
    const row = this.rows.get(processId);
    if (row === undefined) return 'untold';
    const origin = this.families.originOf(processId);
    if (origin === undefined) return 'others';
    const commandLine = row.process.commandLine ?? this.commandLines.get(processId) ?? '';
    const process: FamilyProcess = {
      processId,
      name: row.process.name,
      origin,
      debugger: debuggerMark(commandLine),
    };
    return process;
  }

  /** Anew for a process that is not known, and now and then; what could not be read stays as it was. */
  private async readProcesses(
    owners: ReadonlySet<number>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const begunMs = this.source.nowMs();
    const ageMs = begunMs - this.readAtMs;
    const isKnown = [...owners].every((owner) => this.rows.has(owner));
    if (isKnown && ageMs < PROCESSES_FOR_MS) return;
    if (ageMs < this.costMs / MOST_COST_SHARE) return;
    const read = await this.source.processes(signal);
    this.readAtMs = begunMs;
    this.costMs = this.source.nowMs() - begunMs;
    if (read.kind === 'value') this.rows = read.value;
  }

  private async readCommandLines(
    owners: ReadonlySet<number>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (const processId of this.commandLines.keys()) {
      if (!this.rows.has(processId)) this.commandLines.delete(processId);
    }
    const missing = [...owners].filter(
      (owner) => this.families.originOf(owner) !== undefined && !this.commandLines.has(owner),
    );
    if (missing.length === 0 || this.source.commandLines === undefined) return;
    const lines = await this.source.commandLines(missing, signal);
    for (const owner of missing) this.commandLines.set(owner, lines.get(owner) ?? '');
  }
}
