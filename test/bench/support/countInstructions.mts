/**
 * How many instructions the probe adds to a request, as valgrind counts them: outside the kernel, and the
 * same from run to run, where time differs from start to start by more than the probe takes. What the
 * probe does by the clock would happen far too often in a program that is so slow: its intervals are
 * made longer by as much (`slowdown`).
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BusyServer, type Case, checkHellos, clientOf, withProbe } from './busyServer.mjs';

/** About so many times slower is a program whose instructions are counted. */
export const slowdown = 50;

const starts = 3;

/** Why nothing can be counted here, or undefined. */
function whyNot(): string | undefined {
  const { status } = spawnSync('valgrind', ['--version'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'valgrind is not installed';
}

/** The instructions of a whole program. */
async function count(
  line: readonly string[],
  env: NodeJS.ProcessEnv,
  folder: string,
): Promise<number> {
  const file = join(folder, `counts-${Math.random()}`);
  // Code that a program makes while it runs is not in a file: what V8 compiles.
  const options = ['--tool=cachegrind', '--cache-sim=no', '--smc-check=all-non-file'];
  const child = spawn('valgrind', [...options, `--cachegrind-out-file=${file}`, ...line], {
    env,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`valgrind ${line.join(' ')} ended with ${code}`);
  const [, total] = /^summary: (\d+)/m.exec(readFileSync(file, 'utf8')) ?? [];
  return Number(total);
}

/** Prints how many instructions each of these clients needs for a request, and each side besides. */
export async function compareInstructions(
  cases: readonly Case[],
  server: BusyServer,
): Promise<void> {
  const reason = whyNot();
  if (reason !== undefined) {
    console.log(`Skipped: the instructions of a request (${reason})`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sd-bench-'));
  try {
    for (const each of cases) await compare(each, server, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(each: Case, server: BusyServer, folder: string): Promise<void> {
  const [fewer, more] = each.countedRequests;
  const hellosBefore = server.hellos();
  /** The instructions of one request, of the n-th start. */
  const perRequest = async (side: string | undefined, start: number) => {
    const { line, env: own } = clientOf(each, server, side, true);
    // How Python scatters names over its tables; Node does without.
    const env = { ...own, PYTHONHASHSEED: `${start}` };
    const [few, many] = await Promise.all(
      [fewer, more].map((requests) => count([...line, `${requests}`], env, folder)),
    );
    return (many! - few!) / (more - fewer);
  };
  const without: number[] = [];
  const added = new Map(each.sides.map((side) => [side, [] as number[]]));
  for (let start = 1; start <= starts; start += 1) {
    const plain = await perRequest(undefined, start);
    without.push(plain);
    for (const [side, percents] of added) {
      percents.push(((await perRequest(side, start)) / plain - 1) * 100);
    }
  }
  // Each start is one with fewer requests and one with more.
  if (added.has(withProbe)) checkHellos(each, server.hellos() - hellosBefore, 2 * starts);
  const lines = [...added].map(([side, percents]) => {
    const [low, middle, high] = percents.sort((a, b) => a - b).map((value) => value.toFixed(1));
    return `  ${side}: ${middle} % more (${low} to ${high})`;
  });
  const [, plain] = without.sort((a, b) => a - b);
  console.log(
    `${each.what}, ${plain!.toFixed(0)} instructions a request outside the kernel, ${starts} starts; ` +
      `promised at most ${each.promisedPercent} %\n${lines.join('\n')}`,
  );
}
