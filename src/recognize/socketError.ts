/**
 * What the text of a program says about a socket that failed. This file is the contract of the
 * room: other rooms import it, and it imports nothing.
 */

export type Platform = 'linux' | 'darwin' | 'win32';

/**
 * What kind of trouble it is, as far as the text can tell.
 *
 * - `address-taken`: a listen or bind found another socket at that address.
 * - `ephemeral-exhaustion`: a connect found no free local port.
 * - `port-forbidden`: the system refuses this port (excluded range, privileged port).
 * - `address-not-local`: the address asked for does not belong to this machine.
 * - `undetermined`: the text alone cannot tell; a measurement can.
 */
export type Illness =
  | 'address-taken'
  | 'ephemeral-exhaustion'
  | 'port-forbidden'
  | 'address-not-local'
  | 'undetermined';

export type Operation = 'listen' | 'connect' | 'unknown';

/** The POSIX name of the error, also where the program printed a Windows or errno number. */
export type SocketErrorCode = 'EADDRINUSE' | 'EADDRNOTAVAIL' | 'ENOBUFS' | 'EACCES' | 'EAGAIN';

/** An address and port; each is absent where the text does not name it. */
export interface Endpoint {
  readonly address?: string;
  readonly port?: number;
}

/** A place in a source file. Lines and columns count from 1, as programs print them. */
export interface SourceFrame {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
}

export interface SocketError {
  readonly illness: Illness;
  readonly operation: Operation;
  readonly code: SocketErrorCode;
  /** The local end of a listen, the remote end of a connect. */
  readonly endpoint?: Endpoint;
  /** Whose words these are: `node`, `dotnet`, `python`, `go`, … */
  readonly runtime?: string;
  /** The line that matched, without escape sequences, cut to {@link maxLineLength}. */
  readonly line: string;
  /** The user's own frame (not a library's), where the stack or the event names one. */
  readonly frame?: SourceFrame;
  /** Id of the signature that matched, for logs and tests. */
  readonly signature: string;
}

/** Longer lines are cut: debuggee output is hostile input, and nobody reads further. */
export const maxLineLength = 2_000;
