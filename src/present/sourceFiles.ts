/** The source files that somebody here wrote: what a look through the workspace reads. */
import * as vscode from 'vscode';
import { gitIgnore, type IsIgnored } from './gitIgnore';
import { readBounded } from './readBounded';
import { sourceGlob } from './sourceLanguages';

/** Installed and built; a workspace without a `.gitignore` has them too. */
const leftOut = [
  'node_modules',
  'bower_components',
  'dist',
  'out',
  'build',
  'bin',
  'obj',
  '.git',
  '.venv',
  'venv',
  'site-packages',
];
/** Globs that one exclude of a setting may stand for. */
const mostAlternatives = 100;
/** `.gitignore` files read in one look. */
const mostIgnoreFiles = 1_000;

export interface SourceFiles {
  readonly files: readonly vscode.Uri[];
  /** Whether there were more than could be asked for. */
  readonly isCut: boolean;
}

/**
 * The files on disk in a language that has rules, without those that `files.exclude`,
 * `search.exclude` or a `.gitignore` leaves out. In a virtual workspace none: each would come over
 * the network.
 */
export async function findSourceFiles(
  most: number,
  token: vscode.CancellationToken,
): Promise<SourceFiles> {
  // `files.exclude` is the editor's own affair as long as the exclude is not null.
  const excluded = `{${[...leftOut.map((name) => `**/${name}/**`), ...searchExcludes()].join(',')}}`;
  const found = await vscode.workspace.findFiles(sourceGlob, excluded, most, token);
  const ignored = await ignoredByFolder(excluded, token);
  const files = found.filter((uri) => {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (uri.scheme !== 'file' || folder === undefined) return false;
    const path = uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);
    return ignored.get(folder.uri.toString())?.(path) !== true;
  });
  return { files, isCut: found.length === most };
}

/** Globs that hold without a condition (`{ "when": … }` asks for a file beside the one found). */
function searchExcludes(): string[] {
  const excludes = vscode.workspace
    .getConfiguration('search')
    .get<Record<string, unknown>>('exclude');
  return Object.entries(excludes ?? {})
    .flatMap(([glob, isOn]) => (isOn === true ? withoutBraces(glob) : []))
    .flatMap((glob) => [glob, `${glob}/**`]); // a folder's name stands for what is in it
}

/** `*.{a,b}` as `*.a` and `*.b`: the editor's globs have no braces within braces. */
function withoutBraces(glob: string): string[] {
  let globs = [glob];
  while (globs.length < mostAlternatives) {
    const [first] = globs;
    const inner = /\{([^{}]*)\}/.exec(first ?? '');
    if (first === undefined || inner === null) break;
    const [group, alternatives = ''] = inner;
    const expanded = alternatives.split(',').map((one) => first.replace(group, () => one));
    globs = [...globs.slice(1), ...expanded];
  }
  return globs.filter((each) => !/[{}]/.test(each));
}

async function ignoredByFolder(
  excluded: string,
  token: vscode.CancellationToken,
): Promise<ReadonlyMap<string, IsIgnored>> {
  const found = await vscode.workspace.findFiles('**/.gitignore', excluded, mostIgnoreFiles, token);
  const byFolder = new Map<string, Map<string, string>>();
  for (const uri of found) {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    const text = folder === undefined ? undefined : await readBounded(uri);
    if (folder === undefined || text === undefined) continue;
    const texts = byFolder.get(folder.toString()) ?? new Map<string, string>();
    const parent = vscode.Uri.joinPath(uri, '..').path;
    texts.set(parent.slice(folder.path.replace(/\/$/, '').length + 1), text);
    byFolder.set(folder.toString(), texts);
  }
  return new Map([...byFolder].map(([key, texts]) => [key, gitIgnore(texts)]));
}
