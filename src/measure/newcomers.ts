/**
 * The programs of debug sessions whose debuggers name no process (many of Go, Java, Rust and C++ send no
 * `process` event): what has begun below the extension host since a launch was asked for, and is there
 * still. A guess: a language server may begin at the same moment.
 */
import { childrenIn, familyOf, type ProcessNode } from './processNodes';

type Tree = ReadonlyMap<number, ProcessNode>;

/** Sessions that are kept count of at a time. */
const MAX_SESSIONS = 50;
const MAX_FAMILY = 4_096;
/** A debugger and its program are two or three. */
const MAX_NEWCOMERS = 16;

export interface NewcomersOptions {
  /** All living processes of now; none where they cannot be read. */
  readonly readTree: () => Promise<Tree>;
  /** The process that starts debuggers, or is one itself. */
  readonly hostId: number;
}

interface Session {
  /** Who lived before the launch; unknown where nobody looked. */
  readonly before: Promise<Tree>;
  newcomers: readonly number[];
}

/** Told of launches and names; asked whom a session that has no name has begun. */
export class Newcomers {
  private before: Promise<Tree> = Promise.resolve(new Map());
  private readonly sessions = new Map<string, Session>();

  constructor(private readonly options: NewcomersOptions) {}

  /** A launch is asked for: what begins from now on may be its program. */
  launchAsked(): void {
    this.before = this.options.readTree();
  }

  /** The launch that was asked for has become this session. */
  sessionBegan(sessionId: string): void {
    this.sessions.set(sessionId, { before: this.before, newcomers: [] });
    const [oldest] = this.sessions.keys();
    if (this.sessions.size > MAX_SESSIONS && oldest !== undefined) this.sessions.delete(oldest);
  }

  /** It has ended, or its debugger has named a process after all: there is nothing to guess. */
  settle(sessionId: string): void {
    this.sessions.delete(sessionId);
  }

  /** Looks who is new; free where every session is settled. */
  async look(): Promise<void> {
    if (this.sessions.size === 0) return;
    const now = await this.options.readTree();
    const taken = new Set<number>();
    // Of two sessions that begin together, the later one's program is new to the earlier one too.
    for (const session of [...this.sessions.values()].reverse()) {
      const before = await session.before;
      if (before.size === 0) continue;
      session.newcomers = newcomersBelow(this.options.hostId, before, now)
        .filter((processId) => !taken.has(processId))
        .slice(0, MAX_NEWCOMERS);
      for (const processId of session.newcomers) taken.add(processId);
    }
  }

  /** The topmost processes that probably are the session's, as of the latest look. */
  of(sessionId: string): readonly number[] {
    return this.sessions.get(sessionId)?.newcomers ?? [];
  }
}

/** The topmost of those below a process that were not there before. */
function newcomersBelow(hostId: number, before: Tree, now: Tree): readonly number[] {
  const isNew = (processId: number): boolean => {
    const node = before.get(processId);
    return node === undefined || node.startedAt !== now.get(processId)?.startedAt;
  };
  const childrenOf = childrenIn(now);
  const family = familyOf(
    hostId,
    (processId) => (processId !== hostId && isNew(processId) ? [] : childrenOf(processId)),
    MAX_FAMILY,
  );
  return family.slice(1).filter(isNew);
}
