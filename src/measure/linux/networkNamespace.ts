/** Whose sockets are looked at: a container's program has its own table, range and listeners. */
import { readlinkSync, statSync } from 'node:fs';
import type { Reading } from '../measurement';
import { unavailable, unavailableFrom, value } from '../reading';

/** A network namespace that can be read, through one process in it. */
export interface NamespaceView {
  /** `net:[…]` as the kernel names it; absent where a process is somebody else's. */
  readonly id?: string;
  /** Whether it is the namespace of this very process. */
  readonly own: boolean;
  /** A `/proc/<pid>/net`. */
  readonly directory: string;
  /** The living process that was asked for. */
  readonly processId?: number;
}

/** Processes remembered at most; the oldest is forgotten. */
const REMEMBERED = 256;

/** Finds namespaces, and remembers those of processes that may be dead by the time it matters. */
export class NetworkNamespaces {
  private readonly seen = new Map<number, { readonly key: string; readonly id?: string }>();

  constructor(private readonly procRoot = '/proc') {}

  /** Notes where a process lives, while it lives. */
  remember(processId: number): void {
    const identity = this.identify(String(processId));
    if (identity.kind !== 'value') return;
    this.seen.delete(processId);
    this.seen.set(processId, identity.value);
    const oldest = this.seen.keys().next();
    if (this.seen.size > REMEMBERED && oldest.done !== true) this.seen.delete(oldest.value);
  }

  /**
   * The namespace of a process, or our own without one. A process that has ended is looked for
   * where it was last seen, if that was here.
   */
  locate(processId: number | undefined): Reading<NamespaceView> {
    const own = this.identify('self');
    if (own.kind !== 'value') return own;
    const from = own.from;
    const ownView = {
      ...(own.value.id === undefined ? {} : { id: own.value.id }),
      own: true,
      directory: `${this.procRoot}/self/net`,
    };
    if (processId === undefined) return value(ownView, from);
    const theirs = this.identify(String(processId));
    if (theirs.kind === 'value') {
      this.remember(processId);
      return value(
        {
          ...(theirs.value.id === undefined ? {} : { id: theirs.value.id }),
          own: theirs.value.key === own.value.key,
          directory: `${this.procRoot}/${processId}/net`,
          processId,
        },
        theirs.from,
      );
    }
    if (theirs.reason !== 'not-found' && theirs.reason !== 'process-gone') return theirs;
    const last = this.seen.get(processId);
    if (last?.key === own.value.key) return value(ownView, from);
    return unavailable(
      'process-gone',
      theirs.where,
      last === undefined
        ? `process ${processId} has ended`
        : `process ${processId} has ended, and lived in another namespace`,
    );
  }

  /**
   * `/proc/<pid>/ns/net` may be read for one's own processes only (ptrace access, proc(5));
   * `/proc/<pid>/net/tcp` has one inode per namespace (seen on Linux 6.18: equal inside a
   * namespace, different across), and anybody may look at it.
   */
  private identify(process: string): Reading<{ readonly key: string; readonly id?: string }> {
    const where = `${this.procRoot}/${process}/net/tcp`;
    let key: string;
    try {
      key = String(statSync(where).ino);
    } catch (error) {
      return unavailableFrom(error, where);
    }
    const from = { how: 'file', where, atMs: Date.now() } as const;
    try {
      return value({ key, id: readlinkSync(`${this.procRoot}/${process}/ns/net`) }, from);
    } catch {
      // Not ours to read: the inode alone tells namespaces apart.
      return value({ key }, from);
    }
  }
}
