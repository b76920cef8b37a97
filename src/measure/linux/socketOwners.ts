/** Which process holds a socket: the inode of the table, looked for in /proc/<pid>/fd. */
import { readdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Reading } from '../measurement';
import { unavailable, value } from '../reading';
import { livingFamilyOf } from './descendants';
import { forEachHeldSocket, inodeAt } from './heldSockets';

/** Work between two turns of the event loop; each step is one small /proc file. */
const SLICE_MS = 4;
/** Holders remembered at most. */
const REMEMBERED = 1024;

interface Hold {
  readonly processId: number;
  readonly descriptor: string;
}

/** Finds holders of sockets, and remembers them: a look at a known one costs one readlink. */
export class SocketOwners {
  private readonly known = new Map<number, Hold>();

  constructor(private readonly procRoot = '/proc') {}

  /**
   * The process that holds each inode. Where several do (a cluster's workers inherit the
   * listener), the first found counts: `near` and its descendants first, then by process id, so
   * that a parent mostly comes before its children.
   * @param near the debuggee
   * @returns per inode the process id, or `permission` where processes of other users could not be
   *   looked into, or `not-found` where all could and none holds it (another container's, or a
   *   kernel socket), or `cancelled`
   */
  async find(
    inodes: readonly number[],
    near: number | undefined,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<number, Reading<number>>> {
    const found = new Map<number, Reading<number>>();
    const wanted = new Set(inodes);
    for (const inode of inodes) {
      const hold = this.known.get(inode);
      if (hold === undefined) continue;
      const where = `${this.procRoot}/${hold.processId}/fd/${hold.descriptor}`;
      if (inodeAt(where) === inode) this.settle(inode, hold, wanted, found);
      else this.known.delete(inode);
    }
    const unreadable = wanted.size === 0 ? 0 : await this.search(wanted, found, near, signal);
    const where = `${this.procRoot}/*/fd`;
    for (const inode of wanted) {
      if (signal?.aborted === true) found.set(inode, unavailable('cancelled', where));
      else if (unreadable > 0) {
        found.set(
          inode,
          unavailable(
            'permission',
            where,
            `processes of other users that are closed to us: ${unreadable}`,
          ),
        );
      } else found.set(inode, unavailable('not-found', where, 'no visible process holds it'));
    }
    return found;
  }

  /** @returns how many processes could not be looked into */
  private async search(
    wanted: Set<number>,
    found: Map<number, Reading<number>>,
    near: number | undefined,
    signal?: AbortSignal,
  ): Promise<number> {
    let unreadable = 0;
    const searched = new Set<number>();
    let sliceEndsAtMs = performance.now() + SLICE_MS;
    const family = () => (near === undefined ? [] : livingFamilyOf(near, this.procRoot));
    for (const candidates of [family, () => this.allProcesses()]) {
      for (const processId of candidates()) {
        if (searched.has(processId)) continue;
        searched.add(processId);
        if (!this.searchProcess(processId, wanted, found)) unreadable++;
        if (wanted.size === 0 || signal?.aborted === true) return unreadable;
        if (performance.now() > sliceEndsAtMs) {
          await nextTurn();
          sliceEndsAtMs = performance.now() + SLICE_MS;
        }
      }
    }
    return unreadable;
  }

  /** @returns false where the process may not be looked into */
  private searchProcess(
    processId: number,
    wanted: Set<number>,
    found: Map<number, Reading<number>>,
  ): boolean {
    return forEachHeldSocket(this.procRoot, processId, (inode, descriptor) => {
      if (wanted.has(inode)) this.settle(inode, { processId, descriptor }, wanted, found);
    });
  }

  private settle(
    inode: number,
    hold: Hold,
    wanted: Set<number>,
    found: Map<number, Reading<number>>,
  ): void {
    wanted.delete(inode);
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(inode, hold);
    const where = `${this.procRoot}/${hold.processId}/fd/${hold.descriptor}`;
    found.set(inode, value(hold.processId, { how: 'file', where, atMs: Date.now() }));
  }

  private allProcesses(): readonly number[] {
    try {
      return readdirSync(this.procRoot)
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .sort((a, b) => a - b);
    } catch {
      return [];
    }
  }
}
