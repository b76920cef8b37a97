// What `npm test` runs: every stage to its end, even when one before it failed, and at last one
// line that sums them up. `node test/run.mjs unit live` runs only the stages that are named.
//
// Counts come from the reports that test/host/report.ts writes, never from text. A stage also fails
// when it crashes, runs no test at all, or leaves a suite file without a single reported test.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { chooseEditor, npmEditor } from './host/choose.mjs';
import { insideNamespace, whyNoNamespace } from './host/namespace.mjs';
import { root } from './host/paths.mjs';
import { forgetPictures, keepPictures, picturesWanted } from './host/pictures.mjs';

/** Few enough that they run out within seconds, and no TIME_WAIT port is reused on loopback. */
const liveNamespace = '40000-40399,0';

/** No stage takes this long unless something in it waits for ever. */
const stageLimitMs = 20 * 60_000;

/** So many suite files run side by side. A suite waits for programs as often as it computes. */
const unitJobs = Math.max(2, availableParallelism());

/** Stands before the tests' own lines in an editor's output (test/editor/run.ts puts it there). */
const mark = '\u200B';

/** How much of the editor's log is shown when its tests did not come to an end. */
const logTailLines = 40;

/**
 * @typedef {{ passed: number, failed: number, skipped: number, triedAgain?: number }} Counts
 * @typedef {{ command: string[], env?: NodeJS.ProcessEnv, log?: string }} Program `log` keeps the
 *   lines that are not the tests' own in a file of that name
 */

const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of running) endTree(child, 'SIGTERM');
    process.exit(130);
  });
}

function endTree(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It ended in the meantime.
  }
}

/**
 * Runs a program to its end and shows its output.
 * @param {Program} program
 * @returns {Promise<{ ok: boolean, tail: string[] }>} `tail` is the end of what was not shown
 */
async function run({ command: [file, ...args], env = {}, log }) {
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(file, args, {
    cwd: root,
    env: { ...process.env, ...color, ...env },
    stdio: ['ignore', log ? 'pipe' : 'inherit', log ? 'pipe' : 'inherit'],
    detached: process.platform !== 'win32', // a group of its own, which can be ended as a whole
    shell: process.platform === 'win32' && file === 'npm',
  });
  running.add(child);
  const limit = setTimeout(() => {
    console.error(`Ended after ${stageLimitMs / 60_000} minutes: ${file} ${args.join(' ')}`);
    endTree(child, 'SIGTERM');
    setTimeout(() => endTree(child, 'SIGKILL'), 10_000).unref();
  }, stageLimitMs);
  const tail = [];
  if (log) await separateLines(child, log, tail);
  return new Promise((resolve) => {
    const done = (ok) => {
      clearTimeout(limit);
      running.delete(child);
      resolve({ ok, tail });
    };
    child.on('error', (error) => {
      console.error(error.message);
      done(false);
    });
    child.on('close', (code) => done(code === 0));
  });
}

/** Shows the tests' lines, and keeps the editor's in a file and at the end of `tail`. */
async function separateLines(child, log, tail) {
  await mkdir(join(root, 'out/logs'), { recursive: true });
  const file = createWriteStream(join(root, 'out/logs', log));
  const read = (line) => {
    if (line.startsWith(mark)) {
      console.log(line.slice(mark.length));
      return;
    }
    file.write(`${line}\n`);
    tail.push(line);
    if (tail.length > logTailLines) tail.shift();
  };
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', read);
  }
  child.on('close', () => file.end());
}

/**
 * Runs checks that have no tests of their own, side by side; each counts as one.
 * @param {string[][]} commands
 * @returns {Promise<Counts>}
 */
async function check(...commands) {
  const results = await Promise.all(commands.map((command) => run({ command })));
  const passed = results.filter(({ ok }) => ok).length;
  return { passed, failed: commands.length - passed, skipped: 0 };
}

/**
 * Runs a program that runs mocha with our reporter, and reads its report.
 * @param {string} stage
 * @param {string[]} files the suite files that must each report at least one test
 * @param {(report: string) => Program} program makes the program, given its report's path
 * @returns {Promise<Counts>}
 */
async function mochaStage(stage, files, program) {
  const path = join(root, 'out/reports', `${stage}.json`);
  await rm(path, { force: true }); // a report of an earlier run is none of this one
  const { ok, tail } = await run(program(path));
  const report = await readFile(path, 'utf8').then(JSON.parse, () => undefined);
  const counts = report ?? { passed: 0, failed: 0, skipped: 0, files: [], complete: false };
  const seen = new Set(counts.files.map((file) => relative(root, join(root, 'test/editor', file))));
  for (const file of counts.files) seen.add(relative(root, file));
  // Who asks for some tests by name (SOCKET_DOCTOR_GREP) leaves the others out on purpose.
  const expected = process.env.SOCKET_DOCTOR_GREP ? [] : files;
  const problems = expected
    .filter((file) => !seen.has(file))
    .map((file) => `${file} reported no test.`);
  if (!counts.complete) {
    problems.push('The run did not come to its end.');
    for (const line of tail) console.log(line);
  } else if (counts.passed + counts.failed + counts.skipped === 0) {
    problems.push('No test was run.');
  } else if (!ok && counts.failed === 0) {
    problems.push('The run failed, though no test did.');
  }
  for (const problem of problems) console.log(`  ✗ ${problem}`);
  return { ...counts, failed: counts.failed + problems.length };
}

