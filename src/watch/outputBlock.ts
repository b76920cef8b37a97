/**
 * The contract of the room: whole lines of a program's output, each block with where it came from.
 */

/** A place in a source file, as the debugger gives it; lines and columns count from 1. */
export interface OutputLocation {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
}

/** Which program spoke, and through which door. */
export interface OutputSource {
  readonly kind: 'debug-console' | 'terminal' | 'task';
  /** Identifies one stream of text; lines are assembled per stream. */
  readonly streamId: string;
  /**
   * The run of a program that speaks: the outermost debug session (child sessions are walked up to
   * it), or one command in a terminal. A person is told of a trouble once a run.
   */
  readonly runId: string;
  /** When that run began, in ms since the epoch. */
  readonly startedAtMs: number;
  /** The debug session where it is one; the same as {@link runId}. */
  readonly sessionId?: string;
  /** The shell of the terminal, which lives in the same network namespace as its programs. */
  readonly shellProcessId?: number;
  /** What a person calls it: the debug session's or terminal's name. */
  readonly label: string;
}

/** One or more whole lines, free of escape sequences, joined by `\n`, without a final `\n`. */
export interface OutputBlock {
  readonly source: OutputSource;
  readonly text: string;
  /** Where the debugger says the first line of this block came from. */
  readonly location?: OutputLocation;
}

/** Who receives the lines; `ended` comes once, after the last block of the stream. */
export interface OutputSink {
  accept(block: OutputBlock): void;
  /** Nothing came for a while (or ever will): what is pending may be judged now. */
  settled(source: OutputSource): void;
  /** The stream is over, after a last `settled`: what is kept for it may be let go. */
  ended?(source: OutputSource): void;
  /**
   * Whether text may hold what this sink looks for. Ordinary output is not handed on at all, so
   * that it costs little; and when more arrives than can be read, it is let go. The text is raw,
   * as the program wrote it; `before` is the unfinished line that it continues, as far as anyone
   * reads. Where the line is kept, `before` is all of it, and the unfinished line at the end of the
   * text need not be judged: it comes again with what follows it. Without this, everything is
   * handed on.
   */
  mightMatter?(text: string, before: string, isLineKept: boolean): boolean;
  /** Whether the next lines of the stream belong to what was seen, however ordinary they look. */
  awaitsMore?(source: OutputSource): boolean;
}
