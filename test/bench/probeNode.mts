/**
 * What the probe costs a Node program: the processor's time that a client needs for a request, with
 * and without the probe. Such a client is busy all the time, so its throughput falls as that rises.
 * Runs take turns, and the cheapest tenth of all slices of time is compared: other programs on the
 * machine only ever make a slice dearer. A third side, a preload that does nothing, is the noise.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createPipe } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { probeVariable } from '../../src/measure/probe/wire';

const rounds = 6;
const slices = 40;
const cheapest = 0.1;

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

function costsUs(mode: string, preload: string): Promise<number[]> {
  const client = resolve('test/bench/support/httpClient.cjs');
  const child = spawn(
    process.execPath,
    ['--require', preload, client, `${port}`, mode, `${slices}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, [probeVariable]: `1:bench:${pipe}` },
    },
  );
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return new Promise((done) => {
    child.on('close', () => {
      done(JSON.parse(text) as number[]);
    });
  });
}

function cheap(costs: readonly number[]): number {
  return [...costs].sort((a, b) => a - b)[Math.floor(costs.length * cheapest)]!;
}

for (const [mode, limit] of [
  ['keep-alive', 2],
  ['close', 3],
] as const) {
  const without: number[] = [];
  const withProbe: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    without.push(...(await costsUs(mode, nothing)));
    withProbe.push(...(await costsUs(mode, probe)));
    again.push(...(await costsUs(mode, nothing)));
  }
  const plain = cheap([...without, ...again]);
  const lost = (1 - plain / cheap(withProbe)) * 100;
  const noise = Math.abs(1 - cheap(without) / cheap(again)) * 100;
  console.log(
    `the Node probe in a client with ${mode}: ${lost.toFixed(1)} % of the throughput lost ` +
      `(${plain.toFixed(1)} µs a request without, promised at most ${limit} %, noise ${noise.toFixed(1)} %)`,
  );
}
server.close();
server.closeAllConnections();
editor.close();
rmSync(folder, { recursive: true, force: true });
process.exit();
