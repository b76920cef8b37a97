import * as vscode from 'vscode';

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('socketDoctor.analyze', () =>
      vscode.window.showInformationMessage('not wired yet'),
    ),
  );
}
