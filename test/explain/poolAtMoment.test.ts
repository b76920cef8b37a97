import assert from 'node:assert/strict';
import fc from 'fast-check';
import { occupancyCurve } from '../../src/explain/occupancyCurve';
import { poolAtMoment } from '../../src/explain/poolAtMoment';
import { portTimeMs, steadyOccupancy } from '../../src/explain/timeWaitModel';

const model = { capacity: 201, timeWaitMs: 60_000, holdTimeMs: 0 };

const pools = fc.record({
  capacity: fc.integer({ min: 1, max: 2_000 }),
  timeWaitMs: fc.integer({ min: 0, max: 240_000 }),
  holdTimeMs: fc.integer({ min: 0, max: 60_000 }),
  closedHereShare: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('poolAtMoment', () => {
  it('fills by the rate, and every port waits since its own connection', () => {
    const { open, waitingMs } = poolAtMoment(model, 40, 1_000);
    assert.equal(open, 0);
    assert.equal(waitingMs.length, 41);
    assert.deepEqual(waitingMs.slice(0, 3).map(Math.round), [59_000, 59_025, 59_050]);
  });

  it('is full at the wall and stays so until the first port is back', () => {
    assert.equal(poolAtMoment(model, 40, 6_000).waitingMs.length, 201);
    assert.equal(poolAtMoment(model, 40, 59_000).waitingMs.length, 201);
  });

  it('has nothing to show before the start, at no rate, and where ports are kept for no time', () => {
    const none = { open: 0, waitingMs: [] };
    assert.deepEqual(poolAtMoment(model, 40, 0), none);
    assert.deepEqual(poolAtMoment(model, 0, 5_000), none);
    assert.deepEqual(poolAtMoment({ ...model, timeWaitMs: 0 }, 40, 5_000), none);
  });

  it('splits open and waiting by Little’s law in the steady state', () => {
    const pool = { capacity: 10_000, timeWaitMs: 30_000, holdTimeMs: 10_000, closedHereShare: 0.5 };
    const { open, waitingMs } = poolAtMoment(pool, 100, 200_000);
    assert.ok(Math.abs(open - 1_000) <= 1, `${open} open`);
    assert.ok(Math.abs(waitingMs.length - 1_500) <= 1, `${waitingMs.length} waiting`);
  });

  it('counts as many ports as the curve, to a port, and no wait is longer than a whole one', () => {
    const moment = fc.double({ min: 0.01, max: 1, noNaN: true });
    const rates = fc.double({ min: 0.1, max: 500, noNaN: true });
    fc.assert(
      fc.property(pools, rates, moment, (pool, rate, share) => {
        const wholeMs = portTimeMs(pool);
        fc.pre(wholeMs > 1_000);
        const atMs = wholeMs * share;
        const [, last] = occupancyCurve(pool, rate, { evenlySpreadPorts: 0 }, atMs, 1);
        const { open, waitingMs } = poolAtMoment(pool, rate, atMs);
        const shown = open + waitingMs.length;
        assert.ok(Math.abs(shown - last!.occupiedPorts) <= 1, `${shown} ${last!.occupiedPorts}`);
        assert.ok(shown <= pool.capacity);
        assert.ok(waitingMs.every((ms) => ms > 0 && ms <= wholeMs));
      }),
    );
  });

  it('settles at the steady occupancy, also where the system lets only some wait', () => {
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 3_000 }), (given, waitingLimit) => {
        const pool = { ...given, waitingLimit };
        const { open, waitingMs } = poolAtMoment(pool, 50, portTimeMs(pool) * 3);
        const steady = steadyOccupancy({ ...given, closedHereShare: 1, waitingLimit }, 50);
        assert.ok(open + waitingMs.length <= steady + 1, `${open + waitingMs.length} ${steady}`);
      }),
    );
  });
});
