import assert from 'node:assert/strict';
import type { Measurement, MeasureScope } from '../../src/measure/measurement';
import { Sampler, type SamplerTime } from '../../src/measure/sampler';
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

function bench(intervalMs = 1000): Bench {
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
