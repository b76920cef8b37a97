import assert from 'node:assert/strict';
import fc from 'fast-check';
import { occupancyCurve } from '../../src/explain/occupancyCurve';
import { evenlySpread, simulate } from './support/portPool';

const model = { capacity: 201, timeWaitMs: 60_000, holdTimeMs: 0 };

describe('occupancyCurve', () => {
  it('climbs by the rate, then lies at the capacity', () => {
    const curve = occupancyCurve(model, 40, { evenlySpreadPorts: 0 }, 10_000, 10);
    assert.deepEqual(
      curve.map((point) => [point.afterMs, Math.round(point.occupiedPorts)]),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((second) => [
        second * 1_000,
        Math.min(second * 40, 201),
      ]),
    );
  });

  it('settles at Little’s law under the sustainable rate', () => {
    const curve = occupancyCurve(model, 2, { evenlySpreadPorts: 0 }, 120_000, 12);
    assert.deepEqual(
      curve.map((point) => Math.round(point.occupiedPorts)),
      [0, 20, 40, 60, 80, 100, 120, 120, 120, 120, 120, 120, 120],
    );
  });

  it('drops as known rows end', () => {
    const curve = occupancyCurve(model, 0, { freeingInMs: [500, 1_500, 2_500] }, 3_000, 3);
    assert.deepEqual(
      curve.map((point) => point.occupiedPorts),
      [3, 2, 1, 0],
    );
  });

  it('gives no port to what was refused while the pool was full', () => {
    const pool = { capacity: 100, timeWaitMs: 10_000, holdTimeMs: 0 };
    const rows = Array.from({ length: 100 }, () => 5_000);
    const curve = occupancyCurve(pool, 8, { freeingInMs: rows }, 8_000, 8);
    // Full for 5 s; then 8 a second come in, and none of those that were turned away.
    assert.deepEqual(
      curve.map((point) => Math.round(point.occupiedPorts)),
      [100, 100, 100, 100, 100, 0, 8, 16, 24],
    );
  });

  it('gives nothing for a horizon that is none', () => {
    for (const horizon of [0, -1, Number.NaN, Infinity]) {
      assert.deepEqual(occupancyCurve(model, 40, { evenlySpreadPorts: 0 }, horizon, 10), []);
    }
  });

  it('stays between zero and the capacity, and ends where the simulation does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 500 }),
        fc.integer({ min: 500, max: 20_000 }),
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer(),
        (capacity, timeWaitMs, load, share, seed) => {
          const pool = { capacity, timeWaitMs, holdTimeMs: 100 };
          const rate = ((capacity * 1_000) / (timeWaitMs + 100)) * load;
          const rows = evenlySpread(pool, Math.floor(capacity * share));
          const horizonMs = timeWaitMs * 1.7;
          const curve = occupancyCurve(pool, rate, { freeingInMs: rows }, horizonMs, 40);
          for (const point of curve) {
            assert.ok(point.occupiedPorts >= 0 && point.occupiedPorts <= capacity);
          }
          const run = simulate(pool, rate, rows, horizonMs, seed);
          const end = curve.at(-1)!.occupiedPorts;
          assert.ok(
            Math.abs(end - run.occupied) <= 0.03 * capacity,
            `curve ends at ${end}, simulation at ${run.occupied} of ${capacity}`,
          );
        },
      ),
    );
  });
});
