/** Servers of the test's own, to be stopped or left alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ShownProcess } from '../../../src/measure/stop/refusal';
import { readProcess } from '../../../src/measure/linux/processes';

export interface RealServer {
  readonly child: ChildProcess;
  readonly processId: number;
  readonly port: number;
  /** What it prints after its port. */
  nextLine(): Promise<string>;
}

const listens =
  "require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })";
const deaf = "process.on('SIGTERM', () => {});";

export interface ServerOptions {
  /** Words in front of the command, as of setpriv(1). */
  readonly before?: readonly string[];
  readonly ignoresTerm?: boolean;
  /** Starts a second server below itself, which prints its port too. */
  readonly childListensToo?: boolean;
}

/** Starts a server on a port of its own choice. */
export async function startServer({
  before = [],
  ignoresTerm = false,
  childListensToo = false,
}: ServerOptions = {}): Promise<RealServer> {
  const below = `.on('listening', () => require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(listens)}], { stdio: 'inherit' }))`;
  const program = `${ignoresTerm ? deaf : ''}${listens}${childListensToo ? below : ''}`;
  const words = [...before, process.execPath, '-e', program];
  const [file = process.execPath, ...args] = words;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => String((await lines.next()).value);
  return { child, processId: child.pid!, port: Number(await nextLine()), nextLine };
}

export function isAlive({ child }: RealServer): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** What a person would be shown of it. */
export async function shownOf(processId: number): Promise<ShownProcess> {
  const seen = await readProcess(processId);
  if (seen.kind === 'unavailable') throw new Error(JSON.stringify(seen));
  const { name, startedAtMs } = seen.value;
  return { processId, name, ...(startedAtMs !== undefined && { startedAtMs }) };
}
