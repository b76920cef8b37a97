/**
 * What is done with the messages of one debug session. Pure: sees of vscode only shapes.
 *
 * VS Code calls a tracker before it forwards the message, without a guard: what we throw is a
 * message the editor never gets, and the time we take is time the debugger waits
 * (extHostDebugService.ts). So every entry is guarded, copies a few fields and returns.
 */
import { processIdInName, readOutput, readProcessId, readTerminalReply } from './dapMessage';
import type { OutputPump } from './outputPump';

/** Of a debug session, what we look at. */
export interface SessionLike {
  readonly id: string;
  readonly name: string;
  readonly parentSession?: SessionLike | undefined;
}

/** A process of the program being debugged. */
export interface DebuggeeProcess {
  /** The outermost session. */
  readonly sessionId: string;
  readonly processId: number;
  /**
   * `event`: the debugger said so. `name`: read from the session's name, as js-debug writes it.
   * `reply`: the editor started it in a terminal for the debugger. `shell`: the shell of that terminal,
   * where the editor names no more.
   */
  readonly from: 'event' | 'name' | 'reply' | 'shell';
}

/** What VS Code calls; its `DebugAdapterTracker`, as far as we implement it. */
export interface SessionTracker {
  /** The outermost session's id and name. */
  readonly root: Pick<SessionLike, 'id' | 'name'>;
  /** Whether the debugger has passed on any word of the program. */
  readonly hasSpoken: boolean;
  onWillReceiveMessage(message: unknown): void;
  onDidSendMessage(message: unknown): void;
  onWillStopSession(): void;
  onExit(): void;
}

const maxDepth = 50;

/** The session that the user started, of which this one is a part. */
export function rootOf(session: SessionLike): SessionLike {
  let root = session;
  for (let depth = 0; depth < maxDepth && root.parentSession; depth += 1) {
    root = root.parentSession;
  }
  return root;
}

/** @param startedAtMs when the outermost session began, in ms since the epoch */
export function trackSession(
  session: SessionLike,
  startedAtMs: number,
  pump: OutputPump,
  onProcess: (process: DebuggeeProcess) => void,
  warn: (message: string, error?: unknown) => void,
): SessionTracker {
  const root = rootOf(session);
  const { id: sessionId, name: label } = root;
  const output = pump.session({
    id: session.id,
    kind: 'debug-console',
    runId: sessionId,
    startedAtMs,
    sessionId,
    label,
  });
  const guarded = (task: () => void) => {
    try {
      task();
    } catch (error) {
      warn('Reading a debugger message failed', error);
    }
  };

  guarded(() => {
    const processId = processIdInName(session.name);
    if (processId !== undefined) {
      onProcess({ sessionId, processId, from: 'name' });
    }
  });

  let hasSpoken = false;
  return {
    root,
    get hasSpoken() {
      return hasSpoken;
    },
    onWillReceiveMessage: (message) => {
      guarded(() => {
        const { processId, shellProcessId } = readTerminalReply(message) ?? {};
        if (processId !== undefined) onProcess({ sessionId, processId, from: 'reply' });
        else if (shellProcessId !== undefined) {
          onProcess({ sessionId, processId: shellProcessId, from: 'shell' });
        }
      });
    },
    onDidSendMessage: (message) => {
      guarded(() => {
        const text = readOutput(message);
        if (text) {
          hasSpoken = true;
          output.push(text.category, text.text, text.location);
          return;
        }
        const processId = readProcessId(message);
        if (processId !== undefined) {
          onProcess({ sessionId, processId, from: 'event' });
        }
      });
    },
    onWillStopSession: () => {
      guarded(() => {
        output.end();
      });
    },
    onExit: () => {
      guarded(() => {
        output.end();
      });
    },
  };
}
