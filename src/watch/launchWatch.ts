/** Keeps the register of launches: hears of each debug session, task and terminal that begins and ends. */
import * as vscode from 'vscode';
import { LaunchBook, type Launch, type LaunchedProcess, type LaunchMemory } from './launchBook';
import type { DebuggeeProcess } from './sessionTracker';

export interface LaunchWatchOptions {
  readonly memory: LaunchMemory;
  /** A process and those below it; see measure/processFamily.ts. */
  readonly familyOf: (processId: number) => Promise<readonly LaunchedProcess[]>;
  readonly nowMs: () => number;
}

/** A debug session, which may have ended, and where it was started. */
export interface SessionLaunch {
  readonly session: vscode.DebugSession;
  readonly folder: vscode.WorkspaceFolder | undefined;
}

/** The register, until disposed. */
export interface LaunchWatch {
  all(): readonly Launch[];
  /** The launch whose program spoke: of a debug session, or of the terminal with this shell. */
  idOf(source: {
    readonly sessionId?: string;
    readonly shellProcessId?: number;
  }): string | undefined;
  /** The debugger named a process. */
  sawDebuggee(process: DebuggeeProcess): void;
  /** Looks once more at what runs below the launches that go on. */
  lookBelow(): Promise<void>;
  sessionOf(launchId: string): SessionLaunch | undefined;
  terminalOf(launchId: string): vscode.Terminal | undefined;
  taskOf(launchId: string): vscode.Task | undefined;
  dispose(): void;
}

/** Children are there after a moment; build steps start them later. */
const looksAfterMs = [1_000, 5_000, 30_000];
const mostWaiting = 50;
const mostKept = 100;

