/**
 * What the probe costs a Python client: requests over one connection, and a connection a request, with
 * each library that is installed. The interpreter is `python3`, or what `SOCKET_DOCTOR_PYTHON` names.
 * Only one of the two measures is taken with `instructions` or `time`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Case, withProbe, withServer } from './support/busyServer.mjs';
import { compareInstructions } from './support/countInstructions.mjs';
import { slowedCopy } from './support/slowedCopy.mjs';
import { compareInTurns } from './support/takeTurns.mjs';

const promisedPercent = 3;
const groups = 12;
const program = resolve('test/fixtures/probe/python/throughput.py');
const probe = resolve('src/probe/python');

const [, , only] = process.argv;
const withHook = 'with an audit hook that does nothing';
const folder = mkdtempSync(join(tmpdir(), 'sd-bench-'));
const slowedProbe = join(folder, 'slowed');
const hook = join(folder, 'hook');
slowedCopy(probe, slowedProbe, {
  'socket_doctor_sampling.py': ['interval_s = 0.25', 'interval'],
  'socket_doctor_sender.py': ['interval_s = 0.25', 'interval'],
});
mkdirSync(hook);
writeFileSync(
  join(hook, 'sitecustomize.py'),
  'import sys\ndef hook(event, arguments): pass\nsys.addaudithook(hook)\n',
);

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
  // Nothing but a hook is what the audited events cost, whatever is made of them.
  sides: library === 'http.client' ? [withProbe, withHook] : [withProbe],
  countedRequests: library === 'http.client' ? [1_000, 2_500] : [300, 700],
  command(port, side, isCounted) {
    const wanted = isCounted ? slowedProbe : probe;
    return {
      line: [python, program, `${port}`, library, how],
      environment: side === undefined ? {} : { PYTHONPATH: side === withProbe ? wanted : hook },
    };
  },
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
  const cases = libraries.flatMap((library) => [
    caseOf(library, 'kept'),
    caseOf(library, 'per-call'),
  ]);
  await withServer(async (server) => {
    if (only !== 'time') await compareInstructions(cases, server);
    if (only !== 'instructions') await compareInTurns(cases, groups, server);
  });
}
rmSync(folder, { recursive: true });
