import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fixturesDir } from './fixtures';

export const programsDir = join(fixturesDir, 'javascript/programs');

/** What a program answered to each call. */
export interface Run {
  readonly answers: readonly unknown[];
  readonly failed: number;
}

/** What runs a program, where it is not the Node of the tests alone. */
export interface Runtime {
  /** The executable. */
  readonly node?: string;
  /** Programs of the fixtures that Node requires before. */
  readonly preload?: readonly string[];
}

/** A folder in which programs run that import the packages we test with. */
export interface Workshop {
  readonly dir: string;
  readonly run: (
    name: string,
    text: string,
    port: number,
    calls: number,
    concurrency: number,
    runtime?: Runtime,
  ) => Promise<Run>;
  readonly close: () => void;
}

const packages: Readonly<Record<string, string>> = {
  axios: 'axios',
  got: 'got',
  mongodb: 'mongodb',
  mysql2: 'mysql2',
  'node-fetch': 'node-fetch-2.6.7',
  pg: 'pg',
  redis: 'redis',
  superagent: 'superagent',
  undici: 'undici',
};

export function openWorkshop(): Workshop {
  const dir = mkdtempSync(join(tmpdir(), 'remedy-'));
  mkdirSync(join(dir, 'node_modules'));
  for (const [name, installed] of Object.entries(packages)) {
    const target = join(__dirname, '../../node_modules', installed);
    symlinkSync(target, join(dir, 'node_modules', name), 'junction');
  }
  return {
    dir,
    run: async (name, text, port, calls, concurrency, { node, preload = [] } = {}) => {
      const client = join(dir, name);
      writeFileSync(client, text);
      const args = [
        ...preload.flatMap((file) => ['--require', join(programsDir, file)]),
        ...[join(programsDir, 'run.cjs'), client, `${port}`, `${calls}`, `${concurrency}`],
      ];
      const { stdout } = await promisify(execFile)(node ?? process.execPath, args, {
        timeout: 30_000,
      });
      return JSON.parse(stdout) as Run;
    },
    close: () => {
      rmSync(dir, { recursive: true });
    },
  };
}
