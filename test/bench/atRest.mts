/**
 * What measuring costs while nobody watches: the sampler at its default interval, with a program
 * being debugged that does nothing, against the same with a whole look each time; and against a
 * process that has no sampler at all.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createMachine } from '../../src/measure/createMachine';
import { Sampler, type SamplerOptions } from '../../src/measure/sampler';
import { reportLine } from './support/figures.mjs';

/** The default of the setting `sampleIntervalMs`. */
const intervalMs = 1_000;
/** Past the first looks, after which the counters have shown that nothing happens. */
const settlesMs = 7_000;
const watchedMs = 20_000;

const machine = createMachine(process.platform);

/** Milliseconds of processor time that this process takes in a second. */
async function costOf(options: Partial<SamplerOptions> | undefined): Promise<number> {
  const sampler = new Sampler({
    measure: (scope, signal) => machine.measure(scope, signal),
    intervalMs: () => intervalMs,
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  if (options !== undefined) sampler.start({});
  await sleep(settlesMs);
  const before = process.cpuUsage();
  await sleep(watchedMs);
  const { user, system } = process.cpuUsage(before);
  sampler.stop();
  return (user + system) / 1_000 / (watchedMs / 1_000);
}

let quiet = 0;
const withoutSampler = await costOf(undefined);
const resting = await costOf({
  sampleCounters: (scope) => machine.sampleCounters?.(scope),
  onQuiet: () => {
    quiet += 1;
  },
});
const looking = await costOf({});
console.log(
  reportLine({
    what: `processor time in a second while a program is debugged and nothing happens (${quiet} looks left out)`,
    unit: 'ms',
    ours: resting,
    peer: looking,
    peerName: 'a whole look each time',
    moreIsBetter: false,
  }),
);
console.log(
  `processor time in a second while nothing is debugged and no panel is open: ${withoutSampler.toPrecision(3)} ms (no timer runs: that is Node.js itself)`,
);
