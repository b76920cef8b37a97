import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseProcessStat, readProcess } from '../../../src/measure/linux/processes';
import type { ProcessInfo, Reading } from '../../../src/measure/measurement';

/** A line of `cat /proc/self/stat`, Linux 6.18. */
const STAT =
  '16163 (cat) R 16104 16104 4786 0 -1 4194304 98 0 0 0 0 0 0 0 20 0 1 0 145901 3133440 413 ' +
  '18446744073709551615 94406957838336 94406957858217 140734684399632 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 ' +
  '94406957874224 94406957875840 94407885770752 140734684404439 140734684404459 140734684404459 ' +
  '140734684405739 0';

describe('/proc/<pid>/stat', () => {
  it('gives name, parent and start time', () => {
    assert.deepEqual(parseProcessStat(STAT), {
      name: 'cat',
      parentId: 16_104,
      sessionId: 4_786,
      startedAfterBootMs: 1_459_010,
    });
  });

  it('is not fooled by any name', () => {
    for (const name of ['a) R 1 1 (b', ') 99 (', '((', 'x\ny', '']) {
      const stat = parseProcessStat(STAT.replace('(cat)', `(${name})`));
      assert.equal(stat?.parentId, 16_104, name);
      assert.equal(stat.startedAfterBootMs, 1_459_010, name);
    }
  });

  it('gives whole numbers or nothing for any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        for (const candidate of [text, `1 (x) ${text}`, STAT.slice(0, text.length)]) {
          const stat = parseProcessStat(candidate);
          if (stat !== undefined) assert.ok(Number.isSafeInteger(stat.parentId));
        }
      }),
    );
  });
});

describe('a process of a /proc', () => {
  let proc: string;

  beforeEach(() => {
    proc = mkdtempSync(join(tmpdir(), 'proc-'));
  });

  afterEach(() => {
    rmSync(proc, { recursive: true });
  });

  /** A process with this name (as the kernel cuts it), arguments and parent. */
  function add(processId: number, name: string, args: readonly string[], parentId: number): void {
    const directory = join(proc, String(processId));
    mkdirSync(directory);
    const stat = STAT.replace('(cat) R 16104', `(${name}) R ${parentId}`);
    writeFileSync(join(directory, 'stat'), stat);
    writeFileSync(join(directory, 'cmdline'), args.map((word) => `${word}\0`).join(''));
  }

  const read = async (processId: number): Promise<ProcessInfo> => {
    const reading: Reading<ProcessInfo> = await readProcess(processId, proc);
    if (reading.kind === 'value') return reading.value;
    throw new Error(JSON.stringify(reading));
  };

  it('has the name that people know', async () => {
    add(1, 'MainThread', ['/usr/bin/node', 'server.js'], 0);
    add(2, 'node-MainThread', ['node', 'server.js'], 0);
    add(3, 'a-very-long-pro', ['/opt/a-very-long-program-name', '-x'], 0);
    add(4, 'kworker/0:1', [], 0);
    add(5, 'gunicorn: maste', ['gunicorn: master [app]'], 0);
    add(6, 'python3', ['/usr/bin/env', 'x'], 0);
    const names = await Promise.all([1, 2, 3, 4, 5, 6].map(async (id) => (await read(id)).name));
    assert.deepEqual(names, [
      'node',
      'node',
      'a-very-long-program-name',
      'kworker/0:1',
      'gunicorn: master [app]',
      'python3',
    ]);
  });

  it('carries its command line and parents on a bounded line', async () => {
    add(1, 'init', ['/sbin/init'], 0);
    for (let id = 2; id <= 30; id++) add(id, `child${id}`, ['sh'], id - 1);
    add(31, 'evil', ['rm\n\u001b[2J', 'x'.repeat(100_000)], 30);
    const info = await read(31);
    assert.equal(info.parents.length, 16);
    assert.equal(info.parents[0]?.processId, 30);
    assert.equal(info.parents[0].name, 'child30');
    assert.ok((info.parents[0].commandLine ?? '').length <= 4_096);
    assert.ok((info.commandLine ?? '').length <= 4096);
    assert.match(info.commandLine ?? '', /^rm \[2J x+…$/);
  });

  it('has started when the uptime says, else when the boot time says, else nobody knows', async () => {
    add(1, 'init', ['init'], 0);
    assert.equal((await read(1)).startedAtMs, undefined);
    writeFileSync(join(proc, 'stat'), 'cpu  1 2 3\nbtime 1700000000\n');
    assert.equal((await read(1)).startedAtMs, 1_700_000_000_000 + 1_459_010);
    writeFileSync(join(proc, 'uptime'), '2000.50 3900.11\n');
    const expected = Date.now() - 2_000_500 + 1_459_010;
    assert.ok(Math.abs(((await read(1)).startedAtMs ?? 0) - expected) < 1000);
  });

  it('is gone, or damaged, with a reason', async () => {
    const gone = await readProcess(7, proc);
    assert.ok(gone.kind === 'unavailable');
    assert.equal(gone.reason, 'process-gone');
    mkdirSync(join(proc, '8'));
    writeFileSync(join(proc, '8', 'stat'), 'nonsense');
    const damaged = await readProcess(8, proc);
    assert.ok(damaged.kind === 'unavailable');
    assert.equal(damaged.reason, 'malformed');
  });

  it('agrees with what this process knows of itself', async function () {
    if (process.platform !== 'linux') {
      process.stdout.write('    skipped: there is no /proc here\n');
      this.skip();
    }
    const reading = await readProcess(process.pid);
    assert.ok(reading.kind === 'value');
    assert.equal(reading.value.parents[0]?.processId, process.ppid);
    assert.equal(reading.value.workingDirectory, process.cwd());
    const startedMs = Date.now() - process.uptime() * 1000;
    assert.ok(Math.abs((reading.value.startedAtMs ?? 0) - startedMs) < 2000);
  });
});
