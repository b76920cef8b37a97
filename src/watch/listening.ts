/** Which doors a program's words can come through, and why one of them is shut. Plain data. */
import type { OutputSource } from './outputBlock';

/**
 * - `reading`: text comes (or may come at any moment).
 * - `silent`: it can be read, and nothing has come so far.
 * - `shut`: it cannot be read, for the reason given.
 */
export type DoorState = 'reading' | 'silent' | 'shut';

export type ShutReason =
  /** The setting says so. */
  | 'switched-off'
  /** The shell reports no commands: cmd.exe, a nested shell, or integration switched off. */
  | 'no-shell-integration'
  /** A command that shows files or pages: what it prints happened elsewhere. */
  | 'quoting-command'
  /** The command printed more than is read of one. */
  | 'limit-reached';

/** One place where a program speaks, as the panel lists it. */
export interface Door {
  readonly kind: OutputSource['kind'];
  /** The name of the session or terminal; hostile, as programs choose it. */
  readonly label: string;
  readonly state: DoorState;
  readonly reason?: ShutReason;
}
