/** Our own log, read from its file: the output channel shows it late, the file has it at once. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** test/host/runEditorTests.mjs puts the user data beside the copy of the workspace. */
function logsFolder(): string {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, '../data/logs').fsPath;
}

/** By hand, because the oldest editor's Node has no recursive readdir. */
async function findLog(folder: string): Promise<string | undefined> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name === 'Socket Doctor.log') return path;
    const inside = entry.isDirectory() ? await findLog(path) : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** All lines so far; none where the file is not there yet, because the first line makes it. */
export async function ourLogLines(): Promise<readonly string[]> {
  const path = await findLog(logsFolder());
  if (path === undefined) return [];
  return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
}

/** The lines with this level (`[warn]` in our stand-in for the editor's logger, else `[warning]`), from the given line number on. */
export async function loggedAs(level: 'error' | 'warn', fromLine = 0): Promise<readonly string[]> {
  return (await ourLogLines()).slice(fromLine).filter((line) => line.includes(`[${level}`));
}
