import { format } from 'node:util';
import Mocha from 'mocha';
import { ReportingSpec } from '../host/report';

/** A suite file's name, and the function that loads it. */
export type Suites = Record<string, () => unknown>;

/**
 * Debug sessions and editors take seconds to start; the suites that exhaust ports set their own.
 */
const timeoutMs = 60_000;

/**
 * The editor's own log and the tests' lines come out of one pipe. Ours carry a mark, so that
 * test/run.mjs can tell them apart. The console as a whole is replaced, because the extension host
 * has made its methods unwritable.
 */
function markLines(mark: string): void {
  const { console: original } = globalThis;
  const log = (...values: unknown[]) => {
    for (const line of format(...values).split('\n')) original.log(mark + line);
  };
  globalThis.console = { ...original, log, info: log };
  Mocha.reporters.Base.consoleLog = log;
}

/**
 * Runs the suites inside the extension host; esbuild.mjs makes the table of them.
 *
 * `SOCKET_DOCTOR_SUITES=live` runs those named `*.live.test.ts`, which need the editor to be in a
 * network namespace of its own; else the others run. Mocha is part of this bundle: as a package it
 * wants a newer Node than the oldest editor has.
 */
export function runSuites(suites: Suites): Promise<void> {
  markLines(process.env['SOCKET_DOCTOR_LINE_MARK'] ?? '');
  const live = process.env['SOCKET_DOCTOR_SUITES'] === 'live';
  const grep = process.env['SOCKET_DOCTOR_GREP'];
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: ReportingSpec,
    color: process.env['FORCE_COLOR'] === '1',
    timeout: timeoutMs,
    retries: 1, // a busy machine; the reporter shows what failed first
    forbidOnly: process.env['CI'] === 'true',
    ...(grep === undefined ? {} : { grep }),
  });
  for (const [file, load] of Object.entries(suites)) {
    if (file.endsWith('.live.test.ts') !== live) continue;
    mocha.suite.emit('pre-require', globalThis, file, mocha);
    load();
  }
  return new Promise((resolve, reject) => {
    mocha.run((failures) => {
      if (failures === 0) resolve();
      else reject(new Error(`${failures} failed`));
    });
  });
}
