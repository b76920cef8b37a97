/** What the probe costs a Node client: requests over kept connections, and a connection a request. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { type Case, compareInTurns } from './support/takeTurns.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sd-bench-'));
const probe = join(folder, 'node.cjs');
const nothing = join(folder, 'nothing.cjs');
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

const caseOf = (mode: string, promisedPercent: number): Case => ({
  what: `Node client with ${mode}`,
  promisedPercent,
  groups: 6,
  turns: 24,
  start(port, hasProbe, env) {
    const client = resolve('test/bench/support/httpClient.cjs');
    const preload = ['--require', hasProbe ? probe : nothing];
    return spawn(process.execPath, [...preload, client, `${port}`, mode], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  },
});

await compareInTurns([caseOf('keep-alive', 2), caseOf('close', 3)]);
rmSync(folder, { recursive: true });