export function watchLaunches({ memory, familyOf, nowMs }: LaunchWatchOptions): LaunchWatch {
  const book = new LaunchBook(memory, nowMs);
  const timers = new Set<NodeJS.Timeout>();
  /** The launch of each session that runs or ran, of its root's id. */
  const launchOfSession = new Map<string, string>();
  const sessions = new Map<string, SessionLaunch>();
  const terminals = new Map<vscode.Terminal, string>();
  const tasks = new Map<string, vscode.Task>();
  const taskExecutions = new Map<vscode.TaskExecution, string>();
  /** The debugger may name a process before the editor says that the session began. */
  const early = new Map<string, LaunchedProcess[]>();
  let count = 0;
  const windowId = nowMs().toString(36);
  const newId = (kind: Launch['kind']) => `${kind} ${windowId} ${(count += 1)}`;

  const lookAt = async (id: string, processId: number | undefined) => {
    if (processId === undefined) return;
    const family = await familyOf(processId);
    book.addDescendants(
      id,
      family.filter((each) => each.processId !== book.get(id)?.processId),
    );
  };
  const lookLater = (id: string) => {
    for (const delayMs of looksAfterMs) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        const launch = book.get(id);
        if (launch && launch.endedAtMs === undefined) void lookAt(id, launch.processId);
      }, delayMs).unref();
      timers.add(timer);
    }
  };
  const begin = (launch: Launch) => {
    book.begin(launch);
    lookLater(launch.id);
  };

  const sessionBegan = (session: vscode.DebugSession) => {
    if (session.parentSession) return;
    // A restart keeps the session's id: the run before is over.
    const before = launchOfSession.get(session.id);
    if (before !== undefined) book.end(before);
    const id = newId('debug-session');
    keep(launchOfSession, session.id, id);
    const { workspaceFolder: folder } = session;
    keep(sessions, id, { session, folder });
    begin({
      id,
      kind: 'debug-session',
      label: session.name,
      startedAtMs: nowMs(),
      ...(folder && { workspaceFolder: folder.uri.fsPath }),
    });
    for (const process of early.get(session.id) ?? []) book.addProcess(id, process);
    early.delete(session.id);
  };

  const terminalOpened = (terminal: vscode.Terminal) => {
    terminal.processId.then(
      (processId) => {
        if (processId === undefined || terminals.has(terminal)) return;
        // A task's terminal is the task's launch.
        const known =
          book.running().find((each) => each.processId === processId) ?? book.resume(processId);
        const id = known?.id ?? newId('terminal');
        terminals.set(terminal, id);
        if (known) return;
        const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
        begin({
          id,
          kind: 'terminal',
          label: terminal.name,
          processId,
          startedAtMs: nowMs(),
          ...(folder !== undefined && { workspaceFolder: folder }),
        });
      },
      () => undefined, // it failed to start: there is no process to know
    );
  };

  const taskBegan = ({ execution, processId }: vscode.TaskProcessStartEvent) => {
    const { task } = execution;
    const terminal = book.running().find((each) => each.processId === processId);
    const id = terminal?.id ?? newId('task');
    keep(tasks, id, task);
    taskExecutions.set(execution, id);
    const folder =
      typeof task.scope === 'object'
        ? task.scope.uri.fsPath
        : vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    begin({
      id,
      kind: 'task',
      label: task.name,
      processId,
      startedAtMs: terminal?.startedAtMs ?? nowMs(),
      ...(folder !== undefined && { workspaceFolder: folder }),
    });
  };

  vscode.window.terminals.forEach(terminalOpened);
  const subscriptions = vscode.Disposable.from(
    vscode.debug.onDidStartDebugSession(sessionBegan),
    vscode.debug.onDidTerminateDebugSession((session) => {
      const id = launchOfSession.get(session.id);
      if (id !== undefined) book.end(id);
      early.delete(session.id);
    }),
    vscode.window.onDidOpenTerminal(terminalOpened),
    vscode.window.onDidCloseTerminal((terminal) => {
      const id = terminals.get(terminal);
      terminals.delete(terminal);
      if (id !== undefined) book.end(id);
    }),
    vscode.window.onDidStartTerminalShellExecution(({ terminal, execution }) => {
      const id = terminals.get(terminal);
      if (id === undefined) return;
      book.update(id, { commandLine: execution.commandLine.value });
      lookLater(id);
    }),
    vscode.tasks.onDidStartTaskProcess(taskBegan),
    vscode.tasks.onDidEndTaskProcess(({ execution }) => {
      const id = taskExecutions.get(execution);
      taskExecutions.delete(execution);
      if (id !== undefined) book.end(id);
    }),
  );

  return {
    all: () => book.all(),
    idOf: ({ sessionId, shellProcessId }) => {
      if (sessionId !== undefined) return launchOfSession.get(sessionId);
      return shellProcessId === undefined
        ? undefined
        : book.running().find((each) => each.processId === shellProcessId)?.id;
    },
    sawDebuggee: ({ sessionId, processId }) => {
      const process = { processId };
      const id = launchOfSession.get(sessionId);
      const launch = id === undefined ? undefined : book.get(id);
      if (launch && launch.endedAtMs === undefined) {
        book.addProcess(launch.id, process);
        void lookAt(launch.id, processId);
        lookLater(launch.id);
      } else {
        keep(early, sessionId, [...(early.get(sessionId) ?? []), process].slice(-mostWaiting));
      }
    },
    lookBelow: async () => {
      await Promise.all(book.running().map(({ id, processId }) => lookAt(id, processId)));
    },
    sessionOf: (id) => sessions.get(id),
    terminalOf: (id) =>
      [...terminals].find(([, launchId]) => launchId === id)?.[0] ?? taskTerminal(tasks.get(id)),
    taskOf: (id) => tasks.get(id),
    dispose: () => {
      subscriptions.dispose();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** The terminal of a task that has ended is of the task's name, and no process. */
function taskTerminal(task: vscode.Task | undefined): vscode.Terminal | undefined {
  return task && vscode.window.terminals.find(({ name }) => name === task.name);
}

/** Remembers at the end of the map, and forgets the oldest. */
function keep<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > mostKept && oldest !== undefined) map.delete(oldest);
}
