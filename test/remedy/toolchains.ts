/** What of other languages is installed on this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a command is there to be run. */
export function isInstalled(command: string): boolean {
  return spawnSync('which', [command], { stdio: 'ignore' }).status === 0;
}

const interpreters = new Map<string, string | undefined>();

/** A Python 3 that has the module; Debian's own is the likeliest to have them all. */
export function interpreterWith(module: string): string | undefined {
  if (!interpreters.has(module)) {
    const found = ['/usr/bin/python3', 'python3', 'python'].find(
      (name) =>
        spawnSync(name, ['-c', `import ${module}, sys; assert sys.version_info[0] == 3`]).status ===
        0,
    );
    interpreters.set(module, found);
  }
  return interpreters.get(module);
}

/** Keeps a `go` command to what is on this machine, and out of the settings of whoever runs it. */
export const goEnvironment = {
  ...process.env,
  GO111MODULE: 'on',
  GOFLAGS: '',
  GOPROXY: 'off',
  GOWORK: 'off',
};

/** The executable of another Node that the tests have got from npm (see test/host/install.mjs), by its major version. */
export function cachedNode(major: number): string | undefined {
  const cache = process.env['SOCKET_DOCTOR_CACHE'] ?? join(__dirname, '../../.cache');
  const name = `node-${process.platform}-${process.arch}`;
  const folder = (existsSync(cache) ? readdirSync(cache) : []).find((each) =>
    each.startsWith(`${name}-${major}.`),
  );
  const file = join(cache, folder ?? '', 'node_modules', name, 'bin/node');
  return folder !== undefined && existsSync(file) ? file : undefined;
}
