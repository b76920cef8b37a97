import assert from 'node:assert/strict';
import { forecastFor, portsByUse } from '../../src/explain/forecast';
import type { Forecast } from '../../src/explain/verdict';
import { closedHereShare } from '../../src/explain/closedHere';
import type { DestinationUsage, Measurement, RateEstimate } from '../../src/measure/measurement';
import { lookMs, measurement, rate, read, unread, usage } from './support/caseFiles';

function forecast(
  used: DestinationUsage,
  perSecond: number,
  changes: Partial<Measurement> = {},
  sinceLookMs = 0,
): Forecast {
  const result = forecastFor(used, measurement(changes), perSecond, lookMs + sinceLookMs);
  assert.ok(result);
  return result;
}

/** 40 a second for four seconds, closed at once: 160 rows, the oldest with 56 s to go. */
const burst = Array.from({ length: 160 }, (_, index) => 56_000 + index * 25);

describe('forecastFor', () => {
  it('predicts from the rows’ own ages where they are known', () => {
    const result = forecast(usage({ remainingMs: burst }), 40);
    assert.equal(result.basis, 'row-ages');
    assert.equal(result.occupiedPorts, 160);
    assert.equal(Math.round(result.timeToExhaustionMs), 1_025);
    assert.equal(result.sustainablePerSecond.min, 3.35);
    assert.equal(result.sustainablePerSecond.max, 3.35);
  });

  it('assumes an even spread where they are not', () => {
    const result = forecast(usage({ waiting: 160 }), 40);
    assert.equal(result.basis, 'even-spread');
    // 41 / (40 − 160 / 60).
    assert.equal(Math.round(result.timeToExhaustionMs), 1_098);
  });

  it('counts from now, bridging the time since the look', () => {
    const result = forecast(usage({ remainingMs: burst }), 40, {}, 400);
    assert.equal(Math.round(result.timeToExhaustionMs), 625);
    assert.equal(result.atMs, lookMs + 400);
    assert.ok(result.curve.every(({ atMs }) => atMs >= lookMs + 400));
    assert.equal(forecast(usage({ remainingMs: burst }), 40, {}, 9_000).timeToExhaustionMs, 0);
  });

  it('takes the hold time from the open connections', () => {
    // 200 open at 40 a second: 5 s each (the server's keep-alive of facts.md).
    const result = forecast(usage({ open: 200 }), 40);
    assert.equal(result.holdTimeMs, 5_000);
    assert.equal(result.sustainablePerSecond.min.toFixed(3), (201 / 65).toFixed(3));
    assert.equal(Math.round(result.timeToExhaustionMs), 25);
    assert.equal(forecast(usage({ open: 3 }), 40).holdTimeMs, 0, 'too few to tell from chance');
    assert.equal(forecast(usage({ open: 3 }), 0).holdTimeMs, 0);
  });

  it('does not count rows that the system would reuse already', () => {
    const reuse = { timeWaitReuse: read({ scope: 'loopback', afterMs: 1_000 } as const) };
    const rows = [...burst.slice(0, 40), 59_500, 59_900];
    const known = forecast(usage({ remainingMs: rows }), 40, reuse);
    assert.equal(known.occupiedPorts, 2);
    assert.equal(known.timeToExhaustionMs, Infinity);
    assert.deepEqual(known.effectiveTimeWaitMs, { minMs: 1_000, maxMs: 1_000 });
    assert.equal(forecast(usage({ waiting: 180 }), 40, reuse).occupiedPorts, 3);
    const remote = usage({ remainingMs: rows }, { loopback: false });
    assert.equal(forecast(remote, 40, reuse).occupiedPorts, 42);
  });

  it('keeps a disputed length a range, and takes the longest for the time', () => {
    const disputed = { timeWaitLength: read({ minMs: 120_000, maxMs: 240_000 }) };
    const result = forecast(usage({}), 1, disputed);
    assert.deepEqual(result.sustainablePerSecond, { min: 201 / 240, max: 201 / 120 });
    assert.equal(result.timeToExhaustionMs, 201_000);
  });

  it('draws a curve that meets the capacity at the time it gives', () => {
    const { curve, capacity, timeToExhaustionMs, atMs } = forecast(
      usage({ remainingMs: burst }),
      40,
    );
    const full = curve.find(({ occupiedPorts }) => occupiedPorts >= capacity - 1e-6);
    const stepMs = curve[1]!.atMs - curve[0]!.atMs;
    assert.ok(full && Math.abs(full.atMs - atMs - timeToExhaustionMs) <= stepMs);
  });

  it('is none where the range or the length could not be read', () => {
    for (const part of ['ephemeralRange', 'timeWaitLength'] as const) {
      assert.equal(
        forecastFor(usage({}), measurement({ [part]: unread('permission') }), 40, lookMs),
        undefined,
      );
    }
  });

  it('takes a rate that is none as standing still', () => {
    for (const odd of [Number.NaN, -3, 0]) {
      assert.equal(forecast(usage({ waiting: 20 }), odd).timeToExhaustionMs, Infinity);
    }
  });
});

describe('closedHereShare', () => {
  const sampled = { ...rate(40), source: 'sampling' as const };

  it('sees that the other side closes: 200 connections, and next to no row waits', () => {
    const result = forecastFor(usage({ waiting: 4, open: 5 }), measurement(), sampled, lookMs);
    assert.equal(result?.closedHereShare?.toFixed(3), (4 / 195).toFixed(3));
    assert.equal(
      result.timeToExhaustionMs,
      Infinity,
      '357 connections in 9 s, no failure (facts.md)',
    );
    assert.ok(result.sustainablePerSecond.min > 100);
    const all = forecastFor(usage({ waiting: 4, open: 5 }), measurement(), 40, lookMs);
    assert.ok(all && all.timeToExhaustionMs < 6_000 && all.closedHereShare === undefined);
  });

  it('is all of them where the rows show it, or nothing can be told', () => {
    const share = (waiting: number, open: number, changes: Partial<RateEstimate> = {}): number =>
      closedHereShare({ waiting, open }, { ...sampled, ...changes }, lookMs, 60_000);
    assert.equal(share(200, 0), 1);
    assert.equal(share(260, 0), 1, 'older rows count too, on the safe side');
    assert.equal(share(0, 190), 1, 'hardly any has closed');
    assert.equal(share(0, 0, { source: 'time-wait-rows' }), 1);
    assert.equal(share(0, 0, { connections: 10 }), 1);
    assert.equal(share(0, 0), 0);
    // Of a burst that ended 58 s ago, the rows of its last 2 s are still there: 80 of 200.
    const old = { fromMs: lookMs - 63_000, toMs: lookMs - 58_000 };
    assert.equal(share(40, 0, old), 0.5);
    assert.equal(share(0, 0, { fromMs: lookMs - 90_000, toMs: lookMs - 70_000 }), 1);
  });
});

describe('portsByUse', () => {
  it('never counts more waiting ports than there are', () => {
    const used = usage({ waiting: 9 }, { occupiedPorts: 4 });
    assert.deepEqual(portsByUse(used), { waiting: 4, open: 0 });
    const outside = usage({ remainingMs: [1, 2, 3] }, { occupiedPorts: 0 });
    assert.equal(forecast(outside, 1).occupiedPorts, 0);
  });
});
