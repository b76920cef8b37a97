import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Report } from './host/report';

const repository = join(__dirname, '..');

/** A test that fails the first time that it is run. */
const failsOnce = `
let runs = 0;
it('fails once', () => {
  runs += 1;
  if (runs === 1) throw new Error('the machine was busy');
});`;

describe('a second try', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'second-try-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  /** Runs mocha as the unit stage does, over one suite file of that name. */
  async function runSuite(name: string): Promise<{ report: Report; shown: string }> {
    const suite = join(folder, name);
    const report = join(folder, 'report.json');
    await mkdir(dirname(suite), { recursive: true });
    await writeFile(suite, failsOnce);
    const shown = await new Promise<string>((resolve) => {
      execFile(
        process.execPath,
        [
          join(repository, 'node_modules/mocha/bin/mocha.js'),
          '--no-config',
          `--node-option=import=${pathToFileURL(require.resolve('tsx')).href}`,
          `--require=${join(repository, 'test/host/secondTry.ts')}`,
          `--reporter=${join(repository, 'test/host/reporter.mjs')}`,
          suite,
        ],
        { env: { ...process.env, SOCKET_DOCTOR_REPORT: report } },
        (_, output) => {
          resolve(output);
        },
      );
    });
    return { report: JSON.parse(await readFile(report, 'utf8')) as Report, shown };
  }

  it('is given where real programs run, and the first failure is shown and counted', async () => {
    const { report, shown } = await runSuite('test/kernel/busy.test.cjs');
    assert.deepEqual(
      [report.passed, report.failed, report.triedAgain, report.complete],
      [1, 0, 1, true],
    );
    assert.match(shown, /fails once: tried again after\s+Error: the machine was busy/);
  });

  it('is not given to pure code', async () => {
    // The second stands beside suites that have a browser.
    for (const name of ['test/explain/pure.test.cjs', 'test/media/arrangement.test.cjs']) {
      const { report } = await runSuite(name);
      assert.deepEqual([report.passed, report.failed, report.triedAgain], [0, 1, 0], name);
    }
  });
});
