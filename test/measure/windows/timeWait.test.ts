import assert from 'node:assert/strict';
import {
  timedWaitDelayFrom,
  timeWaitLength,
  unreadTimeWaitLength,
} from '../../../src/measure/windows/timeWait';
import { recorded } from '../recordedOutput';

const FROM = { how: 'command', where: 'reg.exe', atMs: 5 } as const;

describe('windows/timeWait', () => {
  it('reads the registry value, which reg.exe prints in hexadecimal', () => {
    const line = '    TcpTimedWaitDelay    REG_DWORD    0x1e\r\n';
    assert.equal(timedWaitDelayFrom(`\r\nHKEY_LOCAL_MACHINE\\SYSTEM\r\n${line}\r\n`), 30);
    assert.equal(timedWaitDelayFrom(''), undefined);
    assert.equal(timedWaitDelayFrom('    TcpTimedWaitDelay    REG_SZ    30'), undefined);
    assert.equal(timedWaitDelayFrom('    MaxTcpTimedWaitDelay    REG_DWORD    0x1e'), undefined);
  });

  it('reads it in every language: reg.exe translates its complaints, and neither names nor types', () => {
    for (const [fixture, name, delayS] of [
      ['reg-query.de.txt', 'LongPathsEnabled', 1],
      ['reg-query.ja.txt', 'DetectionFrequency', 16],
      ['reg-query.zh.txt', 'AlwaysInstallElevated', 1],
    ] as const) {
      const text = recorded('windows', fixture);
      assert.ok(text.includes(name));
      assert.equal(timedWaitDelayFrom(text.replaceAll(name, 'TcpTimedWaitDelay')), delayS);
      assert.equal(timedWaitDelayFrom(text), undefined);
    }
    for (const fixture of ['reg-query-missing.ja.txt', 'reg-query-missing.zh.txt']) {
      assert.equal(timedWaitDelayFrom(recorded('windows', fixture)), undefined);
    }
  });

  it('gives the value that is set, and where it was read', () => {
    const reading = timeWaitLength(30, FROM);
    assert.equal(reading.kind, 'value');
    assert.deepEqual(reading.value, { minMs: 30_000, maxMs: 30_000 });
    assert.equal(reading.from.how, 'command');
    assert.match(reading.from.where, /TcpTimedWaitDelay by reg\.exe$/);
  });

  it('gives both documented lengths, as assumed, where none is set, read or valid', () => {
    for (const [reading, why] of [
      [timeWaitLength(undefined, FROM), /is not set/],
      [timeWaitLength(5, FROM), /is 5, outside 30 to 300/],
      [unreadTimeWaitLength('access denied', 5), /could not be read: access denied/],
    ] as const) {
      assert.equal(reading.kind, 'value');
      assert.deepEqual(reading.value, { minMs: 120_000, maxMs: 240_000 });
      assert.equal(reading.from.how, 'assumed');
      assert.match(reading.from.where, why);
    }
  });
});
