/** The commands of the palette that belong to no part of their own. */
import * as vscode from 'vscode';
import { wrongAdviceIn } from '../explain/wrongAdvice';
import type { Machine } from '../measure/machine';
import type { DurationRange, Reading } from '../measure/measurement';
import { tryTimeWaitLength } from '../measure/timeWaitLength';
import type { SocketError } from '../recognize/socketError';
import type { FixAll } from './fixAll';
import type { Probing } from './probing';
import { findConnectionsPerCall, fixAllInWorkspace } from './sourceCommands';
import { analyzeClipboard, analyzeSelection, analyzeTerminalSelection } from './textCommands';
import { measureTimeWait } from './timeWaitCommand';
import type { WorkspaceLook } from './workspaceLook';

export interface CommandsOptions<Result> {
  readonly machine: Machine;
  /** What "Measure How Long TIME_WAIT Lasts" found is used from then on. */
  readonly settleTimeWait: (length: Reading<DurationRange>) => void;
  readonly showPanel: () => void;
  /** A person asks: what is to be said now. */
  readonly ask: () => Promise<Result>;
  /** Explains an error in a text that a person gave. */
  readonly explain: (error: SocketError, label: string) => Promise<Result>;
  readonly probing: Pick<Probing, 'openTerminal'>;
  readonly look: WorkspaceLook;
  readonly fixAll: FixAll;
  readonly isEnabled: () => boolean;
  readonly log: vscode.LogOutputChannel;
}

/** Registers them; each returns what docs/API.md says. */
export function registerCommands<Result>(options: CommandsOptions<Result>): vscode.Disposable {
  const { machine, settleTimeWait, showPanel, explain, probing } = options;
  const { look, fixAll, isEnabled, log } = options;
  const texts = {
    explain,
    whyNot: (text: string) => {
      const [wrong] = wrongAdviceIn(text, machine.platform);
      return wrong && `${wrong.advice}: ${wrong.whyNot}`;
    },
  };
  const commands: Readonly<Record<string, () => unknown>> = {
    'socketDoctor.analyze': () => {
      showPanel();
      return options.ask();
    },
    'socketDoctor.analyzeSelection': () => analyzeSelection(texts),
    'socketDoctor.analyzeClipboard': () => analyzeClipboard(texts),
    'socketDoctor.analyzeTerminalSelection': () => analyzeTerminalSelection(texts),
    'socketDoctor.findConnectionsPerCall': () =>
      findConnectionsPerCall({ look, isEnabled, showPanel }),
    'socketDoctor.fixAllInWorkspace': () => fixAllInWorkspace({ fixAll, isEnabled }),
    'socketDoctor.openProbedTerminal': () => probing.openTerminal(),
    'socketDoctor.measureTimeWait': async () => {
      const length = await measureTimeWait((signal, onProgress) =>
        tryTimeWaitLength({ machine, signal, onProgress }),
      );
      settleTimeWait(length);
      return length;
    },
    'socketDoctor.showLog': () => {
      log.show();
    },
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run)),
  );
}
