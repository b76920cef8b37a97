/**
 * What the probe costs a Node client that is busy all the time: requests over kept connections, and
 * a connection a request, with and without the probe. Short runs take turns; a run's figure is that
 * of its quieter slices, and the sides' figures are compared pair by pair, so that other programs on
 * the machine matter little. By the processor's time a client needs for a request its throughput
 * falls as that rises; by the wall clock it waits for the server and for its turn as well. A third
 * side, without the probe again, shows how much of a difference is chance.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createPipe } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { probeVariable, wireVersion } from '../../src/measure/probe/wire';

const rounds = 16;
/** The share of a run's slices that nobody else disturbed. */
const quiet = 0.25;

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
const editor = createPipe((socket) => socket.resume());
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
await new Promise<void>((done) => editor.listen(pipe, done));
const { port } = server.address() as AddressInfo;

interface Took {
  readonly processorUs: number;
  readonly wallUs: number;
}

function at(share: number, values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!;
}

async function run(mode: string, preload: string): Promise<Took> {
  const client = resolve('test/bench/support/httpClient.cjs');
  const child = spawn(process.execPath, ['--require', preload, client, `${port}`, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, [probeVariable]: `${wireVersion}:bench:${pipe}` },
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await once(child, 'close');
  const took = JSON.parse(text) as Record<keyof Took, number[]>;
  return { processorUs: at(quiet, took.processorUs), wallUs: at(quiet, took.wallUs) };
}

function mean(one: Took, other: Took): Took {
  return {
    processorUs: (one.processorUs + other.processorUs) / 2,
    wallUs: (one.wallUs + other.wallUs) / 2,
  };
}

/** Of the throughput, in percent: the median of the pairs, and the quartiles. */
function lost(without: readonly Took[], other: readonly Took[], by: keyof Took): string {
  const each = without.map((took, round) => (1 - took[by] / other[round]![by]) * 100);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => at(share, each).toFixed(1));
  return `${middle} % (${low} to ${high})`;
}

for (const [mode, promised] of [
  ['keep-alive', 2],
  ['close', 3],
] as const) {
  const preloads = { without: nothing, probe, again: nothing };
  const took = { without: [] as Took[], probe: [] as Took[], again: [] as Took[] };
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? sides : [...sides].reverse();
    for (const side of order) {
      took[side].push(await run(mode, preloads[side]));
    }
  }
  const { without, probe: probed, again } = took;
  // The runs right before and right after the one with the probe, together.
  const around = without.map((before, round) => mean(before, again[round]!));
  const needsUs = at(
    0.5,
    without.map(({ processorUs }) => processorUs),
  );
  console.log(
    `Node client with ${mode}, ${needsUs.toFixed(1)} µs of the processor's time a request: with the ` +
      `probe it loses ${lost(around, probed, 'processorUs')} of its throughput by that time, ` +
      `${lost(around, probed, 'wallUs')} by the wall clock; promised at most ${promised} %. ` +
      `By chance: ${lost(without, again, 'processorUs')}, ${lost(without, again, 'wallUs')}`,
  );
}
server.close();
server.closeAllConnections();
editor.close();
rmSync(folder, { recursive: true, force: true });
process.exit();
