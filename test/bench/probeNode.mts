/**
 * What the probe costs a Node client: requests over kept connections, and a connection a request. Only one
 * of the two measures is taken with `instructions` or `time`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { type Case, withProbe, withServer } from './support/busyServer.mjs';
import { compareInstructions } from './support/countInstructions.mjs';
import { slowedCopy } from './support/slowedCopy.mjs';
import { compareInTurns } from './support/takeTurns.mjs';

const groups = 24;
const [, , only] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'sd-bench-'));
const nothing = join(folder, 'nothing.cjs');
writeFileSync(nothing, '');
slowedCopy('src', join(folder, 'src'), {
  'probe/node/sampler.ts': ['looksPerSecond = 20', 'rate'],
  'probe/node/main.ts': ['reportDelayMs = 200', 'interval'],
});
const probe = bundled('src', 'node.cjs');
const slowedProbe = bundled(join(folder, 'src'), 'slowed.cjs');

function bundled(sources: string, name: string): string {
  const outfile = join(folder, name);
  buildSync({
    entryPoints: [join(sources, 'probe/node/main.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    tsconfigRaw: {}, // the copy has none above it
  });
  return outfile;
}

const caseOf = (mode: string, promisedPercent: number): Case => ({
  what: `Node client with ${mode}`,
  promisedPercent,
  sides: [withProbe],
  countedRequests: [8_000, 20_000],
  command(port, side, isCounted) {
    // In step with nothing but the program: else threads take what is counted from start to start.
    const options = isCounted ? ['--single-threaded', '--predictable-gc-schedule'] : [];
    const wanted = isCounted ? slowedProbe : probe;
    const preload = ['--require', side === withProbe ? wanted : nothing];
    const client = resolve('test/bench/support/httpClient.cjs');
    return {
      line: [process.execPath, ...options, ...preload, client, `${port}`, mode],
      environment: {},
    };
  },
});

const cases = [caseOf('keep-alive', 2), caseOf('close', 3)];
await withServer(async (server) => {
  if (only !== 'time') await compareInstructions(cases, server);
  if (only !== 'instructions') await compareInTurns(cases, groups, server);
});
rmSync(folder, { recursive: true });
