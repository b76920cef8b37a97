/**
 * Whose sockets they are: which processes hold the client's ends of connections to a destination, and
 * what those processes belong to. Types only, so that the pure rooms may use them.
 */
import type { SocketAddress } from './measurement';

/** What processes come from: something that was started in the editor, or the editor itself. */
export interface Origin {
  /** The same for the same session, terminal or task; unique among all. */
  readonly id: string;
  readonly kind: 'session' | 'terminal' | 'task' | 'editor';
  /** What a person calls it: hostile text. */
  readonly label: string;
  /** The processes were told by when they began alone: they are probably of this origin. */
  readonly isGuessed?: true;
}

/** An origin with the processes that it began with: they and all their descendants are its family. */
export interface RootedOrigin extends Origin {
  readonly processIds: readonly number[];
}

/** What a command line says of a debugger. */
export interface DebuggerMark {
  /** Whether the process is a part of a debugger, and not the program that is debugged. */
  readonly isPart: boolean;
  /** Ports through which the process speaks with its debugger, as its command line names them. */
  readonly ports: readonly number[];
}

/** A process of an origin's family. */
export interface FamilyProcess {
  readonly processId: number;
  /** Hostile text. */
  readonly name: string;
  readonly origin: Origin;
  readonly debugger: DebuggerMark;
}

/** Sockets that are open now. */
export interface SocketCount {
  readonly open: number;
  /** Those of them of which this look is the first to tell. */
  readonly news: number;
}

/** The client's ends of connections to one destination that are open now, by who holds them. */
export interface DestinationClients {
  readonly destination: SocketAddress;
  readonly held: readonly (SocketCount & { readonly process: FamilyProcess })[];
  /** Held by no process of any origin: looked for twice, in processes that could all be looked into. */
  readonly others: SocketCount;
  /** Whose these are could not be told: most were closed before they were found in a process. */
  readonly untold: SocketCount;
  /** Who listens at the destination, where it is on this machine and a process of an origin's. */
  readonly acceptor?: FamilyProcess;
}
