import * as vscode from 'vscode';

/** Larger files are generated; nobody edits them by quick fix. */
const mostBytes = 1_000_000;

/** The text of a file; undefined where it is not there, may not be read or is too large. */
export async function readBounded(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (size > mostBytes || (type & vscode.FileType.File) === 0) {
      return undefined;
    }
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
