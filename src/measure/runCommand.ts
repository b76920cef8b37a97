/** Runs one system command and answers with its text or the reason why there is none. */
import { execFile, type ExecFileException } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { realClock } from './clock';
import type { Reading, Unavailable } from './measurement';
import { unavailable, unavailableFrom, value } from './reading';

export interface Command {
  /** Absolute, so that neither PATH nor the workspace decides what runs. */
  readonly file: string;
  /** Fixed words and validated numbers; no shell ever reads them. */
  readonly args: readonly string[];
  /** The command is killed after this time. */
  readonly timeLimitMs: number;
  /** The command is killed when it has printed more. */
  readonly maxBytes: number;
  /** `latin1` keeps the bytes of an unknown code page apart; default `utf8`. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Set on top of this process' environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are answers (`lsof` ends with 1 when nothing matches); default 0 only. */
  readonly acceptedExitCodes?: readonly number[];
}

/** Runs a command; {@link runCommand} for real, a table of texts in tests. Never rejects. */
export type RunCommand = (command: Command, signal?: AbortSignal) => Promise<Reading<string>>;

/** The command as a person would type it; the `where` of every reading made from it. */
export function commandLine(command: Pick<Command, 'file' | 'args'>): string {
  return [command.file, ...command.args].join(' ');
}

/**
 * Runs `command` without a shell. Gives its standard output, or `not-found`, `permission`,
 * `timed-out`, `too-large`, `cancelled` or `failed` with the start of its standard error.
 */
export const runCommand: RunCommand = (command, signal) => {
  const where = commandLine(command);
  if (!isAbsolute(command.file)) {
    return Promise.resolve(unavailable('not-found', where, 'The path is not absolute.'));
  }
  if (signal?.aborted === true) return Promise.resolve(unavailable('cancelled', where));
  const encoding = command.encoding ?? 'utf8';
  return new Promise((resolve) => {
    execFile(
      command.file,
      command.args,
      {
        encoding,
        timeout: command.timeLimitMs,
        maxBuffer: command.maxBytes,
        // A command that hangs may ignore the gentle signal too.
        killSignal: 'SIGKILL',
        windowsHide: true,
        ...(signal === undefined ? {} : { signal }),
        ...(command.env === undefined ? {} : { env: { ...process.env, ...command.env } }),
      },
      (error, stdout, stderr) => {
        if (error === null || isAnswer(error, command)) {
          resolve(value(stdout, { how: 'command', where, ...realClock() }));
          return;
        }
        resolve(
          signal?.aborted === true
            ? unavailable('cancelled', where)
            : failure(error, stderr, where),
        );
      },
    );
  });
};

function isAnswer(error: ExecFileException, command: Command): boolean {
  return typeof error.code === 'number' && (command.acceptedExitCodes ?? []).includes(error.code);
}

function failure(error: ExecFileException, stderr: string, where: string): Unavailable {
  const read = unavailableFrom(error, where);
  // Killed, but not by the output cap (which has a code of its own): the time was up.
  const reason = error.killed === true && read.reason === 'failed' ? 'timed-out' : read.reason;
  return unavailable(reason, where, stderr.trim() === '' ? read.detail : stderr.trim());
}
