/** Keeps count of debug sessions whose debuggers name no process, and of the terminals they ask for. */
import * as vscode from 'vscode';
import type { Machine } from '../../measure/machine';
import { Newcomers } from '../../measure/newcomers';
import { createTreeReader } from '../../measure/processFamily';
import type { DebuggeeProcess } from '../../watch/sessionTracker';

/** A debugger is there after a moment; one that builds first starts its program later. */
const looksAfterMs = [1_000, 5_000, 30_000];
const mostSessions = 50;

/** The processes of one session, beside those that its debugger named. */
export interface UnnamedProcesses {
  readonly processIds: readonly number[];
  /** Told from the time at which they began, and by nobody. */
  readonly isGuessed: boolean;
}

/** The register, until disposed. */
export class UnnamedPrograms implements vscode.Disposable {
  private readonly newcomers: Newcomers;
  /** The shell in which the debugger had its program started. */
  private readonly shells = new Map<string, number>();
  /** Sessions of whom a process was named, maybe before they are said to have begun. */
  private readonly named = new Set<string>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly disposables: vscode.Disposable;

  constructor(platform: Machine['platform']) {
    this.newcomers = new Newcomers({
      readTree: createTreeReader(platform),
      hostId: process.pid,
    });
    this.disposables = vscode.Disposable.from(
      // Asked before a debugger is started; what is asked is left as it is.
      vscode.debug.registerDebugConfigurationProvider('*', {
        resolveDebugConfiguration: (_folder, configuration) => {
          this.newcomers.launchAsked();
          return configuration;
        },
      }),
      vscode.debug.onDidStartDebugSession((session) => {
        if (session.parentSession || this.named.has(session.id)) return;
        this.newcomers.sessionBegan(session.id);
        this.lookLater();
      }),
      vscode.debug.onDidTerminateDebugSession(({ id }) => {
        this.newcomers.settle(id);
        this.shells.delete(id);
        this.named.delete(id);
      }),
    );
  }

  /** A debugger named a process, or the editor a terminal. */
  saw({ sessionId, processId, from }: DebuggeeProcess): void {
    this.newcomers.settle(sessionId);
    this.named.add(sessionId);
    forgetOldest(this.named);
    if (from !== 'shell') return;
    this.shells.set(sessionId, processId);
    forgetOldest(this.shells);
  }

  /** What a session runs that nobody named. */
  of(sessionId: string): UnnamedProcesses {
    const shell = this.shells.get(sessionId);
    if (shell !== undefined) return { processIds: [shell], isGuessed: false };
    const processIds = this.newcomers.of(sessionId);
    return { processIds, isGuessed: processIds.length > 0 };
  }

  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.disposables.dispose();
  }

  private lookLater(): void {
    for (const delayMs of looksAfterMs) {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        void this.newcomers.look();
      }, delayMs).unref();
      this.timers.add(timer);
    }
  }
}

function forgetOldest(kept: Map<string, unknown> | Set<string>): void {
  const [oldest] = kept.keys();
  if (kept.size > mostSessions && oldest !== undefined) kept.delete(oldest);
}
