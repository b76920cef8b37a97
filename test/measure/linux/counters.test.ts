import assert from 'node:assert/strict';
import fc from 'fast-check';
import { activeOpensIn, timeWaitIn } from '../../../src/measure/linux/counters';
import { createLinuxMachine } from '../../../src/measure/linux/linuxMachine';
import type { Reading } from '../../../src/measure/measurement';
import { openLab, reasonAgainstLab } from '../support/lab';

/** `grep Tcp: /proc/net/snmp` and `cat /proc/net/sockstat`, Linux 6.18. */
const SNMP = `Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors
Tcp: 1 200 120000 -1 4935 4636 6 188 0 210788 198883 749 0 749 0
`;
const SOCKSTAT = `sockets: used 13
TCP: inuse 1 orphan 0 tw 440 alloc 1 mem 0
UDP: inuse 0 mem 0
`;

describe('counters', () => {
  it('are found by their names', () => {
    assert.equal(activeOpensIn(SNMP), 4_935);
    assert.equal(timeWaitIn(SOCKSTAT), 440);
    assert.equal(activeOpensIn(SNMP.replace('MaxConn ', '').replace('-1 ', '')), 4_935);
  });

  it('are nothing where the text is something else', () => {
    for (const text of ['', 'Tcp: ActiveOpens', 'Tcp: ActiveOpens\nTcp: many\n', SOCKSTAT]) {
      assert.equal(activeOpensIn(text), undefined, text);
    }
    for (const text of ['', SNMP, 'TCP: inuse 1', 'UDP: inuse 0 tw 4', 'TCP: tw -4']) {
      assert.equal(timeWaitIn(text), undefined, text);
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const found of [activeOpensIn(text), timeWaitIn(text)]) {
          assert.ok(found === undefined || Number.isSafeInteger(found));
        }
      }),
    );
  });

  it('count the connections of a namespace, and what waits there', async function () {
    const reason = reasonAgainstLab();
    if (reason !== undefined) {
      process.stdout.write(`    skipped: ${reason}\n`);
      this.skip();
    }
    const lab = await openLab();
    try {
      const machine = createLinuxMachine();
      const scope = { processId: lab.processId };
      await lab.ask('listen', { host: '127.0.0.1', port: 8080, closes: 'after' });
      const before = await machine.sampleCounters?.(scope);
      await lab.connect({ host: '127.0.0.1', port: 8080, count: 30, ends: 'first' });
      const after = await machine.sampleCounters?.(scope);
      assert.ok(before && after);
      assert.equal(valueOf(after.activeOpens) - valueOf(before.activeOpens), 30);
      assert.equal(valueOf(before.timeWait), 0);
      assert.equal(valueOf(after.timeWait), 30);
      assert.ok(after.atMs >= before.atMs);
    } finally {
      await lab.close();
    }
  });

  it('say why where there are none', async function () {
    if (process.platform !== 'linux') {
      process.stdout.write('    skipped: there is no /proc here\n');
      this.skip();
    }
    // Above the highest process id that Linux gives (PID_MAX_LIMIT, 4,194,304).
    const sample = await createLinuxMachine().sampleCounters?.({ processId: 4_194_305 });
    assert.ok(sample?.activeOpens.kind === 'unavailable');
    assert.equal(sample.activeOpens.reason, 'process-gone');
  });
});

function valueOf(reading: Reading<number>): number {
  if (reading.kind === 'value') return reading.value;
  throw new Error(JSON.stringify(reading));
}
