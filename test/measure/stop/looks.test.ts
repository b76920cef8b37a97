import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Reading } from '../../../src/measure/measurement';
import { unavailable, value } from '../../../src/measure/reading';
import type { RunCommand } from '../../../src/measure/runCommand';
import { createDarwinLook } from '../../../src/measure/stop/darwinLook';
import { Stopper, type StopOutcome } from '../../../src/measure/stop/stopper';
import { createWindowsLook } from '../../../src/measure/stop/windowsLook';

/** An id that no process of this machine has (pid_max is 4,194,304 at most, and Windows' end in 0 or 4). */
const nobody = 4_194_305;
const own = process.pid;
const where = 'test';
const from = { how: 'command', where, atMs: 0 } as const;

describe('stopping on Windows', () => {
  const startedAtMs = 3_000;
  const process_ = (id: number, parent: number, changes: object = {}) => ({
    id,
    parent,
    name: 'node.exe',
    startedAtMs,
    commandLine: 'node server.js',
    ...changes,
  });

  /** taskkill's words are as Windows 10 prints them; `starts` are the target's, look by look. */
  function onWindows(
    taskkill: Reading<string>,
    { session = '1', starts = [startedAtMs] }: { session?: string; starts?: number[] } = {},
  ) {
    const ran: string[] = [];
    let looks = 0;
    const run: RunCommand = ({ file, args }) => {
      const processId = /PID eq (\d+)/.exec(args.join(' '))?.[1];
      if (processId !== undefined) {
        const theirs = processId === String(own) ? '1' : session;
        return Promise.resolve(
          value(`"node.exe","${processId}","Konsole","${theirs}","40.000 K"\r\n`, from),
        );
      }
      ran.push([file, ...args].join(' '));
      return Promise.resolve(taskkill);
    };
    const ask = () => {
      const start = starts[Math.min(looks, starts.length - 1)];
      looks += 1;
      const processes = [
        process_(own, 20),
        process_(20, 10, { name: 'Code.exe', startedAtMs: 10 }),
        process_(nobody, 7, { startedAtMs: start }),
      ];
      return Promise.resolve(value({ listeners: [], processes }, from));
    };
    const stopper = new Stopper({
      platform: 'win32',
      look: createWindowsLook({
        run,
        systemDirectory: 'C:\\Windows\\System32',
        session: { ask, dispose: () => undefined },
      }),
      holdersOf: () => Promise.resolve(unavailable('failed', where)),
      editorFolders: [],
    });
    const stop = (manner: 'asked' | 'forced', processId = nobody): Promise<StopOutcome> =>
      stopper.stop({ port: 3_000, process: { processId, startedAtMs } }, manner);
    return { stop, ran };
  }

  it('asks by taskkill without /F, and forces with it: one process, by its id', async () => {
    const { stop, ran } = onWindows(value('SUCCESS: …', from));
    assert.deepEqual(await stop('asked'), { kind: 'stopped', manner: 'asked' });
    assert.deepEqual(await stop('forced'), { kind: 'stopped', manner: 'forced' });
    assert.deepEqual(ran, [
      `C:\\Windows\\System32\\taskkill.exe /PID ${nobody}`,
      `C:\\Windows\\System32\\taskkill.exe /PID ${nobody} /F`,
    ]);
  });

  it("runs nothing for the editor's parent, another session, or another start", async () => {
    const { stop, ran } = onWindows(value('', from));
    const parent = await stop('forced', 20);
    assert.equal(parent.kind === 'refused' && parent.refusal.reason, 'ancestor');
    const service = onWindows(value('', from), { session: '0' });
    const refused = await service.stop('forced');
    assert.equal(refused.kind === 'refused' && refused.refusal.reason, 'other-user');
    const reused = onWindows(value('', from), { starts: [startedAtMs, startedAtMs + 100_000] });
    const outcome = await reused.stop('forced');
    assert.equal(outcome.kind === 'refused' && outcome.refusal.reason, 'reused');
    assert.deepEqual([...ran, ...service.ran, ...reused.ran], []);
  });
});

describe('stopping on macOS', () => {
  const line = (id: number, parent: number, path: string, seconds: string) =>
    `${id} ${parent} 501 Thu Nov 26 04:00:${seconds} 2026 ${path}`;

  function onMac(list: readonly string[][]) {
    let looks = 0;
    const run: RunCommand = ({ args }) => {
      if (args.includes('-p')) return Promise.resolve(value(`${nobody} node server.js\n`, from));
      const lines = list[Math.min(looks, list.length - 1)] ?? [];
      looks += 1;
      return Promise.resolve(value(lines.join('\n'), from));
    };
    return new Stopper({
      platform: 'darwin',
      look: createDarwinLook(run),
      holdersOf: () => Promise.resolve(unavailable('failed', where)),
      editorFolders: [],
      userId: 501,
    });
  }
  const ourselves = line(own, 40, '/Applications/Code.app/Contents/MacOS/Code', '00');
  const parent = line(40, 1, '/Applications/Code.app/Contents/MacOS/Electron', '00');
  const startedAtMs = new Date(2026, 10, 26, 4, 0, 5).getTime();
  const target = { port: 3_000, process: { processId: nobody, startedAtMs } };

  it('sends nothing to a process that another one took the place of', async () => {
    const before = [ourselves, parent, line(nobody, 1, '/usr/local/bin/node', '05')];
    const after = [ourselves, parent, line(nobody, 1, '/usr/local/bin/node', '09')];
    const outcome = await onMac([before, after]).stop(target, 'forced');
    assert.equal(outcome.kind === 'refused' && outcome.refusal.reason, 'reused');
    // With the same start the signal is sent; there is no such process here to receive it.
    assert.deepEqual(await onMac([before]).stop(target, 'forced'), { kind: 'not-holding' });
  });

  it("refuses the editor's parent, and everything where it is not in the list itself", async () => {
    const stopper = onMac([[ourselves, parent]]);
    const aimed = { port: 3_000, process: { processId: 40, startedAtMs } };
    assert.equal((await stopper.check(aimed))?.reason, 'ancestor');
    const lost = onMac([[line(nobody, 1, '/usr/local/bin/node', '05')]]);
    assert.equal((await lost.check(target))?.reason, 'unidentified');
  });
});
