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
    const seen = { ...sampled, closed: { here: 4, there: 191 } };
    const result = forecastFor(usage({ waiting: 4, open: 5 }), measurement(), seen, lookMs);
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

  it('is all of them where nothing can be told', () => {
    assert.equal(closedHereShare(sampled), 1, 'nobody looked twice');
    assert.equal(closedHereShare({ ...sampled, closed: { here: 0, there: 7 } }), 1, 'too few');
    assert.equal(closedHereShare({ ...sampled, closed: { here: 0, there: 8 } }), 0);
    assert.equal(closedHereShare({ ...sampled, closed: { here: 30, there: 10 } }), 0.75);
  });
});

describe('a hold time that nobody knows yet', () => {
  const loopback = { timeWaitReuse: read({ scope: 'loopback', afterMs: 1_000 } as const) };
  const underWay = (here: number): RateEstimate => ({
    ...rate(40),
    connections: 80,
    fromMs: lookMs - 2_000,
    source: 'sampling',
    closed: { here, there: 0 },
  });
  const at = (open: number, seen: RateEstimate): Forecast => {
    const result = forecastFor(usage({ open }), measurement(loopback), seen, lookMs);
    assert.ok(result);
    return result;
  };

  it('is as long as it takes to fill the pool while next to none has closed', () => {
    const result = at(80, underWay(0));
    assert.equal(result.isHoldTimeOpenEnded, true);
    assert.equal(result.holdTimeMs, (201 / 40) * 1_000);
    assert.equal(Math.round(result.timeToExhaustionMs), 3_025, '(201 − 80) / 40');
    assert.ok(result.sustainablePerSecond.min < 40 && result.sustainablePerSecond.max > 40);
  });

  it('is what the open ones show once they close', () => {
    const result = at(60, underWay(20));
    assert.equal(result.isHoldTimeOpenEnded, undefined);
    assert.equal(result.holdTimeMs, 1_500);
    assert.equal(result.timeToExhaustionMs, Infinity);
  });

  it('is no alarm for a pool that a program opens at its start', () => {
    const burst = { ...underWay(0), fromMs: lookMs - 300 };
    assert.equal(at(80, burst).isHoldTimeOpenEnded, undefined);
    const over = { ...underWay(0), fromMs: lookMs - 9_000, toMs: lookMs - 3_000 };
    assert.equal(at(80, over).isHoldTimeOpenEnded, undefined);
    assert.equal(at(19, { ...underWay(0), connections: 19 }).isHoldTimeOpenEnded, undefined);
    assert.equal(at(80, rate(40)).isHoldTimeOpenEnded, undefined, 'a single look tells nothing');
  });
});

describe('a shared pool', () => {
  const elsewhere = { address: '127.0.0.1', port: 6_000 };
  const mine = usage({ remainingMs: burst.slice(0, 60) });
  const theirs = usage({ remainingMs: burst.slice(0, 40) }, { destination: elsewhere });
  const both = measurement({
    destinations: read([mine, theirs]),
    totals: read({ rows: 0, byState: {}, serverSideTimeWait: 0, occupiedEphemeralPorts: 111 }),
  });
  const rates = [rate(20), rate(10, elsewhere)];
  const over = (binding: 'implicit' | 'explicit', seen = rates): Forecast => {
    const result = forecastFor(mine, both, rate(20), lookMs, binding, seen);
    assert.ok(result);
    return result;
  };

  it('fills by the ports and the rates of all destinations', () => {
    const result = over('explicit');
    assert.equal(result.connectionsPerSecond, 30);
    assert.equal(result.occupiedPorts, 100);
    assert.equal(result.capacity, 190, '11 ports are in use by what is no destination');
    assert.equal(Math.round(result.timeToExhaustionMs), 3_000, '(190 − 100) / 30');
  });

  it('counts no rate that was over before this one began', () => {
    const over10s = { ...rate(10, elsewhere), fromMs: lookMs - 30_000, toMs: lookMs - 20_000 };
    assert.equal(over('explicit', [rate(20), over10s]).connectionsPerSecond, 20);
  });

  it('is none where each destination has its own', () => {
    const result = over('implicit');
    assert.equal(result.connectionsPerSecond, 20);
    assert.equal(result.occupiedPorts, 60);
    assert.equal(result.capacity, 201);
  });
});

describe('what the kernel adds to the length', () => {
  it('is a range where row timers lag: nobody can say between 201 / 62 and 201 / 60', () => {
    const lag = { timeWaitLag: read(2_048) };
    const { sustainablePerSecond, effectiveTimeWaitMs } = forecast(usage({}), 3.3, lag);
    assert.deepEqual(effectiveTimeWaitMs, { minMs: 60_000, maxMs: 62_048 });
    assert.ok(sustainablePerSecond.min < 3.3 && sustainablePerSecond.max > 3.3);
    const reuse = { timeWaitReuse: read({ scope: 'always', afterMs: 1_000 } as const) };
    const reused = forecast(usage({}), 3.3, { ...lag, ...reuse });
    assert.deepEqual(reused.effectiveTimeWaitMs, { minMs: 1_000, maxMs: 1_000 });
  });

  it('keeps rows occupied for as long as their timers lag', () => {
    const rows = usage({ remainingMs: [100, 200] });
    const { clearing } = forecast(rows, 1, { timeWaitLag: read(2_048) });
    assert.deepEqual(clearing, { halfMs: 2_148, allMs: 2_248 });
  });

  it('never fills where fewer rows may wait than there are ports', () => {
    const limited = forecast(usage({ waiting: 90 }), 40, { timeWaitLimit: read(100) });
    assert.equal(limited.timeToExhaustionMs, Infinity);
    assert.equal(limited.sustainablePerSecond.min, Infinity);
    assert.ok(limited.curve.every(({ occupiedPorts }) => occupiedPorts <= 100));
    const open = forecast(usage({ waiting: 90, open: 100 }), 40, { timeWaitLimit: read(150) });
    assert.equal(open.sustainablePerSecond.min.toFixed(6), '20.400000', '51 ports for 2.5 s each');
    assert.ok(Number.isFinite(open.timeToExhaustionMs));
  });
});

describe('clearing', () => {
  it('is the port in the middle and the last one of the rows', () => {
    const { clearing } = forecast(usage({ remainingMs: burst }), 40, {}, 0);
    assert.deepEqual(clearing, { halfMs: burst[79], allMs: burst[159] });
    const later = forecast(usage({ remainingMs: burst }), 40, {}, 58_000).clearing;
    assert.deepEqual(later, { halfMs: 0, allMs: burst[159]! - 58_000 });
  });

  it('is half of the time for half of the ports where ages are spread evenly', () => {
    const { clearing } = forecast(usage({ waiting: 50 }), 1);
    assert.deepEqual(clearing, { halfMs: 30_000, allMs: 60_000 });
    assert.deepEqual(forecast(usage({}), 1).clearing, { halfMs: 0, allMs: 0 });
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
