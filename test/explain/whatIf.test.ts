import assert from 'node:assert/strict';
import fc from 'fast-check';
import { forecastFor } from '../../src/explain/forecast';
import { whatIf } from '../../src/explain/whatIf';
import type { Forecast } from '../../src/explain/verdict';
import type { Measurement } from '../../src/measure/measurement';
import { lookMs, measurement, rate, read, usage } from './support/caseFiles';

function today(perSecond: number, changes: Partial<Measurement> = {}, open = 0): Forecast {
  const result = forecastFor(usage({ open }), measurement(changes), rate(perSecond), lookMs);
  assert.ok(result);
  return result;
}

describe('whatIf', () => {
  it('changes nothing where nothing is changed', () => {
    const forecast = today(40);
    const same = whatIf(forecast, {});
    assert.equal(same.connectionsPerSecond, 40);
    assert.deepEqual(same.sustainablePerSecond, forecast.sustainablePerSecond);
    assert.deepEqual(same.sustainableCallsPerSecond, forecast.sustainablePerSecond);
    assert.equal(same.timeToExhaustionMs.min, forecast.timeToExhaustionMs);
  });

  it('reuses connections: of 40 calls a second 95 % need none of their own', () => {
    const reused = whatIf(today(40), { reuseRatio: 0.95 });
    assert.equal(reused.connectionsPerSecond.toFixed(6), '2.000000');
    assert.equal(reused.timeToExhaustionMs.min, Infinity);
    assert.equal(reused.sustainableCallsPerSecond.min.toFixed(6), '67.000000');
    assert.equal(whatIf(today(40), { reuseRatio: 1 }).sustainableCallsPerSecond.min, Infinity);
    assert.equal(whatIf(today(40), { reuseRatio: Number.NaN }).connectionsPerSecond, 40);
  });

  it('widens the range, shortens TIME_WAIT, holds connections for longer', () => {
    const wider = whatIf(today(40), { capacity: 2_010 });
    assert.equal(wider.sustainablePerSecond.min, 33.5);
    assert.equal(wider.timeToExhaustionMs.min, 50_250);
    const shorter = whatIf(today(40), { timeWaitMs: 1_000 });
    assert.deepEqual(shorter.sustainablePerSecond, { min: 201, max: 201 });
    assert.equal(shorter.timeToExhaustionMs.min, Infinity);
    const held = whatIf(today(40, {}, 80), { holdTimeMs: 7_000 });
    assert.equal(held.sustainablePerSecond.min, 3);
  });

  it('gives both ends of a disputed length, until the change sets one', () => {
    const disputed = today(1.2, { timeWaitLength: read({ minMs: 120_000, maxMs: 240_000 }) });
    assert.deepEqual(whatIf(disputed, {}).timeToExhaustionMs, { min: 167_500, max: Infinity });
    const set = whatIf(disputed, { timeWaitMs: 30_000 }).sustainablePerSecond;
    assert.deepEqual(set, { min: 6.7, max: 6.7 });
  });

  it('never makes it worse to reuse more, widen the range or shorten TIME_WAIT', () => {
    const ratio = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 5_000, noNaN: true }),
        ratio,
        ratio,
        fc.integer({ min: 1, max: 60_000 }),
        fc.integer({ min: 0, max: 240_000 }),
        (perSecond, one, other, capacity, timeWaitMs) => {
          const forecast = today(perSecond);
          const [less, more] = [Math.min(one, other), Math.max(one, other)];
          const outcome = (change: Parameters<typeof whatIf>[1]): number =>
            whatIf(forecast, change).timeToExhaustionMs.min;
          // But for rounding.
          const notWorse = (better: number, than: number): void => {
            assert.ok(better >= than * (1 - 1e-9), `${better} is less than ${than}`);
          };
          notWorse(outcome({ reuseRatio: more }), outcome({ reuseRatio: less }));
          notWorse(outcome({ capacity: capacity + 1 }), outcome({ capacity }));
          notWorse(outcome({ timeWaitMs }), outcome({ timeWaitMs: timeWaitMs + 1_000 }));
        },
      ),
    );
  });
});
