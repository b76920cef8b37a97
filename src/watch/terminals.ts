/**
 * Listens to commands in terminals, and to tasks, through the editor's shell integration. A command
 * that runs already when the extension starts is missed: the editor tells of each when it begins.
 */
import * as vscode from 'vscode';
import { CommandReader } from './commandReader';
import type { Door } from './listening';
import type { OutputPump } from './outputPump';

export interface TerminalOptions {
  readonly pump: OutputPump;
  /** Asked with each command, so that a change of the setting takes effect with the next. */
  readonly isEnabled: () => boolean;
  readonly warn: (message: string, error?: unknown) => void;
}

/** The commands that are listened to, until disposed. */
export interface TerminalWatch {
  /** Where terminals and tasks can be heard now, and where not. */
  doors(): readonly Door[];
  dispose(): void;
}

/** A terminal whose shell will integrate has done so by then. */
const integrationMs = 5_000;

export function watchTerminals({ pump, isEnabled, warn }: TerminalOptions): TerminalWatch {
  const readers = new Map<vscode.Terminal, CommandReader>();
  const openedAtMs = new Map<vscode.Terminal, number>();
  const processIds = new Map<vscode.Terminal, number>();
  let commands = 0;

  const learnProcessId = (terminal: vscode.Terminal) => {
    terminal.processId.then(
      (processId) => {
        if (processId !== undefined) processIds.set(terminal, processId);
      },
      () => undefined, // it failed to start: there is no process to know
    );
  };
  const opened = (terminal: vscode.Terminal) => {
    openedAtMs.set(terminal, performance.now());
    learnProcessId(terminal);
  };
  vscode.window.terminals.forEach(opened);

  /** A task's terminal bears the task's name; the editor tells of no closer tie. */
  const isTask = ({ name }: vscode.Terminal) =>
    vscode.tasks.taskExecutions.some(
      ({ task }) => name === task.name || name.endsWith(` - ${task.name}`),
    );

  const begun = ({ terminal, execution }: vscode.TerminalShellExecutionStartEvent) => {
    readers.get(terminal)?.end();
    readers.delete(terminal);
    if (!isEnabled()) return;
    commands += 1;
    const id = `command ${commands}`;
    const shellProcessId = processIds.get(terminal);
    const speaker = {
      id,
      kind: isTask(terminal) ? ('task' as const) : ('terminal' as const),
      runId: id,
      startedAtMs: Date.now(),
      label: terminal.name,
      ...(shellProcessId === undefined ? {} : { shellProcessId }),
    };
    readers.set(terminal, new CommandReader({ command: execution, speaker, pump, warn }));
  };
  const guarded = (task: () => void) => {
    try {
      task();
    } catch (error) {
      warn('Reading a terminal failed', error);
    }
  };

  const subscriptions = vscode.Disposable.from(
    vscode.window.onDidOpenTerminal(opened),
    vscode.window.onDidStartTerminalShellExecution((event) => {
      guarded(() => {
        begun(event);
      });
    }),
    vscode.window.onDidEndTerminalShellExecution(({ terminal }) => {
      readers.get(terminal)?.end();
      readers.delete(terminal);
    }),
    vscode.window.onDidCloseTerminal((terminal) => {
      readers.get(terminal)?.end();
      readers.delete(terminal);
      openedAtMs.delete(terminal);
      processIds.delete(terminal);
    }),
  );

  const doorOf = (terminal: vscode.Terminal): Door[] => {
    const kind = isTask(terminal) ? 'task' : 'terminal';
    const door = { kind, label: terminal.name } as const;
    if (!isEnabled()) return [{ ...door, state: 'shut', reason: 'switched-off' }];
    const reader = readers.get(terminal);
    if (reader) return [reader.door];
    if (terminal.shellIntegration) return [{ ...door, state: 'silent' }];
    // A terminal that has just been opened is not yet to be called deaf.
    const isYoung = performance.now() - (openedAtMs.get(terminal) ?? -Infinity) < integrationMs;
    return isYoung ? [] : [{ ...door, state: 'shut', reason: 'no-shell-integration' }];
  };

  return {
    doors: () => vscode.window.terminals.flatMap(doorOf),
    dispose: () => {
      subscriptions.dispose();
      for (const reader of readers.values()) reader.end();
      readers.clear();
    },
  };
}
