import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { debuggerMark } from '../../src/measure/debuggers';

/** Each line is a process that really ran: see record.mts beside it. */
const lines = readFileSync(
  new URL('../fixtures/measure/debuggers/commandLines.txt', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter((line) => line !== '');

function recordedLine(mark: RegExp): string {
  const found = lines.filter((line) => mark.test(line));
  assert.equal(found.length, 1, `${String(mark)} matches ${found.length} lines`);
  return found[0]!;
}

describe('debuggerMark', () => {
  it('knows the parts of js-debug and debugpy', () => {
    for (const mark of [/watchdog\.js/, /-m debugpy\.adapter/, /--for-server/, /launcher \d+ --/]) {
      assert.equal(debuggerMark(recordedLine(mark)).isPart, true, String(mark));
    }
  });

  it('takes no program that is debugged for a part, and reads the port of its debugger', () => {
    const portOf = (line: string) =>
      Number(/localhost:(\d+)|--connect 127\.0\.0\.1:(\d+)/.exec(line)?.slice(1).find(Boolean));
    const cases: readonly (readonly [RegExp, number | undefined])[] = [
      [/--inspect=/, 45_679],
      [/--inspect-brk/, 9_229],
      [/--listen/, 45_678],
      [/address=45680/, 45_680],
      [/server=n/, portOf(recordedLine(/server=n/))],
      [/--connect/, portOf(recordedLine(/--connect/))],
    ];
    for (const [mark, port] of cases) {
      assert.deepEqual(debuggerMark(recordedLine(mark)), { isPart: false, ports: [port] });
    }
  });

  it('finds nothing in a program that runs without a debugger', () => {
    assert.deepEqual(debuggerMark(recordedLine(/^java \/opt/)), { isPart: false, ports: [] });
    assert.deepEqual(debuggerMark('node inspect-all.js --port=9229'), { isPart: false, ports: [] });
    assert.deepEqual(debuggerMark(''), { isPart: false, ports: [] });
  });

  it('reads no more of an endless command line than a part', () => {
    const endless = `node ${'debugpy '.repeat(1_000_000)}--connect 5000`;
    assert.deepEqual(debuggerMark(endless), { isPart: false, ports: [] });
  });
});
