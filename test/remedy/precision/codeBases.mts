/** The code bases that `npm run precision` scans, and how each comes onto the machine. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface CodeBase {
  readonly language: 'JavaScript and TypeScript' | 'Python' | 'Java' | 'Go' | 'C#';
  readonly name: string;
  readonly version: string;
  /**
   * `npm` and `deb` are downloaded without their dependencies, and `source` by apt, which needs a
   * `deb-src` line; `zip` and `folder` lie at `path` where they are installed.
   */
  readonly from: 'npm' | 'deb' | 'source' | 'zip' | 'folder';
  readonly path?: string;
  /** Folders of these names are left out. */
  readonly without?: readonly string[];
}

const list = new URL('./codeBases.json', import.meta.url);

export function codeBases(): CodeBase[] {
  return JSON.parse(readFileSync(list, 'utf8')) as CodeBase[];
}

/** The folder of a code base, fetched into `cache` unless it is there; undefined where it cannot be had. */
export function folderOf(codeBase: CodeBase, cache: string): string | undefined {
  const { from, name, version } = codeBase;
  const path = codeBase.path?.replace(/^~/, homedir());
  if (from === 'folder') return path !== undefined && existsSync(path) ? path : undefined;
  const folder = join(cache, from, `${name.replace('/', '__')}@${version.replaceAll(':', '_')}`);
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  try {
    fetchers[from](folder, `${name}${from === 'npm' ? '@' : '='}${version}`, path);
    return folder;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}

type Fetcher = (folder: string, nameAndVersion: string, path: string | undefined) => void;

const fetchers: Record<Exclude<CodeBase['from'], 'folder'>, Fetcher> = {
  npm: (folder, wanted) => {
    run(folder, 'npm', 'pack', '--silent', wanted);
    const [archive = ''] = readdirSync(folder);
    run(folder, 'tar', 'xzf', archive, '--strip-components=1', '--no-same-owner');
    rmSync(join(folder, archive));
  },
  deb: (folder, wanted) => {
    run(folder, 'apt-get', 'download', wanted);
    const [archive = ''] = readdirSync(folder);
    run(folder, 'dpkg', '-x', archive, '.');
    rmSync(join(folder, archive));
  },
  source: (folder, wanted) => {
    run(folder, 'apt-get', 'source', '--download-only', wanted);
    const description = readdirSync(folder).find((name) => name.endsWith('.dsc')) ?? '';
    run(folder, 'dpkg-source', '--no-check', '--skip-patches', '-x', description, 'source');
  },
  zip: (folder, _, path = '') => {
    run(folder, 'python3', '-m', 'zipfile', '-e', path, '.');
  },
};

function run(cwd: string, command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'ignore'] });
}
