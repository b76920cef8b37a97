import assert from 'node:assert/strict';
import { value } from '../../src/measure/reading';
import type { CounterSample, Measurement, MeasureScope } from '../../src/measure/measurement';
import { Sampler, type SamplerOptions, type SamplerTime } from '../../src/measure/sampler';
import { measurementOf } from './support/program';

/** Time that passes only when the test says so; a look takes as long as the test says. */
class PaperTime implements SamplerTime {
  now = 0;
  timers: { atMs: number; callback: () => void }[] = [];

  nowMs(): number {
    return this.now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.now + delayMs, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Goes to the only timer there is and fires it. @returns how long that took */
  async next(): Promise<number> {
    assert.equal(this.timers.length, 1);
    const [timer] = this.timers.splice(0);
    const passed = timer!.atMs - this.now;
    this.now = timer!.atMs;
    timer!.callback();
    await settled();
    return passed;
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Bench {
  readonly time: PaperTime;
  readonly sampler: Sampler;
  readonly scopes: MeasureScope[];
  readonly errors: unknown[];
  mostAtOnce: number;
  lookMs: number;
  look: (signal: AbortSignal) => Promise<Measurement>;
}

function bench(intervalMs = 1000, options: Partial<SamplerOptions> = {}): Bench {
  const time = new PaperTime();
  let under = 0;
  const made: Bench = {
    time,
    scopes: [],
    errors: [],
    mostAtOnce: 0,
    lookMs: 5,
    look: () => Promise.resolve(measurementOf([], time.now)),
    sampler: new Sampler({
      ...options,
      time,
      intervalMs: () => intervalMs,
      onError: (error) => made.errors.push(error),
      measure: async (scope, signal) => {
        made.scopes.push(scope);
        made.mostAtOnce = Math.max(made.mostAtOnce, ++under);
        time.now += made.lookMs;
        try {
          return await made.look(signal);
        } finally {
          under--;
        }
      },
    }),
  };
  return made;
}

describe('the sampler', () => {
  it('rests until it is started', async () => {
    const { time, scopes } = bench();
    await settled();
    assert.deepEqual([time.timers.length, scopes.length], [0, 0]);
  });

  it('looks at once and then at the interval, and tells its listeners', async () => {
    const { sampler, time, scopes } = bench();
    const heard: number[] = [];
    sampler.onMeasurement(({ atMs }) => heard.push(atMs));
    sampler.start({ processId: 7 });
    await settled();
    await time.next();
    await time.next();
    assert.deepEqual(scopes, [{ processId: 7 }, { processId: 7 }, { processId: 7 }]);
    assert.deepEqual(heard, [5, 1005, 2005]);
  });

  it('stretches the pause so that looking costs 5 % of the time at most', async () => {
    const made = bench();
    made.lookMs = 200;
    made.sampler.start({});
    await settled();
    assert.equal(await made.time.next(), 200 / 0.05 - 200);
    made.lookMs = 1;
    await made.time.next();
    assert.equal(await made.time.next(), 999);
  });

  it('rests completely when stopped, and starts again', async () => {
    const { sampler, time, scopes } = bench();
    sampler.start({});
    await settled();
    sampler.stop();
    assert.equal(time.timers.length, 0);
    assert.equal(sampler.running, false);
    await settled();
    assert.equal(scopes.length, 1);
    sampler.start({ processId: 9 });
    await settled();
    assert.deepEqual(scopes.at(-1), { processId: 9 });
    assert.equal(time.timers.length, 1);
  });

  it('cancels the look under way when stopped, and tells nobody of it', async () => {
    const made = bench();
    let seen: AbortSignal | undefined;
    made.look = (signal) =>
      new Promise((resolve) => {
        seen = signal;
        signal.addEventListener('abort', () => {
          resolve(measurementOf([], 0));
        });
      });
    const heard: unknown[] = [];
    made.sampler.onMeasurement((measurement) => heard.push(measurement));
    made.sampler.start({});
    await settled();
    made.sampler.stop();
    await settled();
    assert.equal(seen?.aborted, true);
    assert.deepEqual([heard.length, made.time.timers.length], [0, 0]);
  });

  it('keeps one loop when it is stopped and started during a look', async () => {
    const made = bench();
    const finish: (() => void)[] = [];
    made.look = () =>
      new Promise((resolve) => {
        finish.push(() => {
          resolve(measurementOf([], made.time.now));
        });
      });
    made.sampler.start({});
    await settled();
    made.sampler.stop();
    made.sampler.start({});
    await settled();
    finish.forEach((done) => {
      done();
    });
    await settled();
    finish.at(-1)?.();
    await settled();
    assert.equal(made.time.timers.length, 1);
    assert.equal(made.mostAtOnce, 1);
  });

  it('never looks twice at a time, also when somebody asks for a look now', async () => {
    const made = bench();
    const heard: unknown[] = [];
    made.sampler.onMeasurement((measurement) => heard.push(measurement));
    made.sampler.start({});
    const asked = await Promise.all([made.sampler.look({}), made.sampler.look({ processId: 3 })]);
    await settled();
    assert.equal(asked.length, 2);
    assert.equal(made.mostAtOnce, 1);
    assert.equal(heard.length, 3);
  });

  it('looks on request while it rests, without starting a loop', async () => {
    const { sampler, time, scopes } = bench();
    await sampler.look({ processId: 4 });
    assert.deepEqual([scopes, time.timers.length], [[{ processId: 4 }], 0]);
  });

  it('goes on when a look or a listener throws, and says so', async () => {
    const made = bench();
    const heard: unknown[] = [];
    made.sampler.onMeasurement(() => {
      throw new Error('a listener');
    });
    const forget = made.sampler.onMeasurement((measurement) => heard.push(measurement));
    made.sampler.start({});
    await settled();
    made.look = () => Promise.reject(new Error('a look'));
    await made.time.next();
    made.look = () => Promise.resolve(measurementOf([], made.time.now));
    await made.time.next();
    assert.deepEqual(made.errors.map(String), [
      'Error: a listener',
      'Error: a look',
      'Error: a listener',
    ]);
    assert.equal(heard.length, 2);
    forget();
    await made.time.next();
    assert.equal(heard.length, 2);
  });
});

describe('the sampler with counters', () => {
  /** A machine of 1,000 ports and 60 s, whose counters the test turns. */
  function counted() {
    const state = { opens: 0, waiting: 0, isWatched: false, samples: 0, quietAtMs: [] as number[] };
    const from = { how: 'file', where: 'paper', atMs: 0 } as const;
    const made = bench(1000, {
      isWatched: () => state.isWatched,
      onQuiet: ({ steadyMs }) => state.quietAtMs.push(steadyMs),
      sampleCounters: (): Promise<CounterSample> => {
        state.samples += 1;
        return Promise.resolve({
          // The wall's clock stands; nothing may be counted on it.
          atMs: 0,
          steadyMs: made.time.now,
          activeOpens: value(state.opens, from),
          timeWait: value(state.waiting, from),
        });
      },
    });
    made.look = () =>
      Promise.resolve({
        ...measurementOf([], made.time.now),
        ephemeralRange: value({ first: 40_000, last: 40_999 }, from),
      });
    return { ...made, state };
  }

  /** @returns how many looks so many turns took */
  async function turns(made: ReturnType<typeof counted>, count: number): Promise<number> {
    const before = made.scopes.length;
    for (let turn = 0; turn < count; turn++) await made.time.next();
    return made.scopes.length - before;
  }

  async function rested(): Promise<ReturnType<typeof counted>> {
    const made = counted();
    made.sampler.start({});
    await settled();
    await turns(made, 10);
    return made;
  }

  it('looks once for the range, and then at the counters only while nothing happens', async () => {
    const made = counted();
    made.sampler.start({});
    await settled();
    assert.equal(made.scopes.length, 1);
    await turns(made, 10);
    assert.equal(await turns(made, 20), 0);
    assert.equal(made.state.samples, 31);
    assert.equal(made.state.quietAtMs.at(-1), made.time.now);
  });

  it('leaves out no look under a rate that would take a tenth of the ports, and for 5 s after', async () => {
    const made = await rested();
    for (let turn = 0; turn < 10; turn++) {
      made.state.opens += 1;
      assert.equal(await turns(made, 1), 0, 'one a second keeps 60 of 1,000');
    }
    made.state.opens += 2;
    assert.equal(await turns(made, 1), 1);
    assert.equal(await turns(made, 20), 5);
  });

  it('looks while a tenth of the ports wait', async () => {
    const made = await rested();
    made.state.waiting = 99;
    assert.equal(await turns(made, 10), 0);
    made.state.waiting = 100;
    assert.equal(await turns(made, 10), 10);
  });

  it('looks when as many were opened slowly, as they may all be open still', async () => {
    const made = await rested();
    let looks = 0;
    for (let turn = 0; turn < 99; turn++) {
      made.state.opens += 1;
      looks += await turns(made, 1);
    }
    assert.equal(looks, 0);
    made.state.opens += 1;
    assert.equal(await turns(made, 1), 1);
  });

  it('looks at once when somebody begins to watch, and each time while they do', async () => {
    const made = await rested();
    const before = made.scopes.length;
    made.state.isWatched = true;
    made.sampler.start({});
    await settled();
    assert.equal(made.scopes.length, before + 1);
    assert.equal(await turns(made, 10), 10);
    const { samples } = made.state;
    made.state.isWatched = false;
    await turns(made, 5);
    assert.ok(made.state.samples > samples);
  });

  it('does not run twice when who watches asks while a look is under way', async () => {
    const made = counted();
    made.state.isWatched = true;
    made.sampler.start({});
    made.sampler.start({});
    await settled();
    assert.deepEqual([made.time.timers.length, made.scopes.length], [1, 1]);
  });

  it('begins anew with a look in another namespace', async () => {
    const made = await rested();
    made.sampler.start({ processId: 9 });
    assert.equal(await turns(made, 1), 1);
    assert.deepEqual(made.scopes.at(-1), { processId: 9 });
  });

  it('looks each time where counters cannot be read', async () => {
    const made = bench(1000, { sampleCounters: () => undefined });
    made.sampler.start({});
    await settled();
    await made.time.next();
    await made.time.next();
    assert.equal(made.scopes.length, 3);
  });
});
