import assert from 'node:assert/strict';
import fc from 'fast-check';
import { repeatingRate, type RepeatingRate } from '../../src/measure/repeatingBursts';

const rateOf = (timesMs: readonly number[]): RepeatingRate | undefined =>
  repeatingRate(timesMs.map((atMs) => ({ atMs, connections: 1 })));

/** Bursts of `size` within `lastsMs`, one each period; newest first. */
function bursts(count: number, size: number, periodMs: number, lastsMs = 10): number[] {
  return Array.from({ length: count * size }, (_, index) => {
    const burst = Math.floor(index / size);
    return burst * periodMs + ((index % size) * lastsMs) / size;
  }).reverse();
}

describe('the rate of repeating bursts', () => {
  it('is the mean over whole periods, not what the fence posts make of it', () => {
    // Five bursts of 25 in two seconds: 125 in 2.01 s look like 62 a second, and are 50.
    const rate = rateOf(bursts(5, 25, 500));
    assert.equal(rate?.connectionsPerSecond, 50);
    assert.equal(rate.connections, 125);
    assert.equal(rateOf(bursts(4, 30, 2_000))?.connectionsPerSecond, 15);
  });

  it('does not count the newest burst, which may still be going on', () => {
    const [, , , ...underWay] = bursts(4, 6, 1_000);
    assert.equal(rateOf(underWay)?.connectionsPerSecond, 6);
  });

  it('holds for any size, pace and jitter up to a tenth of the period', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 9 }),
        fc.integer({ min: 3, max: 60 }),
        fc.integer({ min: 300, max: 10_000 }),
        fc.float({ min: 0, max: Math.fround(0.1), noNaN: true }),
        (count, size, periodMs, jitter) => {
          const times = bursts(count, size, periodMs).map((atMs) => {
            const late = Math.floor(atMs / periodMs) % 2 === 0 ? 0 : jitter * periodMs;
            return atMs + late;
          });
          const rate = rateOf(times)?.connectionsPerSecond ?? 0;
          const expected = (size * 1_000) / periodMs;
          assert.ok(Math.abs(rate - expected) <= expected * 0.06, `${rate} for ${expected}`);
        },
      ),
    );
  });

  it('counts what a look found open at the look, and takes no pause from that', () => {
    // 10 a second; a look each second finds one open, whose closing is not counted again.
    const moments = Array.from({ length: 60 }, (_, index) => ({
      atMs: index % 10 === 9 ? index * 100 + 60 : index * 100,
      connections: 1,
    }));
    assert.equal(repeatingRate(moments.reverse()), undefined);
    const twenty = [2, 1, 0].map((burst) => ({ atMs: burst * 2_000, connections: 20 }));
    assert.equal(repeatingRate(twenty)?.connectionsPerSecond, 10);
  });

  it('leaves alone what is no even row of bursts', () => {
    assert.equal(rateOf([]), undefined);
    assert.equal(rateOf(bursts(2, 25, 500)), undefined, 'one period cannot be compared');
    assert.equal(rateOf(bursts(200, 1, 25)), undefined, 'an even stream');
    assert.equal(rateOf(bursts(20, 1, 500)), undefined, 'single connections');
    const uneven = [...bursts(1, 25, 1).map((atMs) => atMs + 9_000), ...bursts(2, 25, 500)];
    assert.equal(rateOf(uneven), undefined, 'a pause of another length');
    const growing = [...bursts(1, 200, 1).map((atMs) => atMs + 1_000), ...bursts(2, 25, 500)];
    assert.equal(rateOf(growing), undefined, 'a burst of another size');
  });
});
