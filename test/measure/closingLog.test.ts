import assert from 'node:assert/strict';
import { ClosingLog } from '../../src/measure/closingLog';
import { FlightRecorder } from '../../src/measure/flightRecorder';
import type { Closings } from '../../src/measure/measurement';
import { lookAt, SERVICE, type PlannedConnection } from './support/program';
import { moment } from './support/moments';

const T0 = 1_700_000_000_400;

/** 20 a second for ten seconds, each open for 1.5 s; those of `peerCloses` leave no row behind. */
function closedOf(peerCloses: (index: number) => boolean, tellsAges = true): Closings | undefined {
  const recorder = new FlightRecorder();
  const plan = Array.from({ length: 200 }, (_, i): PlannedConnection => {
    const startMs = T0 + i * 50;
    return { port: 40_000 + i, startMs, closeMs: startMs + 1_500 };
  });
  for (let atMs = T0 - 500; atMs < T0 + 15_000; atMs += 1_000) {
    const visible = plan.filter(({ closeMs }, i) => !peerCloses(i) || closeMs > atMs);
    recorder.record(lookAt(visible, atMs, { tellsAges }));
  }
  return recorder.rateOf(SERVICE, moment(T0 + 15_000))?.closed;
}

describe('who closed', () => {
  it('is told by what an open connection became: a waiting row, or nothing', () => {
    for (const tellsAges of [true, false]) {
      assert.deepEqual(
        closedOf(() => false, tellsAges),
        { here: 200, there: 0 },
      );
      assert.deepEqual(
        closedOf(() => true, tellsAges),
        { here: 0, there: 200 },
      );
      const half = closedOf((index) => index % 2 === 0, tellsAges);
      assert.deepEqual(half, { here: 100, there: 100 });
    }
  });

  it('counts rows of the first look by their age', () => {
    const recorder = new FlightRecorder();
    const plan = Array.from({ length: 400 }, (_, i): PlannedConnection => {
      const startMs = T0 + i * 50;
      return { port: 40_000 + i, startMs, closeMs: startMs + 3 };
    });
    recorder.record(lookAt(plan, T0 + 20_000));
    const closed = recorder.rateOf(SERVICE, moment(T0 + 20_000))?.closed;
    assert.ok(closed && Math.abs(closed.here - 200) <= 2 && closed.there === 0);
  });

  it('forgets old looks', () => {
    const log = new ClosingLog();
    for (let look = 0; look < 1_000; look++) log.add(look, 1, 2);
    assert.deepEqual(log.since(989), { here: 10, there: 20 });
    assert.ok(log.since(0).here <= 64);
  });
});
