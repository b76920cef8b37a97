/** Which runtime a source file is for, as the project around it says; remembered until that changes. */
import * as vscode from 'vscode';
import type { AnalysisContext } from '../remedy/finding';
import { projectContext, projectFileGlob, type ProjectFolder } from '../remedy/project';
import { readBounded } from './readBounded';

/** Folders looked at on the way up; who nests deeper gets no answer. */
const mostFolders = 20;
/** Folders remembered; a look through a monorepo must not keep them all. */
const mostRemembered = 500;

type Facts = Pick<AnalysisContext, 'nodeMajor' | 'targetFramework'>;

export class ProjectFacts implements vscode.Disposable {
  private readonly known = new Map<string, Promise<Facts>>();
  private readonly subscriptions: vscode.Disposable[] = [];

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher(projectFileGlob);
    const forget = () => {
      this.known.clear();
    };
    this.subscriptions.push(
      watcher,
      watcher.onDidCreate(forget),
      watcher.onDidChange(forget),
      watcher.onDidDelete(forget),
      vscode.workspace.onDidChangeWorkspaceFolders(forget),
    );
  }

  /** Empty for a file outside the workspace, and where no project file says anything. Never rejects. */
  of(uri: vscode.Uri, languageId: string): Promise<Facts> {
    const top = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    if (top === undefined) {
      return Promise.resolve({});
    }
    const own = vscode.Uri.joinPath(uri, '..');
    const key = `${languageId === 'csharp' ? 'csharp' : 'node'} ${own.toString()}`;
    const known = this.known.get(key);
    if (known !== undefined) {
      return known;
    }
    if (this.known.size >= mostRemembered) {
      this.known.clear();
    }
    const facts = projectContext(languageId, foldersUpTo(own, top));
    this.known.set(key, facts);
    return facts;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}

function foldersUpTo(own: vscode.Uri, top: vscode.Uri): ProjectFolder[] {
  const folders: ProjectFolder[] = [];
  let uri = own;
  while (folders.length < mostFolders && uri.path.length >= top.path.length) {
    folders.push(folderAt(uri));
    uri = vscode.Uri.joinPath(uri, '..');
    if (uri.path === '/') break;
  }
  return folders;
}

function folderAt(uri: vscode.Uri): ProjectFolder {
  return {
    fileNames: async () => {
      try {
        const entries = await vscode.workspace.fs.readDirectory(uri);
        // A linked file has both bits; a folder of that name is no project file.
        return entries.flatMap(([name, type]) => (type & vscode.FileType.File ? [name] : []));
      } catch {
        return [];
      }
    },
    read: (name) => readBounded(vscode.Uri.joinPath(uri, name)),
  };
}
