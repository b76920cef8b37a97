/**
 * What the probe costs a client that is busy all the time. The clients are stopped and go on in turn
 * (SIGSTOP), a quarter of a second each, so that all live through the same minute of the machine and
 * none ever has the leisure to report for free; where there is `taskset`, all on one processor, and the
 * server on another. A client's figure in a turn is the mean of its whole slices in there; figures are
 * compared turn by turn. By the processor's time that a client needs for a request its throughput falls
 * as that rises; by the wall clock it waits for the server as well. How a program is laid out in memory,
 * and compiled, differs from one start to the next, by more than the probe costs: hence many groups of
 * few turns, and two clients without the probe in each. Their mean is what the probe is compared with,
 * and what one of them loses against the other is chance.
 */
import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BusyServer, type Case, checkHellos, clientOf, withProbe } from './busyServer.mjs';

const turnMs = 250;

/** Of each client in a group. */
const turns = 6;

/** The two that are alike: without the probe. */
const plainSides = ['without', 'again'] as const;

/** Says a line when it is warm; to a line on stdin it answers with its slices, in JSON, and exits. */
type Client = ChildProcessByStdio<Writable, Readable, null>;

interface Took {
  readonly processorUs: number;
  readonly wallUs: number;
}

/** Requests of a client, and when the last of them ended, in microseconds of a clock of all programs. */
interface Slice extends Took {
  readonly endedAtUs: number;
  readonly requests: number;
}

const nowUs = (): number => Number(process.hrtime.bigint()) / 1_000;

function at(share: number, values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!;
}

function shuffled<T>(values: readonly T[]): readonly T[] {
  return values
    .map((value) => ({ value, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}

/** Keeps a program to one processor; without `taskset` it goes where it likes. */
function pin(processId: number, processor: number): void {
  try {
    execFileSync('taskset', ['-cp', `${processor}`, `${processId}`], { stdio: 'ignore' });
  } catch {
    // Then chance is larger, as the figure of the third side shows.
  }
}

/** Starts each client in its turn: none runs while another warms up. */
async function startAll(sides: readonly string[], start: (side: string) => Client) {
  const clients = new Map<string, { child: Client; nextLine: () => Promise<string> }>();
  for (const side of shuffled(sides)) {
    const child = start(side);
    pin(child.pid!, 1);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const nextLine = async () => String((await lines.next()).value);
    await nextLine();
    child.kill('SIGSTOP');
    clients.set(side, { child, nextLine });
  }
  return clients;
}

/** What a request took on average in each turn. */
async function inTurns(
  sides: readonly string[],
  start: (side: string) => Client,
): Promise<ReadonlyMap<string, readonly Took[]>> {
  const clients = await startAll(sides, start);
  const spans = new Map(sides.map((side) => [side, [] as [number, number][]]));
  for (let turn = 0; turn < turns; turn += 1) {
    for (const side of shuffled(sides)) {
      const { child } = clients.get(side)!;
      child.kill('SIGCONT');
      const begun = nowUs();
      await sleep(turnMs);
      spans.get(side)!.push([begun, nowUs()]);
      child.kill('SIGSTOP');
    }
  }
  const took = new Map<string, readonly Took[]>();
  for (const [side, { child, nextLine }] of clients) {
    const exit = once(child, 'exit');
    child.kill('SIGCONT');
    child.stdin.write('end\n');
    const slices = JSON.parse(await nextLine()) as readonly Slice[];
    await exit;
    const turnsOfSide = spans.get(side)!.map(([from, to]) => {
      // What a stop fell into is left out.
      const whole = slices.filter(
        ({ endedAtUs, wallUs, requests }) =>
          endedAtUs <= to && endedAtUs - wallUs * requests >= from,
      );
      return { processorUs: mean(whole, 'processorUs'), wallUs: mean(whole, 'wallUs') };
    });
    took.set(side, turnsOfSide);
  }
  return took;
}

function mean(all: readonly Took[], by: keyof Took): number {
  return all.reduce((sum, took) => sum + took[by], 0) / all.length;
}

/**
 * Of the throughput, in percent: the median of a group's turns, without those in which a client had no
 * whole slice.
 */
function lost(plain: readonly (readonly Took[])[], other: readonly Took[], by: keyof Took): number {
  const shares = other
    .map((took, turn) => {
      const plainTook = plain.map((turnsOfSide) => turnsOfSide[turn]!);
      return 1 - mean(plainTook, by) / took[by];
    })
    .filter((share) => Number.isFinite(share));
  return at(0.5, shares) * 100;
}

/**
 * The median of the groups, and the interval that holds the median of all starts there could be with 95 %:
 * between two of the values in their order, by the binomial distribution, whatever theirs is.
 */
function inWords(each: readonly number[]): string {
  const sorted = [...each].sort((a, b) => a - b);
  const count = sorted.length;
  let below = 0;
  let outside = 0;
  for (let chance = 0.5 ** count; outside + chance <= 0.025; below += 1) {
    outside += chance;
    chance *= (count - below) / (below + 1);
  }
  const low = sorted[Math.max(below - 1, 0)]!;
  const high = sorted[Math.min(count - below, count - 1)]!;
  return `${at(0.5, sorted).toFixed(1)} % (${low.toFixed(1)} to ${high.toFixed(1)})`;
}

/**
 * Prints what each of these clients loses.
 * @param groups so many starts of each client
 */
export async function compareInTurns(
  cases: readonly Case[],
  groups: number,
  server: BusyServer,
): Promise<void> {
  if (process.platform === 'win32') {
    console.log('Skipped: Windows has no way to stop a program and let it go on');
    return;
  }
  pin(process.pid, 0);
  for (const each of cases) await compare(each, groups, server);
}

async function compare(each: Case, groups: number, server: BusyServer): Promise<void> {
  const hellosBefore = server.hellos();
  const needsUs: number[] = [];
  const losses = new Map(
    [...each.sides, 'again'].map((side) => [
      side,
      { processorUs: [] as number[], wallUs: [] as number[] },
    ]),
  );
  for (let group = 0; group < groups; group += 1) {
    const took = await inTurns([...plainSides, ...each.sides], (side) => {
      const other = each.sides.includes(side) ? side : undefined;
      const { line, env } = clientOf(each, server, other, false);
      const [file = '', ...args] = line;
      return spawn(file, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    });
    const [without = [], again = []] = plainSides.map((side) => took.get(side));
    needsUs.push(at(0.5, without.map((turn) => turn.processorUs).filter(Number.isFinite)));
    for (const [side, { processorUs, wallUs }] of losses) {
      const plain = side === 'again' ? [without] : [without, again];
      processorUs.push(lost(plain, took.get(side)!, 'processorUs'));
      wallUs.push(lost(plain, took.get(side)!, 'wallUs'));
    }
  }
  if (losses.has(withProbe)) checkHellos(each, server.hellos() - hellosBefore, groups);
  const lines = [...losses].map(([side, { processorUs, wallUs }]) => {
    const what = side === 'again' ? 'by chance' : side;
    return `  ${what}: loses ${inWords(processorUs)} of its throughput by the processor's time, ${inWords(wallUs)} by the wall clock`;
  });
  console.log(
    `${each.what}, ${at(0.5, needsUs).toFixed(1)} µs of the processor's time a request, ` +
      `${groups} starts; promised at most ${each.promisedPercent} %\n${lines.join('\n')}`,
  );
}
