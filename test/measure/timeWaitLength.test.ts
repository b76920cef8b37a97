import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createMachine } from '../../src/measure/createMachine';
import type { Machine } from '../../src/measure/machine';
import type { Measurement } from '../../src/measure/measurement';
import { tryTimeWaitLength, withTriedTimeWait } from '../../src/measure/timeWaitLength';
import { listenFacts, measurement, read, unread, usage } from '../explain/support/caseFiles';
import { moment } from './support/moments';

const destination = { address: '127.0.0.1', port: 6_000 };

/** A machine whose clock moves with each look, on which the row goes after `lengthMs`. */
function setUp(lengthMs: number, change: (look: Measurement) => Measurement = (look) => look) {
  let nowMs = 1_000_000;
  const closedAtMs = nowMs;
  const row = usage({ waiting: 1 }, { destination, ports: [{ port: 50_001, state: 'waiting' }] });
  const machine: Machine = {
    platform: 'win32',
    measure: () => {
      const isThere = nowMs - closedAtMs < lengthMs;
      return Promise.resolve(
        change(measurement({ ...moment(nowMs), destinations: read(isThere ? [row] : []) })),
      );
    },
    holdersOf: () => Promise.resolve(read([])),
    listenFacts: () => Promise.resolve(listenFacts()),
  };
  const waited: number[] = [];
  const abort = new AbortController();
  const run = () =>
    tryTimeWaitLength({
      machine,
      signal: abort.signal,
      onProgress: (waitedMs) => waited.push(waitedMs),
      clock: () => moment(nowMs),
      sleep: (durationMs) => {
        nowMs += durationMs;
        return Promise.resolve();
      },
      closeOneConnection: () =>
        Promise.resolve({ localPort: 50_001, destination, closedSteadyMs: closedAtMs }),
    });
  return { run, waited, abort, machine };
}

describe('tryTimeWaitLength', () => {
  it('brackets the length between the last look that saw the row and the first that did not', async () => {
    const { run, waited } = setUp(120_500);
    const length = await run();
    assert.ok(length.kind === 'value');
    assert.deepEqual(length.value, { minMs: 120_000, maxMs: 121_000 });
    assert.equal(length.from.how, 'measured');
    assert.equal(waited.length, 121);
  });

  it('says so where no row appears, the table is unreadable, or it takes longer than any system', async () => {
    const none = await setUp(0).run();
    assert.ok(none.kind === 'unavailable' && none.reason === 'unsupported');
    const blind = await setUp(60_000, (look) => ({
      ...look,
      destinations: unread('permission'),
    })).run();
    assert.ok(blind.kind === 'unavailable' && blind.reason === 'permission');
    const endless = await setUp(Infinity).run();
    assert.ok(endless.kind === 'unavailable' && endless.reason === 'timed-out');
  });

  it('ends when it is cancelled', async () => {
    const { run, abort } = setUp(60_000);
    abort.abort();
    const length = await run();
    assert.ok(length.kind === 'unavailable' && length.reason === 'cancelled');
  });

  it('carries what was found into every later measurement, and nothing before or on failure', async () => {
    const { machine: bare, run } = setUp(120_500);
    const { machine, settle } = withTriedTimeWait(bare);
    const before = (await machine.measure({})).timeWaitLength;
    settle(unread('cancelled'));
    assert.deepEqual((await machine.measure({})).timeWaitLength, before);
    const found = await run();
    settle(found);
    assert.deepEqual((await machine.measure({})).timeWaitLength, found);
  });

  it('sees a real row of a real connection', async function () {
    if (process.platform !== 'linux') {
      console.log('    skipped: needs the socket table of Linux');
      this.skip();
    }
    const abort = new AbortController();
    const waited: number[] = [];
    const length = await tryTimeWaitLength({
      machine: createMachine('linux'),
      signal: abort.signal,
      onProgress: (waitedMs) => {
        waited.push(waitedMs);
        if (waited.length === 2) abort.abort();
      },
    });
    assert.ok(length.kind === 'unavailable' && length.reason === 'cancelled');
    assert.equal(waited.length, 2);
    assert.ok(waited[1]! - waited[0]! > 900, String(waited));
  });
});
