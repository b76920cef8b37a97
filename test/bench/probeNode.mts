/**
 * What the probe costs a Node client that is busy all the time: requests over kept connections, and
 * a connection a request, with and without the probe. The clients are stopped and go on in turn
 * (SIGSTOP), a quarter of a second each, so that all live through the same minute of the machine and none
 * ever has the leisure to report for free; where there is `taskset`, all on one processor, and the server
 * on another. A client's figure in a turn is the mean of its whole slices in there; figures are compared
 * turn by turn. By the processor's time a client needs for a request its throughput falls as that rises;
 * by the wall clock it waits for the server as well. How V8 compiles a program differs from one start to
 * the next: hence several groups, and a third side, without the probe again, that shows how much is chance.
 */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createPipe } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { probeVariable, wireVersion } from '../../src/measure/probe/wire';

const groups = 6;
const turns = 24;
const turnMs = 250;

const sides = ['without', 'probe', 'again'] as const;

const folder = mkdtempSync(join(tmpdir(), 'sd-bench-'));
const probe = join(folder, 'node.cjs');
const nothing = join(folder, 'nothing.cjs');
const pipe = join(folder, 'pipe');
writeFileSync(nothing, '');
buildSync({
  entryPoints: ['src/probe/node/main.ts'],
  outfile: probe,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
});

const server = createServer((_, response) => response.end('answer'));
server.keepAliveTimeout = 0; // a client that stands still keeps its connections
const editor = createPipe((socket) => socket.resume());
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
await new Promise<void>((done) => editor.listen(pipe, done));
const { port } = server.address() as AddressInfo;

interface Took {
  readonly processorUs: number;
  readonly wallUs: number;
}

/** Requests of a client, and when the last of them ended, in microseconds of a clock of all programs. */
interface Slice extends Took {
  readonly endedAtUs: number;
  readonly requests: number;
}

type Side = (typeof sides)[number];

const nowUs = (): number => Number(process.hrtime.bigint()) / 1_000;

function at(share: number, values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!;
}

/** Keeps a program to one processor; without `taskset` it goes where it likes. */
function pin(processId: number, processor: number): void {
  try {
    execFileSync('taskset', ['-cp', `${processor}`, `${processId}`], { stdio: 'ignore' });
  } catch {
    // Then chance is larger, as the figure of the third side shows.
  }
}

/** Starts a client that stands still once all is compiled that will be. */
async function start(mode: string, preload: string): Promise<ChildProcess> {
  const child = fork(resolve('test/bench/support/httpClient.cjs'), [`${port}`, mode], {
    execArgv: ['--require', preload],
    env: { ...process.env, [probeVariable]: `${wireVersion}:bench:${pipe}` },
  });
  pin(child.pid!, 1);
  await once(child, 'message');
  child.kill('SIGSTOP');
  return child;
}

/** What a request took on average in each turn. */
async function inTurns(mode: string): Promise<Readonly<Record<Side, readonly Took[]>>> {
  const preloads = { without: nothing, probe, again: nothing };
  const clients = {} as Record<Side, ChildProcess>;
  for (const side of sides) clients[side] = await start(mode, preloads[side]);
  const spans: Record<Side, [number, number][]> = { without: [], probe: [], again: [] };
  for (let turn = 0; turn < turns; turn += 1) {
    for (const side of turn % 2 === 0 ? sides : [...sides].reverse()) {
      clients[side].kill('SIGCONT');
      const begun = nowUs();
      await sleep(turnMs);
      spans[side].push([begun, nowUs()]);
      clients[side].kill('SIGSTOP');
    }
  }
  const took: Record<Side, Took[]> = { without: [], probe: [], again: [] };
  for (const side of sides) {
    clients[side].kill('SIGCONT');
    clients[side].send('end');
    const [slices] = (await once(clients[side], 'message')) as [readonly Slice[]];
    await once(clients[side], 'exit');
    for (const [from, to] of spans[side]) {
      // What a stop fell into is left out.
      const whole = slices.filter(
        ({ endedAtUs, wallUs, requests }) =>
          endedAtUs <= to && endedAtUs - wallUs * requests >= from,
      );
      took[side].push({ processorUs: mean(whole, 'processorUs'), wallUs: mean(whole, 'wallUs') });
    }
  }
  return took;
}

function mean(slices: readonly Slice[], by: keyof Took): number {
  return slices.reduce((sum, slice) => sum + slice[by], 0) / slices.length;
}

/** Of the throughput, in percent: the median of a group's turns. */
function lost(without: readonly Took[], other: readonly Took[], by: keyof Took): number {
  return (
    (1 -
      1 /
        at(
          0.5,
          other.map((took, turn) => took[by] / without[turn]![by]),
        )) *
    100
  );
}

/** The median of the groups, and the quartiles. */
function inWords(each: readonly number[]): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => at(share, each).toFixed(1));
  return `${middle} % (${low} to ${high})`;
}

if (process.platform === 'win32') {
  console.log('Skipped: Windows has no way to stop a program and let it go on');
  process.exit();
}
pin(process.pid, 0);
for (const [mode, promised] of [
  ['keep-alive', 2],
  ['close', 3],
] as const) {
  const needsUs: number[] = [];
  const losses = {
    probe: { processorUs: [], wallUs: [] },
    again: { processorUs: [], wallUs: [] },
  } as Record<'probe' | 'again', Record<keyof Took, number[]>>;
  for (let group = 0; group < groups; group += 1) {
    const took = await inTurns(mode);
    needsUs.push(
      at(
        0.5,
        took.without.map(({ processorUs }) => processorUs),
      ),
    );
    for (const side of ['probe', 'again'] as const) {
      for (const by of ['processorUs', 'wallUs'] as const) {
        losses[side][by].push(lost(took.without, took[side], by));
      }
    }
  }
  const { probe: probed, again } = losses;
  console.log(
    `Node client with ${mode}, ${at(0.5, needsUs).toFixed(1)} µs of the processor's time a request: with the ` +
      `probe it loses ${inWords(probed.processorUs)} of its throughput by that time, ` +
      `${inWords(probed.wallUs)} by the wall clock; promised at most ${promised} %. ` +
      `By chance: ${inWords(again.processorUs)}, ${inWords(again.wallUs)}`,
  );
}
server.close();
server.closeAllConnections();
editor.close();
rmSync(folder, { recursive: true, force: true });
process.exit();
