import assert from 'node:assert/strict';
import fc from 'fast-check';
import { listenersFrom } from '../../../src/measure/darwin/lsof';
import { commandLinesFrom, processesFrom } from '../../../src/measure/darwin/ps';
import { recorded } from '../recordedOutput';

const LSOF = recorded('darwin', 'lsof-fields.txt');
const PROCESS_ID = Number(/^p(\d+)$/m.exec(LSOF)?.[1]);

describe('darwin/lsof', () => {
  it('reads both listeners of a process', () => {
    assert.deepEqual(listenersFrom(LSOF, 38_123), [
      { processId: PROCESS_ID, address: '127.0.0.1' },
      { processId: PROCESS_ID, address: '::1' },
    ]);
  });

  it('leaves out other ports, also those that only end alike', () => {
    assert.deepEqual(listenersFrom(LSOF, 8_123), []);
    assert.deepEqual(listenersFrom('p1\nn*:38123\n', 38_123), [{ processId: 1, address: '*' }]);
  });

  it('takes an empty answer for nobody', () => {
    assert.deepEqual(listenersFrom('', 80), []);
  });

  it('never throws, and names only the port it was asked for', () => {
    const line = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...LSOF.split('\n')));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const { processId } of listenersFrom(lines.join('\n'), 38_123)) {
          assert.ok(processId > 0);
        }
      }),
    );
  });
});

describe('darwin/ps', () => {
  it('reads a process with its parent, user, start and name', () => {
    const text = recorded('darwin', 'ps-list.txt');
    const row = processesFrom(text).get(PROCESS_ID);
    const start = /(\w{3}) (\w{3} +\d+) ([\d:]{8}) (\d{4})/.exec(text);
    assert.deepEqual(row, {
      parentId: Number(/^\s*\d+\s+(\d+)/.exec(text)?.[1]),
      process: {
        processId: PROCESS_ID,
        name: 'node',
        userId: 0,
        startedAtMs: Date.parse(`${start?.[2]} ${start?.[4]} ${start?.[3]}`),
      },
    });
  });

  it('reads the start as macOS prints it, in local time', () => {
    // Two columns of the recorded line moved apart, to make room for the user that we also ask for.
    const line = recorded('darwin', 'ps-lstart.txt').split('\n')[1]?.replace('45339', '45339 501');
    const row = processesFrom(line ?? '').get(45_344);
    assert.equal(row?.process.startedAtMs, new Date(2026, 8, 21, 13, 29, 48).getTime());
    assert.equal(row.process.userId, 501);
  });

  it('shows the last part of a program path, blanks and all', () => {
    const line =
      '  70 1 501 Mon Sep 21 13:29:48 2026     /Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    assert.equal(processesFrom(line).get(70)?.process.name, 'Google Chrome');
  });

  it('leaves the start out where the months are not English', () => {
    const [, first] = recorded('darwin', 'ps-lstart-portuguese.txt').split('\n');
    const line = first?.replace(/^( 7584 {5}1)/, '$1 501');
    const row = processesFrom(line ?? '').get(7_584);
    assert.equal(row?.process.startedAtMs, undefined);
  });

  it('reads whole command lines, bounded and free of control characters', () => {
    const lines = commandLinesFrom(recorded('darwin', 'ps-command.txt'));
    assert.match(lines.get(PROCESS_ID) ?? '', /^node -e .*createServer\(\)\.listen\(38123/);
    const hostile = commandLinesFrom(`7 ${'x'.repeat(10_000)}\n8 a\u001b[31mb`);
    assert.equal(hostile.get(7)?.length, 4_096);
    assert.equal(hostile.get(8), 'a [31mb');
  });

  it('never throws', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...recorded('darwin', 'ps-lstart.txt').split('\n')),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        processesFrom(lines.join('\n'));
        commandLinesFrom(lines.join('\n'));
      }),
    );
  });
});
