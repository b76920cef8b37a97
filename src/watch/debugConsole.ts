/** Listens to every debug session. Does nothing itself: see sessionTracker.ts and outputPump.ts. */
import * as vscode from 'vscode';
import type { Door } from './listening';
import type { OutputPump } from './outputPump';
import type { DebuggeeProcess, SessionTracker } from './sessionTracker';
import { rootOf, trackSession } from './sessionTracker';

export interface DebugConsoleOptions {
  readonly pump: OutputPump;
  /** A debugged process was named: by the debugger, or by the name of its session. */
  readonly onDidStartProcess: (process: DebuggeeProcess) => void;
  readonly warn: (message: string, error?: unknown) => void;
}

/** The debug sessions that are listened to, until disposed. */
export interface DebugConsoleWatch {
  /** The sessions that run, and whether their debuggers pass on what the programs print. */
  doors(): readonly Door[];
  dispose(): void;
}

/**
 * Carries the lines of every debug session's program. Sessions that run already are missed: VS Code
 * asks for trackers when a session starts.
 */
export function watchDebugConsole({
  pump,
  onDidStartProcess,
  warn,
}: DebugConsoleOptions): DebugConsoleWatch {
  const trackers = new Map<string, SessionTracker>();
  /** When the sessions that a person started began; one that is restarted keeps its id. */
  const startedAtMs = new Map<string, number>();

  const factory = vscode.debug.registerDebugAdapterTrackerFactory('*', {
    // Synchronous and cheap: one factory that takes a second costs every extension its tracker.
    createDebugAdapterTracker: (session) => {
      const { id } = rootOf(session);
      const beganMs = (session.id === id ? undefined : startedAtMs.get(id)) ?? Date.now();
      startedAtMs.set(id, beganMs);
      const tracker = trackSession(session, beganMs, pump, onDidStartProcess, warn);
      trackers.set(session.id, tracker);
      return tracker;
    },
  });
  // The one end that always comes; a tracker may hear of neither stop nor exit.
  const ended = vscode.debug.onDidTerminateDebugSession((session) => {
    trackers.get(session.id)?.onExit();
    trackers.delete(session.id);
    startedAtMs.delete(session.id);
  });
  return {
    doors: () => doorsOf([...trackers.values()]),
    dispose: () => {
      factory.dispose();
      ended.dispose();
    },
  };
}

/** One door for each session that a person started: its children's words count as its own. */
function doorsOf(trackers: readonly SessionTracker[]): Door[] {
  const doors = new Map<string, Door>();
  for (const { root, hasSpoken } of trackers) {
    if (hasSpoken || !doors.has(root.id)) {
      const state = hasSpoken ? 'reading' : 'silent';
      doors.set(root.id, { kind: 'debug-console', label: root.name, state });
    }
  }
  return [...doors.values()];
}
