/** From the remedy room's positions to the editor's. */
import * as vscode from 'vscode';
import type { Fix, Range } from '../remedy/finding';

export function toRange(range: Range): vscode.Range {
  return new vscode.Range(
    range.start.line,
    range.start.character,
    range.end.line,
    range.end.character,
  );
}

export function toWorkspaceEdit(uri: vscode.Uri, fix: Fix): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(
    uri,
    fix.edits.map(({ range, newText }) => new vscode.TextEdit(toRange(range), newText)),
  );
  return edit;
}
