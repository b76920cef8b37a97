/**
 * The shape of a signature: what a runtime prints when a socket fails, as data. A new runtime is a
 * new file in `signatures/` and a line in `runtimes.ts`; nothing else changes.
 */
import type { Operation, Platform, SocketErrorCode } from './socketError';

/**
 * One wording of an error. The pattern looks at a single line; its named groups are read so:
 *
 * - `code`: a POSIX or Winsock name (`EADDRINUSE`, `WSAEADDRINUSE`, Rust's `AddrInUse`)
 * - `number`: an errno, Winsock or libuv number
 * - `words`: the system's own sentence, looked up in the tables of words
 * - `call`: `listen`, `bind` or `connect`
 * - `endpoint`: `host:port` in any of the usual notations; or `address` and `port`; or `url`
 * - `local`: the local end of a connect, as Node prints it
 *
 * Every expression is linear: no nested repetition, and wide classes have an upper bound, because
 * the text is hostile.
 */
export interface Signature {
  /** `runtime.what`, unique; it is the `signature` of the errors found. */
  readonly id: string;
  readonly pattern: RegExp;
  /**
   * Literal pieces of which at least one stands in every line that matches, without the letters
   * whose case varies. The prefilter looks for them; how is its affair (`stems.ts`), but a needle
   * with a rare letter in it is cheapest. One of digits alone counts only up to 20 characters
   * behind `error`, `errno` or `code`; put what else stands before a number into the needle.
   */
  readonly needles: readonly string[];
  /** Where the groups do not say it. */
  readonly code?: SocketErrorCode;
  readonly operation?: Operation;
  /** Set where these words are printed on one system only. */
  readonly platform?: Platform;
  /** The text fits other troubles too; it counts only if the operation turns out to be this. */
  readonly onlyWhen?: Operation;
  /** An EADDRNOTAVAIL that may as well mean that the host has no such address family. */
  readonly mayLackAddress?: boolean;
  /** The runtime prints the port only where it is not 0 ("any port"). */
  readonly omitsPortZero?: boolean;
  /** Fixture (without extension, below test/fixtures/recognize) that this signature recognises… */
  readonly provedBy: string;
  /** …and one with similar words that it must leave alone. */
  readonly notMatching: string;
}

/** Words that are no error by themselves, but say which operation failed, or where. */
export interface Hint {
  readonly pattern: RegExp;
  readonly operation?: Operation;
  /**
   * - `line`: only on the line of the error itself.
   * - `near`: also in the stack around it.
   * - `above`: only in the lines above, which tell where a call went: the source lines of a
   *   traceback, or what a server says before it tries. Believed for the same operation only.
   */
  readonly reach: 'line' | 'near' | 'above';
  /** Gives way to any other hint. */
  readonly weak?: boolean;
  /** Only this runtime prints it, whoever else's words the error itself is made of. */
  readonly decidesRuntime?: boolean;
}

/** How a runtime prints the frames of a stack. Groups: `path`, `line`, `column` (optional). */
export interface FrameSyntax {
  readonly pattern: RegExp;
  /**
   * - `innermost-first`: frames follow the message, the failing call on top.
   * - `innermost-last`: frames precede the message (Python).
   * - `site`: a single place, used where no frame of a stack is the user's.
   */
  readonly order: 'innermost-first' | 'innermost-last' | 'site';
}

/** Everything that is known about one runtime's words. */
export interface RuntimeWords {
  /** `node`, `dotnet`, …; absent for words that any runtime may print. */
  readonly runtime?: string;
  readonly signatures: readonly Signature[];
  readonly hints?: readonly Hint[];
  readonly frames?: readonly FrameSyntax[];
  /** Paths that belong to the runtime or a library, not to the user. */
  readonly libraryPath?: RegExp;
}

/** A sentence of an operating system. */
export interface SystemSentence {
  readonly language: string;
  readonly text: string;
  readonly code: SocketErrorCode;
  readonly platform?: Platform;
}
