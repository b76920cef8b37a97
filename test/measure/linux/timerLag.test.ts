import assert from 'node:assert/strict';
import {
  readTimerLag,
  ticksPerSecondIn,
  timerGranularityMs,
} from '../../../src/measure/linux/timerLag';

describe('the lag of a TIME_WAIT row', () => {
  it('is what the table in kernel/time/timer.c says', () => {
    // HZ 1000:  4    256      4096 ms (~4s)      32768 ms -     262143 ms (~32s - ~4m)
    assert.equal(timerGranularityMs(60_000, 1_000), 4_096);
    // HZ 300:   3    192      1706 ms (~1s)      13653 ms -     109223 ms (~13s - ~1m)
    assert.equal(Math.floor(timerGranularityMs(60_000, 300)), 1_706);
    // HZ 250:   3    192      2048 ms (~2s)      16384 ms -     131071 ms (~16s - ~2m)
    assert.equal(timerGranularityMs(60_000, 250), 2_048);
    assert.equal(timerGranularityMs(60_000, 100), 5_120, '512 ticks of 10 ms');
    assert.equal(timerGranularityMs(20, 1_000), 1);
  });

  it('is read from the configuration of this kernel, or assumed at its worst', async function () {
    if (process.platform !== 'linux') {
      process.stdout.write('    skipped: this is no Linux\n');
      this.skip();
    }
    const lag = await readTimerLag(60_000);
    assert.ok(lag.kind === 'value');
    assert.ok([1_707, 2_048, 4_096, 5_120].includes(Math.round(lag.value)), String(lag.value));
  });

  it('takes nothing else for the ticks', () => {
    assert.equal(
      ticksPerSecondIn('# CONFIG_HZ_100 is not set\nCONFIG_HZ_250=y\nCONFIG_HZ=250\n'),
      250,
    );
    assert.equal(ticksPerSecondIn('CONFIG_HZ=lots\n#CONFIG_HZ=100'), undefined);
  });
});
