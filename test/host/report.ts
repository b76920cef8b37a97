import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { MochaOptions, Runner, Test } from 'mocha';
import { reporters } from 'mocha';

/** What one run of mocha did, for the program that started it (test/run.mjs). */
export interface Report {
  /** False until mocha came to its end: a report that stays so is that of a crash. */
  complete: boolean;
  passed: number;
  failed: number;
  skipped: number;
  /** Tests whose first try failed; they are counted above by what their last one did. */
  triedAgain: number;
  /** Every suite file that had a test come to an end, as mocha was given it. */
  files: string[];
}

/**
 * mocha's Spec reporter, which also keeps a report in the file that SOCKET_DOCTOR_REPORT names,
 * rewritten after every test so that a crash loses nothing that is known.
 */
export class ReportingSpec extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const path = process.env['SOCKET_DOCTOR_REPORT'];
    if (path === undefined) return;
    const report: Report = {
      complete: false,
      passed: 0,
      failed: 0,
      skipped: 0,
      triedAgain: 0,
      files: [],
    };
    const write = () => {
      writeFileSync(path, JSON.stringify(report));
    };
    const count = (kind: 'passed' | 'failed' | 'skipped') => (test: Test) => {
      report[kind] += 1;
      if (test.file !== undefined && !report.files.includes(test.file))
        report.files.push(test.file);
      write();
    };
    mkdirSync(dirname(path), { recursive: true });
    write();
    runner.on('pass', count('passed'));
    runner.on('fail', count('failed')); // hooks that fail arrive here too
    runner.on('pending', count('skipped'));
    // EVENT_TEST_RETRY: after it a clone of the test is run (mochajs.org/api/runner.js.html).
    runner.on('retry', (test: Test, error: Error) => {
      report.triedAgain += 1;
      const why = (error.stack ?? error.message).split('\n');
      reporters.Base.consoleLog(`    ↻ ${test.fullTitle()}: tried again after`);
      for (const line of why) reporters.Base.consoleLog(`      ${line}`);
      write();
    });
    runner.on('end', () => {
      report.complete = true;
      write();
    });
  }
}
