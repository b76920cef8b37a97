/**
 * What the probe costs a Python client: requests over one connection, and a connection a request, with
 * each library that is installed. The interpreter is `python3`, or what `SOCKET_DOCTOR_PYTHON` names.
 */
import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { type Case, compareInTurns } from './support/takeTurns.mjs';

const promisedPercent = 3;
const program = resolve('test/fixtures/probe/python/throughput.py');
const probe = resolve('src/probe/python');

/** Not a launcher that finds the interpreter anew at each start. */
const found = spawnSync(
  process.env['SOCKET_DOCTOR_PYTHON'] ?? 'python3',
  ['-c', 'import sys; print(sys.executable, sys.version.split()[0])'],
  { encoding: 'utf8' },
);
const [python = '', version = ''] = (found.status === 0 ? found.stdout : '').trim().split(' ');

const caseOf = (library: string, how: 'kept' | 'per-call'): Case => ({
  what: `Python ${version}, ${library}, ${how === 'kept' ? 'one connection' : 'a connection each'}`,
  promisedPercent,
  groups: 3,
  turns: 20,
  start: (port, hasProbe, environment) =>
    spawn(python, [program, `${port}`, library, how], {
      env: hasProbe ? { ...environment, PYTHONPATH: probe } : environment,
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
});

function isInstalled(library: string): boolean {
  const isThere = spawnSync(python, ['-c', `import ${library}`]).status === 0;
  if (!isThere) console.log(`Skipped: ${library} (not installed for Python ${version})`);
  return isThere;
}

if (python === '') {
  console.log('Skipped: no Python 3');
} else {
  const libraries = ['requests', 'httpx', 'aiohttp', 'http.client'].filter(isInstalled);
  await compareInTurns(
    libraries.flatMap((library) => [caseOf(library, 'kept'), caseOf(library, 'per-call')]),
  );
}
