/**
 * What the probe costs a Python program: requests over one connection, and one connection a request,
 * with `requests` (where it is installed) and with the bare `http.client`. The interpreter is
 * `python3`, or the one that `SOCKET_DOCTOR_PYTHON` names.
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

const caseOf = (how: string, what: string): Case => ({
  what: `Python ${version}, ${what}`,
  promisedPercent,
  groups: 4,
  turns: 24,
  start: (port, hasProbe, environment) =>
    spawn(python, [program, `${port}`, how], {
      env: hasProbe ? { ...environment, PYTHONPATH: probe } : environment,
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
});

if (python === '') {
  console.log('Skipped: no Python 3');
} else {
  const cases = [
    caseOf('http.client-kept', 'http.client, one connection'),
    caseOf('http.client-per-call', 'http.client, a connection each'),
  ];
  if (spawnSync(python, ['-c', 'import requests']).status === 0) {
    cases.push(
      caseOf('requests-kept', 'requests.Session, one connection'),
      caseOf('requests-per-call', 'requests.get, a connection each'),
    );
  } else {
    console.log(`Skipped: requests (not installed for Python ${version})`);
  }
  await compareInTurns(cases);
}
