import * as vscode from 'vscode';

/**
 * The file that a program's output names: hostile text, so only a local file that exists, and never
 * a network path (opening `\\host\share` would send the person's credentials to that host).
 */
export async function findSource(path: string): Promise<vscode.Uri | undefined> {
  if (/^[\\/]{2}/.test(path)) {
    return undefined;
  }
  const isAbsolute = /^([a-z]:)?[\\/]/i.test(path);
  const candidates = isAbsolute
    ? [vscode.Uri.file(path)]
    : (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => vscode.Uri.joinPath(uri, path));
  for (const uri of candidates) {
    try {
      if ((await vscode.workspace.fs.stat(uri)).type === vscode.FileType.File) {
        return uri;
      }
    } catch {
      // Not there: the next candidate may be.
    }
  }
  return undefined;
}
