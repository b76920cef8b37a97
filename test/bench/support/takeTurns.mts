/**
 * What the probe costs a client that is busy all the time. The clients are stopped and go on in turn
 * (SIGSTOP), a quarter of a second each, so that all live through the same minute of the machine and
 * none ever has the leisure to report for free; where there is `taskset`, all on one processor, and the
 * server on another. A client's figure in a turn is the mean of its whole slices in there; figures are
 * compared turn by turn. By the processor's time that a client needs for a request its throughput falls
 * as that rises; by the wall clock it waits for the server as well. How a program is laid out in memory,
 * and compiled, differs from one start to the next: hence several groups, and a third side, without the
 * probe again, that shows how much is chance.
 */
import { execFileSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createPipe } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { probeVariable, wireVersion } from '../../../src/measure/probe/wire';

const turnMs = 250;

const sides = ['without', 'probe', 'again'] as const;
type Side = (typeof sides)[number];

/** Says a line when it is warm; to a line on stdin it answers with its slices, in JSON, and exits. */
export type Client = ChildProcessByStdio<Writable, Readable, null>;

interface Took {
  readonly processorUs: number;
  readonly wallUs: number;
}

/** Requests of a client, and when the last of them ended, in microseconds of a clock of all programs. */
interface Slice extends Took {
  readonly endedAtUs: number;
  readonly requests: number;
}

export interface Case {
  /** What the client does. */
  readonly what: string;
  readonly promisedPercent: number;
  readonly groups: number;
  readonly turns: number;
  /** @param port the server's */
  readonly start: (port: number, hasProbe: boolean, environment: NodeJS.ProcessEnv) => Client;
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
async function startAll(start: (side: Side) => Client) {
  const clients = {} as Record<Side, { child: Client; nextLine: () => Promise<string> }>;
  for (const side of shuffled(sides)) {
    const child = start(side);
    pin(child.pid!, 1);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const nextLine = async () => String((await lines.next()).value);
    await nextLine();
    child.kill('SIGSTOP');
    clients[side] = { child, nextLine };
  }
  return clients;
}

/** What a request took on average in each turn. */
async function inTurns(
  turns: number,
  start: (side: Side) => Client,
): Promise<Readonly<Record<Side, readonly Took[]>>> {
  const clients = await startAll(start);
  const spans: Record<Side, [number, number][]> = { without: [], probe: [], again: [] };
  for (let turn = 0; turn < turns; turn += 1) {
    for (const side of shuffled(sides)) {
      const { child } = clients[side];
      child.kill('SIGCONT');
      const begun = nowUs();
      await sleep(turnMs);
      spans[side].push([begun, nowUs()]);
      child.kill('SIGSTOP');
    }
  }
  const took: Record<Side, Took[]> = { without: [], probe: [], again: [] };
  for (const side of sides) {
    const { child, nextLine } = clients[side];
    const exit = once(child, 'exit');
    child.kill('SIGCONT');
    child.stdin.write('end\n');
    const slices = JSON.parse(await nextLine()) as readonly Slice[];
    await exit;
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

/**
 * Of the throughput, in percent: the median of a group's turns, without those in which a client had no
 * whole slice.
 */
function lost(without: readonly Took[], other: readonly Took[], by: keyof Took): number {
  const ratios = other
    .map((took, turn) => took[by] / without[turn]![by])
    .filter((ratio) => Number.isFinite(ratio));
  return (1 - 1 / at(0.5, ratios)) * 100;
}

/** The median of the groups, and the quartiles. */
function inWords(each: readonly number[]): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => at(share, each).toFixed(1));
  return `${middle} % (${low} to ${high})`;
}

/** Prints what each of these clients loses. */
export async function compareInTurns(cases: readonly Case[]): Promise<void> {
  if (process.platform === 'win32') {
    console.log('Skipped: Windows has no way to stop a program and let it go on');
    return;
  }
  pin(process.pid, 0);
  const folder = mkdtempSync(join(tmpdir(), 'sd-bench-'));
  const server = createServer((_, response) => response.end('answer'));
  server.keepAliveTimeout = 0; // a client that stands still keeps its connections
  const editor = createPipe((socket) => socket.on('error', () => undefined).resume());
  const pipe = join(folder, 'pipe');
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', 511, done));
  await new Promise<void>((done) => editor.listen(pipe, done));
  const { port } = server.address() as AddressInfo;
  const environment = { ...process.env, [probeVariable]: `${wireVersion}:bench:${pipe}` };
  for (const each of cases) await compare(each, port, environment);
  server.close();
  server.closeAllConnections();
  editor.close();
  rmSync(folder, { recursive: true, force: true });
}

async function compare(each: Case, port: number, environment: NodeJS.ProcessEnv): Promise<void> {
  const needsUs: number[] = [];
  const losses = {
    probe: { processorUs: [], wallUs: [] },
    again: { processorUs: [], wallUs: [] },
  } as Record<'probe' | 'again', Record<keyof Took, number[]>>;
  for (let group = 0; group < each.groups; group += 1) {
    const took = await inTurns(each.turns, (side) =>
      each.start(port, side === 'probe', environment),
    );
    const { without } = took;
    const processorUs = without.map((turn) => turn.processorUs).filter(Number.isFinite);
    needsUs.push(at(0.5, processorUs));
    for (const side of ['probe', 'again'] as const) {
      for (const by of ['processorUs', 'wallUs'] as const) {
        losses[side][by].push(lost(without, took[side], by));
      }
    }
  }
  const { probe, again } = losses;
  console.log(
    `${each.what}, ${at(0.5, needsUs).toFixed(1)} µs of the processor's time a request: with the ` +
      `probe it loses ${inWords(probe.processorUs)} of its throughput by that time, ` +
      `${inWords(probe.wallUs)} by the wall clock; promised at most ${each.promisedPercent} %. ` +
      `By chance: ${inWords(again.processorUs)}, ${inWords(again.wallUs)}`,
  );
}
