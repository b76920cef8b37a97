/**
 * What a probe inside a program says to the editor: the contract between `src/probe` (which imports
 * these types and nothing else of the house) and the receiving end beside this file.
 *
 * One JSON object a line over a Unix socket or a named pipe, never TCP: the probe must not use up
 * what it measures. Nothing ever goes back to the program. Counts are cumulative, so that a message
 * that is lost, or left out because the pipe is full, costs nothing but time.
 */

/** Raised when a probe of an older extension would be misunderstood. */
export const wireVersion = 1;

/** A line longer than this is not read; probes keep below it. */
export const longestLineBytes = 32_768;

/** Counts are told so long after the first change at most, as far as the program lets the probe run. */
export const reportDelayMs = 250;

/**
 * The environment variable that a probe starts from: `<wireVersion>:<launch>:<path of the pipe>`.
 * `launch` is a token of this one launch: who does not know it is not listened to.
 */
export const probeVariable = 'SOCKET_DOCTOR_PROBE';

/**
 * The first message of every thread of a program that the probe runs in. A second one of the same
 * process, thread and start continues the first, on another connection: where a pipe cannot be
 * written to at once, a program that exits opens a new one for its last counts (Windows).
 */
export interface Hello {
  readonly type: 'hello';
  readonly protocol: typeof wireVersion;
  readonly launch: string;
  readonly runtime: 'node' | 'python';
  /** Of the runtime: `20.20.2`. */
  readonly version: string;
  readonly processId: number;
  readonly parentProcessId: number;
  /** 0 is the main thread. */
  readonly threadId: number;
  /** When the process began, in ms since the epoch. */
  readonly startedAtMs: number;
  /** The script, or what else was asked for, at most 300 characters; empty where there is none. */
  readonly program: string;
}

/** A place in a file, 1-based; `column` counts UTF-16 code units, absent where the runtime has none. */
export interface Place {
  /** A path or a `file:` URL, as the runtime names it. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

export interface Frame extends Place {
  readonly function?: string;
  /** The place in the source, where the runtime itself holds the source map (code that is on no disk). */
  readonly source?: Place;
}

/**
 * A place that makes calls, told once and named by its number from then on: the innermost frames of
 * the stack that belong neither to the runtime nor to the probe, innermost first, at most 8. Frames
 * of libraries are among them: the editor's side knows source maps, and so what is a library.
 */
export interface Site {
  readonly type: 'site';
  readonly site: number;
  readonly frames: readonly Frame[];
}

/** Where connections lead, told once (again when it has a new name). */
export interface Destination {
  readonly type: 'destination';
  readonly destination: number;
  /** The peer's IP address and port, as the socket table has them. */
  readonly address: string;
  readonly port: number;
  /** What the program called it (`localhost`, `db.test`), at most 4. */
  readonly names: readonly string[];
}

/** Since the program began. */
export interface DestinationCounts {
  readonly destination: number;
  /** Connections that were established. */
  readonly connections: number;
  /** Connections that could not be: how many, by error code; at most 8 codes. */
  readonly failures: Readonly<Record<string, number>>;
  /**
   * Requests begun. Absent where the probe does not know the protocol that is spoken: then nobody
   * can say how many requests a connection carried. Absent again, where it could not follow one to
   * the end.
   */
  readonly requests?: number;
  /**
   * Closed connections, by who sent its FIN (or RST) first. All three absent: it cannot tell. Where
   * more happens than can be looked at, an estimate like `sites`, in which the last few may lack.
   */
  readonly closedHere?: number;
  readonly closedThere?: number;
  /** How long the closed ones lived, summed up, in ms. */
  readonly heldMs?: number;
  /**
   * What each place contributed to `connections` and `requests`. Where more happens than stacks can
   * be looked at, an estimate: each look stands for as many as went by.
   */
  readonly sites: readonly {
    readonly site: number;
    readonly connections: number;
    readonly requests: number;
  }[];
}

/** Those destinations whose counts changed since the last message. */
export interface Counts {
  readonly type: 'counts';
  /** The program's clock, in ms since the epoch. */
  readonly atMs: number;
  readonly destinations: readonly DestinationCounts[];
  /** What no longer had room (destinations or places beyond the probe's limits), so far. */
  readonly leftOut: number;
}

export type ProbeMessage = Hello | Site | Destination | Counts;
