/**
 * Connections of a few milliseconds are in the table at a look and gone from their process when it is
 * looked into. Where such a destination is busy and nobody was caught yet, the table is read a few
 * times more, with a look into the workspace's programs right before and right after.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DestinationClients, FamilyProcess, RootedOrigin } from '../clients';
import { destinationKey, destinationOf, openClientRows } from '../clientSockets';
import { CLIENT } from '../socketSides';
import { stateCode, type SocketTable } from '../socketTable';
import type { FamilySockets } from './familySockets';

const TIME_WAIT = stateCode('time-wait');
/** A row that waits longer than this closed within the last two seconds (TCP_TIMEWAIT_LEN is 60 s). */
const JUST_CLOSED_MS = 58_000;
/**
 * Processor time that a look may add (of a full table, a single reading costs as much), and time: on
 * a busy machine the two are far apart.
 */
const MOST_WORK_MS = 20;
const LONGEST_MS = 250;
const MOST_READINGS = 12;
/** Between two readings, so that they do not find the same connections. */
const PAUSE_MS = 5;
/** After so many looks in vain, only every so many. */
const EAGER_LOOKS = 10;
const LOOKS_BETWEEN = 5;
/** What was told so many looks ago is looked for again. */
const TOLD_FOR_LOOKS = 30;
const MAX_DESTINATIONS = 256;

export interface SidedTable {
  readonly table: SocketTable;
  /** By row, see socketSides.ts. */
  readonly sides: Uint8Array;
}

/** Sockets that were caught in another reading of the table. */
export interface CaughtRows {
  readonly table: SocketTable;
  readonly rows: readonly number[];
  readonly holderOf: (row: number) => FamilyProcess | undefined;
}

/** Destinations with connections that are gone: closed just now, or before anybody could look. */
export function elusiveDestinations(
  { table, sides }: SidedTable,
  clients: readonly DestinationClients[],
): ReadonlySet<string> {
  const elusive = new Set(
    clients
      .filter(({ untold }) => untold.news > 0)
      .map(({ destination }) => destinationKey(destination)),
  );
  for (let row = 0; row < table.length; row++) {
    if (table.state[row] !== TIME_WAIT || sides[row] !== CLIENT) continue;
    if ((table.timeWaitRemainingMs[row] ?? 0) <= JUST_CLOSED_MS) continue;
    elusive.add(destinationKey(destinationOf(table, row)));
  }
  return elusive;
}

/** Remembers for which destinations somebody was caught, and for which it was tried in vain. */
export class Chase {
  private readonly toldAt = new Map<string, number>();
  private readonly triedAt = new Map<string, { readonly tries: number; readonly look: number }>();

  constructor(private readonly families: FamilySockets) {}

  /** Takes in who was found at the look without any chase. */
  told(clients: readonly DestinationClients[], look: number): void {
    for (const { destination, held, others } of clients) {
      if ([...held, others].some(({ news }) => news > 0)) {
        this.settle(destinationKey(destination), look);
      }
    }
  }

  /** Tries to catch who makes new connections to those of which nobody is known. */
  async after(
    elusive: ReadonlySet<string>,
    origins: readonly RootedOrigin[],
    readAgain: () => Promise<SidedTable | undefined>,
    look: number,
    signal: AbortSignal | undefined,
  ): Promise<readonly CaughtRows[]> {
    const wanted = new Set([...elusive].filter((key) => this.isWorthTrying(key, look)));
    const caught: CaughtRows[] = [];
    const endsAtMs = performance.now() + LONGEST_MS;
    const before = process.cpuUsage();
    for (let reading = 0; reading < MOST_READINGS && wanted.size > 0; reading += 1) {
      if (workMsSince(before) > MOST_WORK_MS || performance.now() > endsAtMs) break;
      if (signal?.aborted === true) break;
      await sleep(PAUSE_MS);
      await this.families.update(origins);
      const processIds = new Map<number, number>();
      this.families.noteWorkspaces(processIds);
      const again = await readAgain();
      if (again === undefined) break;
      this.families.noteWorkspaces(processIds);
      const rows = this.rowsCaught(again, wanted, processIds);
      caught.push(rows);
      for (const row of rows.rows) {
        const key = destinationKey(destinationOf(again.table, row));
        wanted.delete(key);
        this.settle(key, look);
      }
    }
    for (const key of wanted) {
      const tries = (this.triedAt.get(key)?.tries ?? 0) + 1;
      remember(this.triedAt, key, { tries, look });
    }
    return caught;
  }

  private settle(key: string, look: number): void {
    remember(this.toldAt, key, look);
    this.triedAt.delete(key);
  }

  private isWorthTrying(key: string, look: number): boolean {
    if (look - (this.toldAt.get(key) ?? -Infinity) < TOLD_FOR_LOOKS) return false;
    const tried = this.triedAt.get(key);
    return tried === undefined || tried.tries < EAGER_LOOKS || look - tried.look >= LOOKS_BETWEEN;
  }

  private rowsCaught(
    { table, sides }: SidedTable,
    wanted: ReadonlySet<string>,
    processIds: ReadonlyMap<number, number>,
  ): CaughtRows {
    const processIdOf = (row: number) => processIds.get(table.owner[row] ?? 0);
    const rows = openClientRows(table, sides).filter(
      (row) =>
        processIdOf(row) !== undefined && wanted.has(destinationKey(destinationOf(table, row))),
    );
    const holders = new Map(
      rows.map((row) => [row, this.families.describe(processIdOf(row) ?? 0)] as const),
    );
    return { table, rows, holderOf: (row) => holders.get(row) };
  }
}

function workMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function remember<T>(map: Map<string, T>, key: string, what: T): void {
  map.delete(key);
  map.set(key, what);
  const oldest = map.keys().next();
  if (map.size > MAX_DESTINATIONS && oldest.done !== true) map.delete(oldest.value);
}