/** The suite files below a folder of the tests, as paths relative to the repository. */
async function suiteFiles(folder) {
  const names = await readdir(join(root, folder), { recursive: true });
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name));
}

/** Suites that run in Node: all but those of the editor, of `npm start`, and what is mere data. */
async function unitFiles() {
  const elsewhere = ['editor', 'ui', 'fixtures', 'workspaces'].map((name) =>
    join('test', name, '/'),
  );
  const files = await suiteFiles('test');
  return files.filter((file) => !elsewhere.some((folder) => file.startsWith(folder)));
}

const mochaCommand = (...args) => [
  process.execPath,
  join(root, 'node_modules/mocha/bin/mocha.js'),
  `--reporter=${join(root, 'test/host/reporter.mjs')}`,
  ...args,
];

async function unit() {
  return mochaStage('unit', await unitFiles(), (report) => ({
    command: mochaCommand('--config=.mocharc.unit.json', '--parallel', `--jobs=${unitJobs}`),
    env: { SOCKET_DOCTOR_REPORT: report },
  }));
}

/** `npm start` as a person meets it; it runs in Node and looks from outside. */
async function ui() {
  const files = await suiteFiles('test/ui');
  if (process.platform !== 'linux') {
    console.log(
      `Skipped, one for each of ${files.length} suites: the editor from npm is for Linux.`,
    );
    return { passed: 0, failed: 0, skipped: files.length };
  }
  return mochaStage('ui', files, (report) => ({
    command: mochaCommand(
      '--no-config',
      '--node-option=import=tsx',
      '--forbid-only',
      '--timeout=120000',
      '--retries=1',
      'test/ui/**/*.test.ts',
    ),
    env: { SOCKET_DOCTOR_REPORT: report },
  }));
}

function editorProgram(executable, suites, report) {
  return [process.execPath, join(root, 'test/host/runEditorTests.mjs'), executable, suites, report];
}

async function editor() {
  const { executable, name } = await chooseEditor();
  console.log(name);
  const files = (await suiteFiles('test/editor')).filter((file) => !file.endsWith('.live.test.ts'));
  return mochaStage('editor', files, (report) => ({
    command: editorProgram(executable, 'plain', report),
    env: { SOCKET_DOCTOR_LINE_MARK: mark },
    log: 'editor.log',
  }));
}

/** Real port exhaustion: the whole editor in a namespace with few ports, so on Linux only. */
async function live() {
  const files = (await suiteFiles('test/editor')).filter((file) => file.endsWith('.live.test.ts'));
  const reason = whyNoNamespace();
  if (reason) {
    console.log(`Skipped, one for each of ${files.length} suites: ${reason}`);
    return { passed: 0, failed: 0, skipped: files.length };
  }
  const minimum = process.env.SOCKET_DOCTOR_VSCODE_VERSION === 'minimum';
  const { executable, name } = await npmEditor(minimum ? 'minimum' : 'stable');
  console.log(`${name}, with the ports ${liveNamespace.replace(',', ' and tcp_tw_reuse=')}`);
  if (picturesWanted) await forgetPictures();
  const counts = await mochaStage('live', files, (report) => ({
    command: [...insideNamespace(liveNamespace), ...editorProgram(executable, 'live', report)],
    env: { SOCKET_DOCTOR_LINE_MARK: mark, SOCKET_DOCTOR_NAMESPACE: liveNamespace },
    log: 'live.log',
  }));
  if (picturesWanted) await keepPictures();
  return counts;
}

const script = (name) => ['npm', 'run', '--silent', name];

const stages = {
  check: () => check(script('lint'), script('format:check'), script('types')),
  build: () => check([process.execPath, 'esbuild.mjs', '--tests']),
  unit, // after the build: one suite looks into the package
  editor,
  live,
  ui,
};

/** Stages that run what the build makes; after a failed one they would run an older product. */
const needBuild = ['editor', 'live', 'ui'];

function stagesToRun(named) {
  if (named.length === 0) return Object.keys(stages);
  const unknown = named.filter((name) => !(name in stages));
  if (unknown.length > 0) {
    console.error(`No stage ${unknown.join(', ')}; there are ${Object.keys(stages).join(', ')}.`);
    process.exit(2);
  }
  const build = named.some((name) => needBuild.includes(name)) && !named.includes('build');
  return build ? ['build', ...named] : named;
}

let built;

async function runStage(name) {
  if (built === false && needBuild.includes(name)) throw new Error('Not run: the build failed.');
  const counts = await stages[name]();
  if (name === 'build') built = counts.failed === 0;
  return counts;
}

const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
for (const name of stagesToRun(process.argv.slice(2))) {
  console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
  const start = Date.now();
  const counts = await runStage(name).catch((error) => {
    console.error(error.message);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  const { passed, failed, skipped, triedAgain = 0 } = counts;
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  const again = triedAgain > 0 ? `; ${triedAgain} tried twice` : '';
  summary.push(
    `${name.padEnd(7)} ${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s${again})`,
  );
  for (const kind of ['passed', 'failed', 'skipped']) total[kind] += counts[kind];
}
console.log(`\n${summary.join('\n')}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
