/** Our diagnostics and quick fixes of a document, got the way the editor's own light bulb gets them. */
import * as vscode from 'vscode';
import { until } from './doctor';

export function findingsIn(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Socket Doctor');
}

/** Waits for the first findings of a document. */
export function findingsAppear(uri: vscode.Uri): Promise<readonly vscode.Diagnostic[]> {
  const found = () => {
    const findings = findingsIn(uri);
    return findings.length > 0 ? findings : undefined;
  };
  return until(`a finding in ${uri.path}`, found, 30_000);
}

/** Waits until a document has no finding any more. */
export async function findingsGo(uri: vscode.Uri): Promise<void> {
  const gone = () => (findingsIn(uri).length === 0 ? true : undefined);
  await until(`${uri.path} to have no finding`, gone, 30_000);
}

/**
 * The quick fixes at a place that are edits. Ours are; those of other extensions are commands. (What
 * the command returns does not say which diagnostic an action belongs to.)
 */
export async function fixesAt(
  uri: vscode.Uri,
  range: vscode.Range,
): Promise<readonly vscode.CodeAction[]> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
  return actions.filter(({ edit }) => edit !== undefined);
}

/** Applies a quick fix as the editor does when it is chosen; throws where the editor refuses. */
export async function applyFix({ title, edit }: vscode.CodeAction): Promise<void> {
  if (edit === undefined || !(await vscode.workspace.applyEdit(edit))) {
    throw new Error(`The editor did not apply "${title}".`);
  }
}

/** Replaces the whole text of a document by an edit. */
export async function writeText(document: vscode.TextDocument, text: string): Promise<void> {
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, all, text);
  if (document.getText() !== text && !(await vscode.workspace.applyEdit(edit))) {
    throw new Error(`The editor did not write ${document.uri.path}.`);
  }
}
