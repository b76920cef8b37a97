import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  countUpTo,
  portTimeMs,
  steadyOccupancy,
  sustainableRatePerSecond,
  timeToExhaustionFromRowsMs,
  timeToExhaustionMs,
  type PoolModel,
} from '../../src/explain/timeWaitModel';
import { evenlySpread, simulate } from './support/portPool';

const small: PoolModel = { capacity: 201, timeWaitMs: 60_000, holdTimeMs: 0 };

function assertClose(actual: number, expected: number, relative: number, what = ''): void {
  assert.ok(
    Math.abs(actual - expected) <= relative * Math.abs(expected),
    `${what} expected ${expected} within ${relative * 100} %, got ${actual}`,
  );
}

/** Pools that are large enough for a single port not to matter (at most 1 % of what is free). */
const pools = fc
  .record({
    capacity: fc.integer({ min: 200, max: 1_200 }),
    timeWaitMs: fc.integer({ min: 500, max: 60_000 }),
    holdTimeMs: fc.integer({ min: 0, max: 10_000 }),
    occupiedShare: fc.double({ min: 0, max: 0.5, noNaN: true }),
    overload: fc.double({ min: 1.05, max: 20, noNaN: true }),
    seed: fc.integer(),
  })
  .map(({ occupiedShare, overload, seed, ...model }) => ({
    model,
    occupied: Math.floor(model.capacity * occupiedShare),
    rate: sustainableRatePerSecond(model) * overload,
    seed,
  }));

