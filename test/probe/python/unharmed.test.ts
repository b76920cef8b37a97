import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Editor, Outcome, Seen } from './probed';
import { pythons, run, startCountingServer, startEditor } from './probed';

const fine: Outcome = { stdout: '', stderr: '', code: 0, signal: null };
const calls = 200;

describe('a Python program goes on unharmed', function () {
  this.timeout(60_000);
  let server: Seen;
  beforeEach(async () => {
    server = await startCountingServer();
  });
  afterEach(() => {
    server.close();
  });

  const [python] = pythons();
  const loop = (pipe: string): Promise<Outcome> => {
    if (python === undefined) throw new Error('the test is skipped without Python');
    return run(python, ['clients.py', 'urllib_loop', String(server.port), String(calls)], pipe);
  };
  const withEditor = async (onHello: Parameters<typeof startEditor>[0]): Promise<Editor> => {
    const editor = await startEditor(onHello);
    assert.deepEqual(await loop(editor.pipe), fine);
    assert.equal(server.requests, calls);
    for (const socket of editor.sockets) socket.destroy();
    await editor.close();
    return editor;
  };

  before(function () {
    if (python === undefined) {
      console.log('no Python of 3.8 or newer is here');
      this.skip();
    }
  });

  it('of an editor that is not there', async () => {
    assert.deepEqual(await loop(join(tmpdir(), 'no-such-pipe')), fine);
    assert.deepEqual(await loop('x'.repeat(5000)), fine);
    assert.deepEqual(await loop(''), fine);
    assert.equal(server.requests, 3 * calls);
  });

  it('of an editor that ends', async () => {
    const editor = await withEditor((socket) => socket.destroy());
    assert.equal(editor.told.length, 1);
  });

  it('of an editor that talks', async () => {
    const editor = await withEditor((socket) => {
      const garbage = Buffer.alloc(65_536, 0xfe);
      const talk = (): void => {
        while (!socket.destroyed && socket.write(garbage)) if (socket.writableLength > 1e6) return;
      };
      talk();
      socket.on('drain', talk);
    });
    const [told] = editor.told;
    const counts = [...(told?.counts.values() ?? [])];
    assert.ok(counts.some((each) => each.connections === calls && each.requests === calls));
  });

  it('of an editor that does not read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'probe-'));
    let waits = 0;
    const deaf = createServer((socket) => {
      waits += 1;
      socket.on('error', () => undefined).pause();
    });
    await new Promise<void>((resolve) => deaf.listen(join(folder, 'pipe'), resolve));
    // Many destinations, so that there is more to tell than a pipe takes.
    const program = join(folder, 'many.py');
    writeFileSync(
      program,
      [
        'import resource, socket, sys, time',
        'def connect(port, host):',
        '    try:',
        '        socket.create_connection((host, port), 1).close()',
        '    except OSError:',
        '        pass',
        'for number in range(20000):',
        '    connect(1 + number % 50, "127.%d.%d.1" % (number // 250 % 250, number % 250))',
        '    if number == 5000: before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss',
        'print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4096)',
      ].join('\n'),
    );
    if (python === undefined) return;
    const outcome = await run(python, [program], join(folder, 'pipe'));
    assert.deepEqual(outcome, { ...fine, stdout: 'True\n' });
    assert.equal(waits, 1);
    deaf.close();
    rmSync(folder, { recursive: true });
  });

  it('and its limits are told', async () => {
    if (python === undefined) return;
    const editor = await startEditor();
    const program = [
      'import socket',
      'for number in range(700):',
      '    with socket.socket() as s:',
      '        s.connect_ex(("127.0.%d.1" % (number // 250), 1 + number % 250))',
    ].join('\n');
    assert.deepEqual(await run(python, ['-c', program], editor.pipe), fine);
    await editor.close();
    const [told] = editor.told;
    assert.equal(told?.destinations.size, 512);
    assert.equal(told.leftOut, 700 - 512);
  });
});
