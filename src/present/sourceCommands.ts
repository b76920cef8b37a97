/** The commands over all source files: what is wrong in them, and what would mend them. */
import * as vscode from 'vscode';
import type { FixAll, FixAllResult } from './fixAll';
import type { LookResult, WorkspaceLook } from './workspaceLook';

export interface SourceCommandsOptions {
  readonly look: Pick<WorkspaceLook, 'runAsked'>;
  readonly fixAll: Pick<FixAll, 'inWorkspace'>;
  readonly isEnabled: () => boolean;
  /** Where the findings are beside the numbers, those of measured destinations first. */
  readonly showPanel: () => void;
}

/** What was found, for whoever runs the command from code; `undefined` while findings are off. */
export async function findConnectionsPerCall(
  options: Pick<SourceCommandsOptions, 'look' | 'isEnabled' | 'showPanel'>,
): Promise<LookResult | undefined> {
  if (!options.isEnabled()) {
    sayOff();
    return undefined;
  }
  const result = await options.look.runAsked();
  void tellFound(result, options.showPanel);
  return result;
}

/** How it ended; `undefined` while findings are off. */
export async function fixAllInWorkspace(
  options: Pick<SourceCommandsOptions, 'fixAll' | 'isEnabled'>,
): Promise<FixAllResult | undefined> {
  if (!options.isEnabled()) {
    sayOff();
    return undefined;
  }
  const result = await options.fixAll.inWorkspace();
  if (result === 'nothing-to-fix') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No file of the workspace has a fix that shares connections.'),
    );
  }
  return result;
}

function sayOff(): void {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Code is not looked at while the setting socketDoctor.findings is off.'),
  );
}

async function tellFound(result: LookResult, showPanel: () => void): Promise<void> {
  const { filesRead, findings, filesWithFindings, isCut } = result;
  const found =
    findings === 0
      ? vscode.l10n.t('No code that opens a connection per call. Files read: {0}.', filesRead)
      : vscode.l10n.t(
          'Places that cost connections: {0}. Files with such places: {1} of {2} read.',
          findings,
          filesWithFindings,
          filesRead,
        );
  const text = isCut ? `${found} ${vscode.l10n.t('The workspace has more files.')}` : found;
  if (findings === 0) {
    void vscode.window.showInformationMessage(text);
    return;
  }
  const [problems, panel] = [vscode.l10n.t('Show Problems'), vscode.l10n.t('Show Panel')];
  const choice = await vscode.window.showInformationMessage(text, problems, panel);
  if (choice === problems) await vscode.commands.executeCommand('workbench.actions.view.problems');
  if (choice === panel) showPanel();
}
