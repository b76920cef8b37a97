/** Which files Git leaves out, by the `.gitignore` files of a folder tree. No vscode: plain paths. */
import ignore, { type Ignore } from 'ignore';

/** A longer file was made by no person, and costs a pattern a line with every path. */
const mostCharacters = 100_000;

/** Whether Git ignores a file; the path is relative to the tree's root, with slashes. */
export type IsIgnored = (path: string) => boolean;

/**
 * @param files the text of each `.gitignore`, by its folder's path relative to the root (`''` for the
 *   root itself, `packages/a`). The rules are those of gitignore(5): a folder's file is asked after
 *   those above it, and what lies in an ignored folder cannot be taken back.
 */
export function gitIgnore(files: ReadonlyMap<string, string>): IsIgnored {
  const matchers = new Map<string, Ignore>();
  for (const [folder, text] of files) {
    matchers.set(folder, ignore({ ignorecase: false }).add(text.slice(0, mostCharacters)));
  }
  const folders = new Map<string, boolean>();

  const isIgnored = (path: string, isFolder: boolean): boolean => {
    const parent = folderOf(path);
    if (parent !== '' && isFolderIgnored(parent)) return true;
    for (const folder of [parent, ...foldersAbove(parent)]) {
      const relative = folder === '' ? path : path.slice(folder.length + 1);
      const verdict = matchers.get(folder)?.test(isFolder ? `${relative}/` : relative);
      // The nearest file that says anything decides.
      if (verdict?.ignored === true || verdict?.unignored === true) return verdict.ignored;
    }
    return false;
  };
  const isFolderIgnored = (path: string): boolean => {
    const known = folders.get(path) ?? isIgnored(path, true);
    folders.set(path, known);
    return known;
  };
  return (path) => isIgnored(path, false);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Nearest first, the root last. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = path; folder !== '';) {
    folder = folderOf(folder);
    folders.push(folder);
  }
  return folders;
}
