import assert from 'node:assert/strict';
import fc from 'fast-check';
import { processInfo } from '../../../src/measure/processTable';
import { unavailable, value } from '../../../src/measure/reading';
import { TCP_STATES } from '../../../src/measure/socketTable';
import {
  holdersFromAnswer,
  settingsFromAnswer,
  tableFromAnswer,
} from '../../../src/measure/windows/answers';
import type { Reading } from '../../../src/measure/measurement';

function answer(result: unknown): Reading<unknown> {
  return value(result, { how: 'command', where: 'powershell', atMs: 5 });
}

describe('windows/answers', () => {
  it('reads the rows of a table', () => {
    const rows = [
      '127.0.0.1 50001 127.0.0.1 8080 11',
      '::1 50002 fe80::1%12 443 5',
      '0.0.0.0 80 0 0 2',
      ':: 50003 0 0 100',
    ].join(';');
    const reading = tableFromAnswer(answer({ rows, boundAgeMs: 0, boundError: null }));
    assert.equal(reading.kind, 'value');
    const table = reading.value;
    assert.deepEqual(
      Array.from({ length: table.length }, (_, row) => [
        table.family[row],
        table.addresses[table.localAddress[row]!],
        table.localPort[row],
        table.addresses[table.remoteAddress[row]!],
        table.remotePort[row],
        TCP_STATES[table.state[row]!],
      ]),
      [
        [4, '127.0.0.1', 50_001, '127.0.0.1', 8080, 'time-wait'],
        [6, '::1', 50_002, 'fe80::1%12', 443, 'established'],
        [4, '0.0.0.0', 80, '0.0.0.0', 0, 'listen'],
        [6, '::', 50_003, '::', 0, 'bound'],
      ],
    );
    assert.equal(reading.from.where, 'powershell');
  });

  it('says what a table lacks', () => {
    const rows =
      '127.0.0.1 50001 127.0.0.1 8080 11;127.0.0.1 x y 8080 11;1 2 3 4 5 6;::1 5 nowhere 80 11';
    const reading = tableFromAnswer(answer({ rows, boundAgeMs: 4000, boundError: 'denied' }));
    assert.equal(
      reading.kind === 'value' && reading.from.where,
      'powershell (without bound sockets, bound sockets of 4000 ms before, rows not understood: 3)',
    );
  });

  it('reads settings, present and absent', () => {
    const full = settingsFromAnswer(
      answer({ firstPort: 1025, portCount: 64_511, timedWaitDelayS: 30 }),
    );
    assert.deepEqual(full.kind === 'value' && full.value, {
      ephemeralRange: { first: 1025, last: 65_535 },
      timedWaitDelayS: 30,
      autoReusePorts: undefined,
    });
    const bare = settingsFromAnswer(answer({ firstPort: 0, portCount: 0, timedWaitDelayS: null }));
    assert.deepEqual(bare.kind === 'value' && bare.value, {
      ephemeralRange: undefined,
      timedWaitDelayS: undefined,
      autoReusePorts: undefined,
    });
    const auto = (autoFirstPort: number | null, autoPortCount: number | null) => {
      const read = settingsFromAnswer(
        answer({ firstPort: 49_152, portCount: 16_384, autoFirstPort, autoPortCount }),
      );
      return read.kind === 'value' ? read.value.autoReusePorts : read.reason;
    };
    assert.equal(auto(0, 0), null);
    assert.equal(auto(null, null), undefined);
    assert.deepEqual(auto(10_000, 5_000), { first: 10_000, last: 14_999 });
  });

  it('reads holders, and stops the parents where a number was given out again', () => {
    const process = (id: number, parent: number, startedAtMs: number) => ({
      id,
      parent,
      name: `p${id}.exe`,
      startedAtMs,
      commandLine: id === 30 ? `run\u0007 ${'x'.repeat(9_000)}` : null,
    });
    const reading = holdersFromAnswer(
      answer({
        listeners: [{ address: '127.0.0.1', port: 8080, owner: 30 }],
        // 10 started after its alleged child: another process bears the parent's number now.
        processes: [process(30, 20, 3_000), process(20, 10, 2_000), process(10, 0, 9_000)],
      }),
    );
    assert.equal(reading.kind, 'value');
    const info = processInfo(reading.value.processes, 30);
    assert.deepEqual(info?.parents, [{ processId: 20, name: 'p20.exe' }]);
    assert.equal(info.startedAtMs, 3_000);
    assert.equal(info.commandLine?.length, 4_096);
    assert.match(info.commandLine, /^run {1,2}x/);
  });

  it('ends the parents of a circle, through the process itself or behind it', () => {
    const row = (id: number, parent: number) => ({ id, parent, name: 'a' });
    for (const [circle, parents] of [
      [
        [row(1, 2), row(2, 3), row(3, 1)],
        [2, 3],
      ],
      [
        [row(1, 2), row(2, 3), row(3, 2)],
        [2, 3],
      ],
      [[row(1, 1)], []],
    ] as const) {
      const reading = holdersFromAnswer(answer({ listeners: [], processes: circle }));
      assert.equal(reading.kind, 'value');
      const found = processInfo(reading.value.processes, 1)?.parents;
      assert.deepEqual(
        found?.map(({ processId }) => processId),
        parents,
      );
    }
  });

  it('passes a failure on', () => {
    const failed = unavailable('timed-out', 'powershell');
    assert.equal(tableFromAnswer(failed), failed);
    assert.equal(settingsFromAnswer(failed), failed);
    assert.equal(holdersFromAnswer(failed), failed);
  });

  it('gives a value or "malformed" for any answer', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record({ rows: fc.string({ unit: 'binary' }) }),
      fc.record({ firstPort: fc.anything(), portCount: fc.double() }),
      fc.record({ listeners: fc.array(fc.anything()), processes: fc.anything() }),
    );
    fc.assert(
      fc.property(anything, (result) => {
        for (const read of [tableFromAnswer, settingsFromAnswer, holdersFromAnswer]) {
          const reading = read(answer(result));
          assert.ok(reading.kind === 'value' || reading.reason === 'malformed');
        }
      }),
    );
  });
});
