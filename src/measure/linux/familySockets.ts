/** The processes of the families, and the sockets among their open files. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FamilyProcess, RootedOrigin } from '../clients';
import { debuggerMark } from '../debuggers';
import { Families } from '../families';
import { forEachHeldSocket } from './heldSockets';
import { ProcessTree } from './processTree';

/** Work between two turns of the event loop. */
const SLICE_MS = 4;

/** What a search found. */
export interface FoundSockets {
  /** By inode. */
  readonly holders: ReadonlyMap<number, FamilyProcess>;
  /** Whether every process could be looked into, and there was time to. */
  readonly isComplete: boolean;
}

export class FamilySockets {
  private readonly tree: ProcessTree;
  private readonly families = new Families();

  constructor(private readonly procRoot = '/proc') {
    this.tree = new ProcessTree(procRoot);
  }

  /** Learns of processes that are new, and of those that have gone. */
  async update(origins: readonly RootedOrigin[]): Promise<void> {
    this.families.update(await this.tree.read(), origins);
  }

  /** Looks for sockets in all families, the workspace's programs first; no further than needed. */
  async find(inodes: readonly number[], signal?: AbortSignal): Promise<FoundSockets> {
    const wanted = new Set(inodes);
    const holders = new Map<number, FamilyProcess>();
    let isComplete = true;
    let sliceEndsAtMs = performance.now() + SLICE_MS;
    for (const processId of this.families.all()) {
      if (wanted.size === 0) break;
      if (signal?.aborted === true) return { holders, isComplete: false };
      const found: number[] = [];
      const isOpen = forEachHeldSocket(this.procRoot, processId, (inode) => {
        if (wanted.delete(inode)) found.push(inode);
      });
      const process = found.length > 0 ? this.describe(processId) : undefined;
      if (process !== undefined) for (const inode of found) holders.set(inode, process);
      isComplete &&= isOpen;
      if (performance.now() > sliceEndsAtMs) {
        await nextTurn();
        sliceEndsAtMs = performance.now() + SLICE_MS;
      }
    }
    return { holders, isComplete };
  }

  /** Adds the sockets that the workspace's programs hold at this moment: process ids by inode. */
  noteWorkspaces(processIds: Map<number, number>): void {
    for (const processId of this.families.all()) {
      if (this.families.originOf(processId)?.kind === 'editor') break; // all that follow are, too
      forEachHeldSocket(this.procRoot, processId, (inode) => processIds.set(inode, processId));
    }
  }

  /** Undefined for one that belongs to no family. */
  describe(processId: number): FamilyProcess | undefined {
    const origin = this.families.originOf(processId);
    if (origin === undefined) return undefined;
    const { name, commandLine } = this.tree.describe(processId);
    return { processId, name, origin, debugger: debuggerMark(commandLine) };
  }
}
