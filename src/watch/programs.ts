/** Every place where a program speaks: debug consoles, terminals and tasks, through one pump. */
import type * as vscode from 'vscode';
import { watchDebugConsole } from './debugConsole';
import type { Door } from './listening';
import type { OutputSink } from './outputBlock';
import type { Scheduler } from './outputPump';
import { OutputPump } from './outputPump';
import type { DebuggeeProcess } from './sessionTracker';
import { watchTerminals } from './terminals';

export interface ProgramWatchOptions {
  readonly sink: OutputSink;
  /** Whether terminals and tasks are read; asked with each command that begins. */
  readonly readsTerminals: () => boolean;
  readonly onDidStartProcess: (process: DebuggeeProcess) => void;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
}

/** The programs that are listened to, until disposed. */
export interface ProgramWatch {
  /** Where programs can be heard now, and where not. */
  doors(): readonly Door[];
  dispose(): void;
}

const scheduler: Scheduler = {
  nowMs: () => performance.now(),
  soon: (task) => {
    setImmediate(task);
  },
  later: (task, delayMs) => {
    const timer = setTimeout(task, delayMs).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Hands the lines of all programs to the sink, until disposed. */
export function watchPrograms({
  sink,
  readsTerminals,
  onDidStartProcess,
  log,
}: ProgramWatchOptions): ProgramWatch {
  const warn = (message: string, error?: unknown) => {
    log.warn(message, ...(error === undefined ? [] : [error]));
  };
  const pump = new OutputPump(sink, { scheduler, warn });
  const debugConsole = watchDebugConsole({ pump, onDidStartProcess, warn });
  const terminals = watchTerminals({ pump, isEnabled: readsTerminals, warn });
  return {
    doors: () => [...debugConsole.doors(), ...terminals.doors()],
    dispose: () => {
      debugConsole.dispose();
      terminals.dispose();
      pump.dispose();
    },
  };
}
