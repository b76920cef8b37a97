/**
 * Who holds the client's ends of connections: inodes of the table looked for in the open files of
 * the families' processes. Costs little while nothing changes: an inode that was found is known for
 * as long as the table has it, and nobody else's processes are looked into.
 */
import type { DestinationClients, FamilyProcess, RootedOrigin } from '../clients';
import {
  destinationClients,
  listenerRows,
  openClientRows,
  type RowTelling,
  type ToldRows,
} from '../clientSockets';
import type { SocketTable } from '../socketTable';
import { Chase, elusiveDestinations, type SidedTable } from './chase';
import { FamilySockets } from './familySockets';

/**
 * A socket that is in the table and in no process may have been closed in between, or its process
 * may have been too young for the look at the tree. Found in none at a second look, it is another's.
 */
const LOOKS_TO_BE_OTHERS = 2;
/** Looks at several network namespaces may take turns: what one does not have is kept for so many. */
const KEPT_LOOKS = 8;

interface Known {
  /** Undefined while it was found in no family. */
  readonly holder: FamilyProcess | undefined;
  /** How many looks found it in none. */
  readonly looks: number;
  /** Whether it need not be looked for any more. */
  readonly isSettled: boolean;
  /** The look that told first whose it is; undefined while that is open. */
  readonly toldAt: number | undefined;
  readonly seenAt: number;
}

/** Keeps families and inodes from look to look. */
export class ClientOwners {
  private readonly families: FamilySockets;
  private readonly chase: Chase;
  private readonly known = new Map<number, Known>();
  private look = 0;
  private roots = '';

  constructor(procRoot = '/proc') {
    this.families = new FamilySockets(procRoot);
    this.chase = new Chase(this.families);
  }

  /**
   * Who holds the open client ends, by destination.
   * @param now the table, read just now
   * @param readAgain for connections too short to be found after one reading
   */
  async clientsIn(
    now: SidedTable,
    origins: readonly RootedOrigin[],
    readAgain: () => Promise<SidedTable | undefined>,
    signal?: AbortSignal,
  ): Promise<readonly DestinationClients[]> {
    const look = ++this.look;
    await this.families.update(origins);
    this.askAnewFor(origins);
    const { table } = now;
    const rows = openClientRows(table, now.sides);
    const inodes = new Set([...rows, ...listenerRows(table)].map((row) => table.owner[row] ?? 0));
    const wanted = [...inodes].filter((inode) => this.known.get(inode)?.isSettled !== true);
    const { holders, isComplete } = await this.families.find(wanted, signal);
    for (const inode of inodes) {
      const told = knownNow(this.known.get(inode), holders.get(inode), isComplete, look);
      this.known.set(inode, told);
    }
    const readings = [this.toldRows(table, rows, look)];
    const found = destinationClients(readings);
    this.chase.told(found, look);
    const elusive = elusiveDestinations(now, found);
    for (const caught of await this.chase.after(elusive, origins, readAgain, look, signal)) {
      const fresh = caught.rows.filter((row) => !inodes.has(caught.table.owner[row] ?? 0));
      for (const row of caught.rows) {
        const inode = caught.table.owner[row] ?? 0;
        this.known.set(inode, knownNow(undefined, caught.holderOf(row), false, look));
        inodes.add(inode);
      }
      readings.push(this.toldRows(caught.table, fresh, look));
    }
    for (const [inode, { seenAt }] of this.known) {
      if (seenAt <= look - KEPT_LOOKS) this.known.delete(inode);
    }
    return readings.length > 1 ? destinationClients(readings) : found;
  }

  /** A process that a debugger has just been attached to was another's until now. */
  private askAnewFor(origins: readonly RootedOrigin[]): void {
    const roots = origins.map(({ id, processIds }) => `${id} ${processIds.join()}`).join('\n');
    if (roots === this.roots) return;
    this.roots = roots;
    for (const [inode, known] of this.known) this.known.set(inode, { ...known, isSettled: false });
  }

  private toldRows(table: SocketTable, rows: readonly number[], look: number): ToldRows {
    return { table, rows, tell: (row) => this.tell(table.owner[row] ?? 0, look) };
  }

  private tell(inode: number, look: number): RowTelling {
    const known = this.known.get(inode);
    if (known?.toldAt === undefined) return { holder: 'untold', isNews: known?.looks === 1 };
    return { holder: known.holder ?? 'others', isNews: known.toldAt === look };
  }
}

function knownNow(
  before: Known | undefined,
  holder: FamilyProcess | undefined,
  isComplete: boolean,
  look: number,
): Known {
  if (before?.isSettled === true) return { ...before, seenAt: look };
  const looks = (before?.looks ?? 0) + (holder === undefined ? 1 : 0);
  const isSettled = holder !== undefined || (isComplete && looks >= LOOKS_TO_BE_OTHERS);
  const toldAt = before?.toldAt ?? (isSettled ? look : undefined);
  return { holder, looks, isSettled, toldAt, seenAt: look };
}
