/** From the remedy room's positions to the editor's. */
import * as vscode from 'vscode';
import type { Fix, Range } from '../remedy/finding';

/** Both count lines and UTF-16 units from 0. */
export function toRange(range: Range): vscode.Range {
  return new vscode.Range(
    range.start.line,
    range.start.character,
    range.end.line,
    range.end.character,
  );
}

/** The edits of one fix, to be applied together. */
export function toWorkspaceEdit(uri: vscode.Uri, fix: Fix): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(
    uri,
    fix.edits.map(({ range, newText }) => new vscode.TextEdit(toRange(range), newText)),
  );
  return edit;
}
