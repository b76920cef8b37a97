import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FlightRecorder } from '../../src/measure/flightRecorder';
import type { RateHistory } from '../../src/measure/measurement';
import { unavailable } from '../../src/measure/reading';
import {
  lookAt,
  measurementOf,
  SERVICE,
  usageOf,
  type LookOptions,
  type PlannedConnection,
} from './support/program';
import { moment } from './support/moments';

/** Some moment, in the middle of a second. */
const T0 = 1_700_000_000_400;

/** `count` connections at an even rate, each on a port of its own. */
function steady(
  count: number,
  perSecond: number,
  holdMs = 3,
  fromMs = T0,
  firstPort = 40_000,
): PlannedConnection[] {
  return Array.from({ length: count }, (_, i) => {
    const startMs = fromMs + (i * 1000) / perSecond;
    return { port: firstPort + i, startMs, closeMs: startMs + holdMs };
  });
}

function record(
  connections: readonly PlannedConnection[],
  lookTimesMs: readonly number[],
  options?: LookOptions,
): FlightRecorder {
  const recorder = new FlightRecorder();
  for (const atMs of lookTimesMs) recorder.record(lookAt(connections, atMs, options));
  return recorder;
}

const every = (stepMs: number, fromMs: number, toMs: number): number[] =>
  Array.from({ length: Math.floor((toMs - fromMs) / stepMs) + 1 }, (_, i) => fromMs + i * stepMs);

const counted = (recorder: FlightRecorder, nowMs: number): number =>
  recorder
    .histories(moment(nowMs))
    .flatMap(({ connectionsPerSecond }) => connectionsPerSecond)
    .reduce((total, number) => total + number, 0);

const only = (histories: readonly RateHistory[]): RateHistory => {
  assert.equal(histories.length, 1);
  return histories[0]!;
};

function within(actual: number | undefined, expected: number, share: number): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= expected * share,
    `${String(actual)} is not within ${share * 100} % of ${expected}`,
  );
}

