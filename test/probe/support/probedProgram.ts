import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { probeVariable, wireVersion } from '../../../src/measure/probe/wire';
import type { Frame } from '../../../src/measure/probe/wire';
import type { Heard } from './receiver';

export const launch = 'test-launch';

/** Builds the probe as it ships, for tests that run without `npm run build`. */
export function buildProbe(file: string): void {
  buildSync({
    entryPoints: ['src/probe/node/main.ts'],
    outfile: file,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
  });
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Probe {
  readonly file: string;
  /** Where the editor listens, or does not. */
  readonly pipe: string;
}

/** The environment of a program with a probe in it. */
export function probedEnvironment({ file, pipe }: Probe, nodeOptions = ''): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_OPTIONS: `${nodeOptions} --require "${file.replaceAll('\\', '\\\\')}"`,
    [probeVariable]: `${wireVersion}:${launch}:${pipe}`,
  };
}

/** Runs a program to its end. */
export function run(
  executable: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ended> {
  const child = spawn(executable, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => {
      done({ code, signal, stdout, stderr });
    });
  });
}

/** What differs between two runs of one program anyway. */
export function steady({ stdout, stderr, ...rest }: Ended): Ended {
  const clean = (text: string) =>
    text
      .replace(/\(node:\d+\)/g, '(node:PID)')
      .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
      .replace(/duration_ms:? [\d.]+|\(\d+\.\d+ms\)/g, 'DURATION');
  return { ...rest, stdout: clean(stdout), stderr: clean(stderr) };
}

const programs = 'test/fixtures/probe/programs';

export function program(name: string): string {
  return resolve(programs, name);
}

/** The 1-based lines that a program marks as those that make its calls. */
export function callingLines(file: string): readonly number[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.endsWith('// calls') ? [index + 1] : []));
}

/** What all threads counted, summed up over one peer's port. */
export function totals(threads: readonly Heard[], port: number) {
  const sum = { connections: 0, requests: 0, closedHere: 0, closedThere: 0, refused: 0 };
  const places = new Map<Frame | undefined, { connections: number; requests: number }>();
  for (const { counts, destinations, sites } of threads) {
    for (const each of counts.values()) {
      if (destinations.get(each.destination)?.port !== port) continue;
      sum.connections += each.connections;
      sum.requests += each.requests ?? 0;
      sum.closedHere += each.closedHere ?? 0;
      sum.closedThere += each.closedThere ?? 0;
      sum.refused += each.failures['ECONNREFUSED'] ?? 0;
      for (const { site, connections, requests } of each.sites) {
        places.set(callerOf(sites.get(site)?.frames ?? []), { connections, requests });
      }
    }
  }
  return { ...sum, places };
}

/** The innermost frame that is no library's. */
export function callerOf(frames: readonly Frame[]): Frame | undefined {
  return frames.find(({ file }) => !file.includes('node_modules'));
}