describe('timeWaitModel', () => {
  it('reckons the examples of the design', () => {
    assertClose(sustainableRatePerSecond(small), 3.35, 1e-9);
    assertClose(timeToExhaustionMs(small, 40, 0), 5_025, 1e-9);
    // The article of 2005: 4,000 ports, 240 s.
    const article = { capacity: 4_000, timeWaitMs: 240_000, holdTimeMs: 0 };
    assertClose(sustainableRatePerSecond(article), 16.6667, 1e-4);
    const remote = { capacity: 28_232, timeWaitMs: 60_000, holdTimeMs: 0 };
    assertClose(timeToExhaustionMs(remote, 600, 0), 47_053, 1e-4);
    // (P − N₀) / (λ − N₀ / (T + H)) by hand: (201 − 51) / (40 − 51 / 75) = 3.8149…
    const holding = { capacity: 201, timeWaitMs: 60_000, holdTimeMs: 15_000 };
    assertClose(timeToExhaustionMs(holding, 40, 51), 3_814.85, 1e-5);
  });

  it('reckons occupancy by Little’s law, up to the capacity', () => {
    assert.equal(steadyOccupancy(small, 2), 120);
    assert.equal(steadyOccupancy({ ...small, holdTimeMs: 30_000 }, 2), 180);
    assert.equal(steadyOccupancy(small, 40), 201);
  });

  it('never exhausts at the sustainable rate, and does just above it', () => {
    const limit = sustainableRatePerSecond(small);
    assert.equal(timeToExhaustionMs(small, limit, 0), Infinity);
    assert.equal(timeToExhaustionMs(small, limit, 200), Infinity);
    assert.ok(timeToExhaustionMs(small, limit * 1.01, 0) < 60_000);
  });

  it('answers bad numbers with a number', () => {
    const odd = [0, -1, Number.NaN, Infinity, -Infinity, 1e308, 1e-308];
    for (const capacity of odd) {
      for (const timeWaitMs of odd) {
        for (const rate of odd) {
          for (const occupied of odd) {
            const model = { capacity, timeWaitMs, holdTimeMs: 0 };
            for (const value of [
              timeToExhaustionMs(model, rate, occupied),
              timeToExhaustionFromRowsMs(model, rate, [1, 2]),
              steadyOccupancy(model, rate),
            ]) {
              assert.ok(
                value >= 0,
                JSON.stringify({ capacity, timeWaitMs, rate, occupied, value }),
              );
            }
          }
        }
      }
    }
    assert.equal(timeToExhaustionMs(small, 40, 201), 0);
    assert.equal(timeToExhaustionMs(small, 40, 999), 0);
    assert.equal(timeToExhaustionMs(small, Number.NaN, 0), Infinity);
    assert.equal(timeToExhaustionMs(small, 0, 200), Infinity);
    assert.equal(timeToExhaustionMs({ ...small, timeWaitMs: 0 }, 1e9, 0), Infinity);
  });

  it('agrees with the simulation within 2 %', () => {
    fc.assert(
      fc.property(pools, ({ model, occupied, rate, seed }) => {
        const predictedMs = timeToExhaustionMs(model, rate, occupied);
        const run = simulate(model, rate, evenlySpread(model, occupied), predictedMs * 2, seed);
        assertClose(run.firstRefusalMs, predictedMs, 0.02, 'closed form:');
      }),
      { numRuns: 200 },
    );
  });

  it('agrees with the simulation within 2 % for rows of any ages', () => {
    fc.assert(
      fc.property(
        pools,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 100 }),
        ({ model, rate, seed }, ages) => {
          const rows = ages.map((age) => age * portTimeMs(model)).sort((a, b) => a - b);
          const predictedMs = timeToExhaustionFromRowsMs(model, rate, rows);
          const run = simulate(model, rate, rows, portTimeMs(model) * 2, seed);
          assertClose(run.firstRefusalMs, predictedMs, 0.02, 'rows:');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives the same answer from rows as from an even spread where the rows are evenly spread', () => {
    fc.assert(
      fc.property(pools, ({ model, occupied, rate }) => {
        assertClose(
          timeToExhaustionFromRowsMs(model, rate, evenlySpread(model, occupied)),
          timeToExhaustionMs(model, rate, occupied),
          0.02,
        );
      }),
    );
  });

  it('sees what an even spread does not: fresh rows exhaust the pool at a rate that is sustainable', () => {
    // 150 rows of one burst, all with 50 s to go; 3 a second is below the limit of 3.35.
    const burst = Array.from({ length: 150 }, () => 50_000);
    assert.equal(timeToExhaustionMs(small, 3, 150), Infinity);
    assert.equal(timeToExhaustionFromRowsMs(small, 3, burst), 17_000);
    // Old rows forgive: the same rows with 5 s to go are back before.
    const old = Array.from({ length: 150 }, () => 5_000);
    assert.equal(timeToExhaustionFromRowsMs(small, 3, old), Infinity);
  });

  it('in the simulation, too, never refuses below the sustainable rate', () => {
    fc.assert(
      fc.property(
        pools,
        fc.double({ min: 0.05, max: 0.98, noNaN: true }),
        ({ model, seed }, load) => {
          const rate = sustainableRatePerSecond(model) * load;
          const run = simulate(model, rate, [], portTimeMs(model) * 3, seed);
          assert.equal(run.refused, 0);
          assert.equal(timeToExhaustionMs(model, rate, 0), Infinity);
          assertClose(
            run.highestOccupancy,
            steadyOccupancy(model, rate),
            0.02 + 2 / model.capacity / load,
          );
        },
      ),
    );
  });

  it('conserves ports in the simulation: what came in went out or is there, never below zero', () => {
    fc.assert(
      fc.property(pools, ({ model, occupied, rate, seed }) => {
        const run = simulate(
          model,
          rate,
          evenlySpread(model, occupied),
          portTimeMs(model) * 2,
          seed,
        );
        assert.equal(occupied + run.admitted - run.released, run.occupied);
        assert.ok(run.lowestOccupancy >= 0);
        assert.ok(run.highestOccupancy <= model.capacity);
      }),
    );
  });

  it('in the simulation, too, is monotone in range and length', () => {
    fc.assert(
      fc.property(
        pools,
        fc.integer({ min: 0, max: 500 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ model, occupied, rate, seed }, morePorts, shorter) => {
          // The same arrivals and the same rows at the start: only the pool differs.
          const rows = evenlySpread(model, occupied);
          const untilMs = portTimeMs(model) * 2;
          const base = simulate(model, rate, rows, untilMs, seed);
          const wider = { ...model, capacity: model.capacity + morePorts };
          const quicker = { ...model, timeWaitMs: model.timeWaitMs * shorter };
          for (const changed of [wider, quicker]) {
            const run = simulate(changed, rate, rows, untilMs, seed);
            assert.ok(run.firstRefusalMs >= base.firstRefusalMs);
            assert.ok(run.admitted >= base.admitted);
          }
        },
      ),
    );
  });

  it('is monotone: more ports or a shorter wait never end sooner, a higher rate never later', () => {
    const factor = fc.double({ min: 1, max: 10, noNaN: true });
    fc.assert(
      fc.property(pools, factor, ({ model, occupied, rate }, more) => {
        const time = (changed: Partial<PoolModel>, atRate = rate): number[] => [
          timeToExhaustionMs({ ...model, ...changed }, atRate, occupied),
          sustainableRatePerSecond({ ...model, ...changed }),
        ];
        const [baseMs = 0, baseRate = 0] = time({});
        const [portsMs = 0, portsRate = 0] = time({ capacity: model.capacity * more });
        const [shortMs = 0, shortRate = 0] = time({ timeWaitMs: model.timeWaitMs / more });
        const [fastMs = 0] = time({}, rate * more);
        assert.ok(portsMs >= baseMs - 1e-6 && portsRate >= baseRate - 1e-9);
        assert.ok(shortMs >= baseMs - 1e-6 && shortRate >= baseRate - 1e-9);
        assert.ok(fastMs <= baseMs + 1e-6);
      }),
    );
  });

  it('counts TIME_WAIT only for the share that is closed here', () => {
    const peerCloses = { ...small, holdTimeMs: 1_000, closedHereShare: 0 };
    assert.equal(sustainableRatePerSecond(peerCloses), 201);
    assert.equal(timeToExhaustionMs(peerCloses, 200, 0), Infinity);
    assert.equal(steadyOccupancy(peerCloses, 40), 40);
    const quarter = { ...small, closedHereShare: 0.25 };
    assertClose(sustainableRatePerSecond(quarter), 13.4, 1e-9);
    // 40 a second of which 10 wait: as if it were 10 a second, all closed here.
    assertClose(timeToExhaustionMs(quarter, 40, 30), timeToExhaustionMs(small, 10, 30), 1e-9);
    const rows = evenlySpread(small, 30);
    assertClose(
      timeToExhaustionFromRowsMs(quarter, 40, rows),
      timeToExhaustionFromRowsMs(small, 10, rows),
      1e-9,
    );
    assert.equal(sustainableRatePerSecond({ ...small, closedHereShare: 7 }), 3.35);
  });

  it('counts up to a limit', () => {
    assert.equal(countUpTo([], 5), 0);
    assert.equal(countUpTo([1, 2, 2, 3], 2), 3);
    assert.equal(countUpTo([1, 2, 2, 3], 0.5), 0);
    assert.equal(countUpTo([1, 2, 2, 3], 9), 4);
  });
});