describe('the flight recorder', () => {
  it('tells the rate of a program that died after 200 connections, from one look afterwards', () => {
    for (const laterMs of [10, 3000, 30_000]) {
      const atMs = T0 + 5000 + laterMs;
      const recorder = record(steady(200, 40), [atMs]);
      const rate = recorder.rateOf(SERVICE, moment(atMs));
      within(rate?.connectionsPerSecond, 40, 0.01);
      assert.equal(rate?.connections, 200);
      assert.equal(rate.source, 'time-wait-rows');
      assert.ok(Math.abs(rate.fromMs - T0) < 20 && Math.abs(rate.toMs - (T0 + 4975)) < 20);
    }
  });

  it('covers the minute before the first look, second by second', () => {
    const connections = steady(400, 40);
    const atMs = T0 + 40_000;
    const history = only(record(connections, [atMs]).histories(moment(atMs)));
    assert.equal(history.startMs, Math.floor(T0 / 1000) * 1000);
    // T0 lies 0.4 s into its second; a connection closes 3 ms after it began.
    assert.deepEqual(
      history.connectionsPerSecond.slice(0, 12),
      [24, 40, 40, 40, 40, 40, 40, 40, 40, 40, 16, 0],
    );
    assert.ok(history.occupiedPorts.slice(0, -1).every((ports) => ports === null));
    assert.equal(history.occupiedPorts.at(-1), 400);
  });

  it('knows the rate while the program runs, whatever the pace of the looks', () => {
    for (const stepMs of [250, 1000, 2500]) {
      const looks = every(stepMs, T0 - stepMs / 2, T0 + 3000);
      const nowMs = looks.at(-1)!;
      within(
        record(steady(200, 40), looks).rateOf(SERVICE, moment(nowMs))?.connectionsPerSecond,
        40,
        0.1,
      );
    }
  });

  it('counts connections that stay open by their start, and not again when they close', () => {
    const connections = steady(200, 40, 3700);
    const looks = every(1000, T0 - 500, T0 + 12_000);
    const recorder = record(connections, looks);
    assert.equal(counted(recorder, looks.at(-1)!), 200);
    const rate = record(connections, every(1000, T0 - 500, T0 + 3000)).rateOf(
      SERVICE,
      moment(T0 + 3000),
    );
    within(rate?.connectionsPerSecond, 40, 0.02);
    assert.equal(rate?.source, 'sampling');
  });

  it('places what is new after the moment until which counters showed nothing', () => {
    const leak = steady(1000, 1000, 600_000, T0 + 300_000);
    for (const [quietUntilMs, fastest] of [
      [undefined, 4],
      [T0 + 299_000, 500],
    ] as const) {
      const recorder = new FlightRecorder();
      recorder.record(lookAt(leak, T0));
      if (quietUntilMs !== undefined) recorder.quietUntil(moment(quietUntilMs), {});
      recorder.record(lookAt(leak, T0 + 301_000));
      const [history] = recorder.histories(moment(T0 + 301_000));
      assert.ok(history);
      assert.equal(Math.max(...history.connectionsPerSecond), fastest);
      assert.equal(counted(recorder, T0 + 301_000), 1000);
    }
  });

  it('counts what was open at the first look when it closes', () => {
    const connections = [{ port: 40_000, startMs: T0 - 90_000, closeMs: T0 + 1500 }];
    const recorder = record(connections, [T0, T0 + 1000]);
    assert.equal(counted(recorder, T0 + 1000), 0);
    recorder.record(lookAt(connections, T0 + 2000));
    assert.equal(counted(recorder, T0 + 2000), 1);
  });

  it('counts a port again when its row is younger, or it is open again', () => {
    const connections = [
      { port: 40_000, startMs: T0, closeMs: T0 + 1 },
      { port: 40_000, startMs: T0 + 1200, closeMs: T0 + 1201 },
      { port: 40_000, startMs: T0 + 2400, closeMs: T0 + 9000 },
    ];
    const looks = [T0 + 500, T0 + 1000, T0 + 1500, T0 + 2000, T0 + 2500, T0 + 9500];
    assert.equal(counted(record(connections, looks), T0 + 9500), 3);
  });

  it('counts each connection that a look can see exactly once, whatever the times', () => {
    const plan = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 0, max: 20_000 })),
      { maxLength: 80 },
    );
    const gaps = fc.array(fc.integer({ min: 600, max: 9000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(plan, fc.integer({ min: -5000, max: 20_000 }), gaps, (planned, offset, steps) => {
        const connections = planned.map(([start, hold], i) => ({
          port: 40_000 + i,
          startMs: T0 + start,
          closeMs: T0 + start + hold,
        }));
        const looks = [T0 + offset];
        for (const step of steps) looks.push(looks.at(-1)! + step);
        const first = looks[0]!;
        const expected = connections.filter(({ startMs, closeMs }) => {
          const openAtFirst = startMs <= first && first < closeMs;
          const seenClosed = looks.some((at) => at >= closeMs && at < closeMs + 60_000);
          const seenOpen = looks.some((at) => at >= startMs && at < closeMs);
          return openAtFirst ? seenClosed : seenClosed || seenOpen;
        });
        assert.equal(counted(record(connections, looks), looks.at(-1)! + 60_000), expected.length);
      }),
    );
  });

  it('gives the rate of the latest burst, not of the pause before it', () => {
    const connections = [...steady(100, 10), ...steady(150, 50, 3, T0 + 13_000, 50_000)];
    const looks = every(1000, T0, T0 + 17_000);
    within(
      record(connections, looks).rateOf(SERVICE, moment(T0 + 17_000))?.connectionsPerSecond,
      50,
      0.05,
    );
  });

  it('gives the recent rate of a program that got faster without a pause', () => {
    const connections = [...steady(300, 10), ...steady(1200, 100, 3, T0 + 30_000, 50_000)];
    const looks = every(1000, T0, T0 + 42_000);
    within(
      record(connections, looks).rateOf(SERVICE, moment(T0 + 42_000))?.connectionsPerSecond,
      100,
      0.05,
    );
  });

  it('knows a rate below one a second', () => {
    for (const offsetMs of [0, 500]) {
      const looks = every(1000, T0 + offsetMs, T0 + 20_000);
      const rate = record(steady(6, 1 / 3), looks).rateOf(SERVICE, moment(T0 + 20_000));
      within(rate?.connectionsPerSecond, 1 / 3, 0.05);
    }
  });

  it('counts new ports where rows tell no ages', () => {
    const options = { tellsAges: false, timeWait: { minMs: 120_000, maxMs: 240_000 } };
    const looks = every(1000, T0 - 500, T0 + 6000);
    const recorder = record(steady(200, 40), looks, options);
    assert.equal(counted(recorder, looks.at(-1)!), 200);
    const rate = recorder.rateOf(SERVICE, moment(looks.at(-1)!));
    within(rate?.connectionsPerSecond, 40, 0.02);
    assert.equal(rate?.source, 'sampling');
  });

  it('says no more than the mean where one look at ageless rows is all there is', () => {
    const options = { tellsAges: false, timeWait: { minMs: 120_000, maxMs: 240_000 } };
    const atMs = T0 + 10_000;
    const recorder = record(steady(240, 40), [atMs], options);
    const rate = recorder.rateOf(SERVICE, moment(atMs));
    assert.equal(rate?.connectionsPerSecond, 1);
    assert.equal(rate.fromMs, atMs - 240_000);
    assert.equal(counted(recorder, atMs), 0);
  });

  it('keeps ten minutes, and forgets what is older', () => {
    const connections = steady(20, 10);
    const recorder = record(connections, every(1000, T0, T0 + 5000));
    const laterMs = T0 + 500_000;
    recorder.record(lookAt(connections, laterMs));
    const history = only(recorder.histories(moment(laterMs)));
    assert.equal(counted(recorder, laterMs), 20);
    assert.equal(history.connectionsPerSecond.length, history.occupiedPorts.length);
    assert.equal(history.occupiedPorts.at(-1), 0);
    assert.ok(recorder.rateOf(SERVICE, moment(laterMs)) !== undefined);
    const forgottenMs = T0 + 700_000;
    assert.deepEqual(recorder.histories(moment(forgottenMs)), []);
    assert.equal(recorder.rateOf(SERVICE, moment(forgottenMs)), undefined);
  });

  it('keeps the last ten minutes of a program that runs for longer', () => {
    const connections = Array.from({ length: 650 }, (_, i) => ({
      port: 40_000 + i,
      startMs: T0 + i * 2000,
      closeMs: T0 + i * 2000 + 5,
    }));
    const nowMs = T0 + 1_299_500;
    const recorder = record(connections, every(1000, T0 + 500, nowMs));
    const history = only(recorder.histories(moment(nowMs)));
    assert.equal(history.connectionsPerSecond.length, 600);
    assert.equal(counted(recorder, nowMs), 300);
    // Then it stops, and the recorder looks on.
    for (const atMs of every(1000, nowMs + 1000, nowMs + 300_000)) {
      recorder.record(lookAt(connections, atMs));
    }
    assert.equal(counted(recorder, nowMs + 300_000), 150);
  });

  it('does not count a row again that stays beyond its time, as the kernel’s timers lag', () => {
    const connections = steady(200, 40);
    const times = every(250, T0 - 500, T0 + 70_000);
    const recorder = record(connections, times, { lagMs: 2_048 });
    assert.equal(counted(recorder, T0 + 70_000), 200);
    const whileLagging = record(connections, every(250, T0 - 500, T0 + 61_500), { lagMs: 2_048 });
    within(whileLagging.rateOf(SERVICE, moment(T0 + 61_500))?.connectionsPerSecond, 40, 0.01);
    // A first look cannot tell when such a row closed, so it says nothing of it.
    const late = record(connections, [T0 + 62_000], { lagMs: 2_048 });
    within(late.rateOf(SERVICE, moment(T0 + 62_000))?.connectionsPerSecond, 40, 0.02);
  });

  it('is not confused by a look that failed, came twice or came late', () => {
    const connections = steady(200, 40);
    const recorder = record(connections, [T0 + 1000, T0 + 3000, T0 + 3000, T0 + 2000]);
    const destinations = unavailable('permission', 'paper');
    recorder.record({ ...lookAt(connections, T0 + 4000), destinations });
    recorder.record(lookAt(connections, T0 + 6000));
    assert.equal(counted(recorder, T0 + 6000), 200);
  });

  it('does not count a row twice that the kernel skipped in one look', () => {
    const connections = steady(50, 40);
    const recorder = record(connections, [T0 + 2000, T0 + 3000]);
    recorder.record(lookAt(connections.slice(1), T0 + 4000));
    recorder.record(lookAt(connections, T0 + 5000));
    assert.equal(counted(recorder, T0 + 5000), 50);
  });

  it('answers for one namespace alone where it is asked to', () => {
    const recorder = new FlightRecorder();
    for (const atMs of every(1000, T0, T0 + 4000)) {
      recorder.record(lookAt(steady(100, 20), atMs, { namespace: 'net:[1]' }));
      recorder.record(lookAt(steady(50, 10), atMs, { namespace: 'net:[10]' }));
    }
    const nowMs = T0 + 4000;
    within(
      recorder.rateOf(SERVICE, moment(nowMs), { id: 'net:[1]' })?.connectionsPerSecond,
      20,
      0.1,
    );
    within(
      recorder.rateOf(SERVICE, moment(nowMs), { id: 'net:[10]' })?.connectionsPerSecond,
      10,
      0.1,
    );
    within(recorder.rates(moment(nowMs), { id: 'net:[10]' })[0]?.connectionsPerSecond, 10, 0.1);
    assert.equal(recorder.histories(moment(nowMs), { id: 'net:[1]' }).length, 1);
    assert.deepEqual(recorder.rates(moment(nowMs), {}), []);
    assert.deepEqual(recorder.histories(moment(nowMs), { id: 'net:[100]' }), []);
  });

  it('keeps namespaces apart', () => {
    const recorder = new FlightRecorder();
    for (const atMs of every(1000, T0, T0 + 6000)) {
      recorder.record(lookAt(steady(100, 20), atMs, { namespace: 'net:[1]' }));
      recorder.record(lookAt(steady(50, 10), atMs, { namespace: 'net:[2]' }));
    }
    assert.equal(counted(recorder, T0 + 6000), 150);
  });

  it('follows 64 destinations, and lets new ones in when old ones have gone quiet', () => {
    const recorder = new FlightRecorder();
    const usages = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) =>
        usageOf({ address: '10.0.0.1', port: from + i }, [
          { port: 40_000, state: 'waiting', remainingMs: 59_000 },
        ]),
      );
    recorder.record(measurementOf(usages(1, 200), T0));
    assert.equal(recorder.histories(moment(T0)).length, 64);
    recorder.record(measurementOf(usages(1001, 10), T0 + 1000));
    assert.equal(recorder.histories(moment(T0 + 1000)).length, 64);
    recorder.record(measurementOf(usages(1001, 10), T0 + 90_000));
    const ports = recorder
      .histories(moment(T0 + 90_000))
      .map(({ destination }) => destination.port);
    assert.equal(ports.length, 64);
    assert.equal(ports.filter((port) => port > 1000).length, 10);
  });

  it('lists the rates of all destinations, the fastest first', () => {
    const recorder = new FlightRecorder();
    const other = { address: '10.0.0.1', port: 80 };
    const slow = lookAt(steady(20, 10), T0 + 5000).destinations;
    const fast = lookAt(steady(80, 40), T0 + 5000, { destination: other }).destinations;
    assert.ok(slow.kind === 'value' && fast.kind === 'value');
    recorder.record(measurementOf([...slow.value, ...fast.value], T0 + 5000));
    const rates = recorder.rates(moment(T0 + 5000));
    assert.deepEqual(
      rates.map(({ destination }) => destination),
      [other, SERVICE],
    );
  });

  it('tells how many connections it has counted to a destination, each once', () => {
    const recorder = record(steady(200, 40), every(1000, T0 - 500, T0 + 10_000));
    assert.equal(recorder.countedTo(SERVICE, {}), 200);
    assert.equal(recorder.countedTo(SERVICE, { id: 'net:[9]' }), 0);
  });

  for (const jumpMs of [-3_600_000, 3_600_000]) {
    it(`reckons as before when the clock on the wall jumps by ${jumpMs / 60_000} minutes`, () => {
      const connections = steady(400, 40);
      const looks = every(1000, T0, T0 + 10_000);
      const wallAt = (timeMs: number) => timeMs + (timeMs > T0 + 5_000 ? jumpMs : 0);
      const recorder = new FlightRecorder();
      for (const timeMs of looks) {
        recorder.record({ ...lookAt(connections, timeMs), atMs: wallAt(timeMs) });
      }
      const endMs = T0 + 10_000;
      const now = { atMs: wallAt(endMs), steadyMs: endMs };
      const undisturbed = record(connections, looks);
      const expected = undisturbed.rateOf(SERVICE, moment(endMs));
      const rate = recorder.rateOf(SERVICE, now);
      assert.ok(rate && expected);
      assert.equal(rate.connectionsPerSecond, expected.connectionsPerSecond);
      assert.equal(rate.connections, expected.connections);
      // For people: as the wall's clock is set now.
      assert.equal(rate.toMs, expected.toMs + jumpMs);
      const history = only(recorder.histories(now));
      const before = only(undisturbed.histories(moment(endMs)));
      assert.deepEqual(history.connectionsPerSecond, before.connectionsPerSecond);
      assert.equal(history.startMs, before.startMs + jumpMs);
    });
  }
});
