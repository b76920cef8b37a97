/** Listens to every debug session. Does nothing itself: see sessionTracker.ts and outputPump.ts. */
import * as vscode from 'vscode';
import type { OutputSink } from './outputBlock';
import type { Scheduler } from './outputPump';
import { OutputPump } from './outputPump';
import type { DebuggeeProcess, SessionTracker } from './sessionTracker';
import { trackSession } from './sessionTracker';

export interface DebugConsoleOptions {
  readonly sink: OutputSink;
  /** A debugged process was named: by the debugger, or by the name of its session. */
  readonly onDidStartProcess?: (process: DebuggeeProcess) => void;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
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

/**
 * Hands the lines of every debug session's program to the sink, until disposed. Sessions that run
 * already are missed: VS Code asks for trackers when a session starts.
 */
export function watchDebugConsole({
  sink,
  onDidStartProcess,
  log,
}: DebugConsoleOptions): vscode.Disposable {
  const warn = (message: string, error?: unknown) => {
    log.warn(message, ...(error === undefined ? [] : [error]));
  };
  const pump = new OutputPump(sink, { scheduler, warn });
  const trackers = new Map<string, SessionTracker>();

  const factory = vscode.debug.registerDebugAdapterTrackerFactory('*', {
    // Synchronous and cheap: one factory that takes a second costs every extension its tracker.
    createDebugAdapterTracker: (session) => {
      const tracker = trackSession(
        session,
        pump,
        (process) => {
          onDidStartProcess?.(process);
        },
        warn,
      );
      trackers.set(session.id, tracker);
      return tracker;
    },
  });
  // The one end that always comes; a tracker may hear of neither stop nor exit.
  const ended = vscode.debug.onDidTerminateDebugSession((session) => {
    trackers.get(session.id)?.onExit();
    trackers.delete(session.id);
  });
  return vscode.Disposable.from(factory, ended, pump);
}
