import assert from 'node:assert/strict';
import fc from 'fast-check';
import { settingsFrom } from '../../../src/measure/darwin/sysctls';
import { unavailable } from '../../../src/measure/reading';
import { printed, recorded } from '../recordedOutput';

const ALL = ['sysctl-portrange.txt', 'sysctl-msl.txt', 'sysctl-tw-pcbcount.txt']
  .map((name) => recorded('darwin', name))
  .join('');

describe('darwin/sysctls', () => {
  it('reads range, TIME_WAIT length and count', () => {
    const { ephemeralRange, timeWaitLength, timeWaitCount } = settingsFrom(printed(ALL, 'sysctl'));
    assert.deepEqual(ephemeralRange.kind === 'value' && ephemeralRange.value, {
      first: 49_152,
      last: 65_535,
    });
    assert.deepEqual(timeWaitLength.kind === 'value' && timeWaitLength.value, {
      minMs: 30_000,
      maxMs: 30_000,
    });
    assert.equal(timeWaitCount.kind === 'value' && timeWaitCount.value, 4);
    assert.equal(timeWaitLength.kind === 'value' && timeWaitLength.from.where, 'sysctl');
  });

  it('does without a key that this release lacks, and says which', () => {
    const settings = settingsFrom(printed(recorded('darwin', 'sysctl-portrange.txt')));
    assert.equal(settings.ephemeralRange.kind, 'value');
    assert.equal(settings.timeWaitLength.kind, 'unavailable');
    assert.match(settings.timeWaitLength.detail, /net\.inet\.tcp\.msl/);
  });

  it('takes a range given backwards for the ports between', () => {
    const text = 'net.inet.ip.portrange.first: 60000\nnet.inet.ip.portrange.last: 50000\n';
    const { ephemeralRange } = settingsFrom(printed(text));
    assert.deepEqual(ephemeralRange.kind === 'value' && ephemeralRange.value, {
      first: 50_000,
      last: 60_000,
    });
  });

  it('refuses what is no port', () => {
    for (const last of ['65536', '-1', 'many', '']) {
      const text = `net.inet.ip.portrange.first: 49152\nnet.inet.ip.portrange.last: ${last}\n`;
      const { ephemeralRange } = settingsFrom(printed(text));
      assert.equal(ephemeralRange.kind === 'unavailable' && ephemeralRange.reason, 'malformed');
    }
  });

  it('passes on why the command failed', () => {
    const settings = settingsFrom(unavailable('timed-out', 'sysctl'));
    const { ephemeralRange, timeWaitLength, timeWaitCount } = settings;
    for (const reading of [ephemeralRange, timeWaitLength, timeWaitCount]) {
      assert.equal(reading.kind === 'unavailable' && reading.reason, 'timed-out');
    }
  });

  it('gives a value or a reason for any text', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...ALL.split('\n')),
      fc.string().map((tail) => `net.inet.tcp.msl${tail}`),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { timeWaitLength } = settingsFrom(printed(lines.join('\n')));
        if (timeWaitLength.kind === 'value') assert.ok(timeWaitLength.value.minMs >= 0);
      }),
    );
  });
});
