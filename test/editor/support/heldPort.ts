/** A process of its own that holds a port, as yesterday's debuggee would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface HeldPort {
  readonly child: ChildProcess;
  readonly port: number;
}

const listen =
  "const s = require('node:net').createServer().listen(0, '127.0.0.1', () => console.log(s.address().port))";

/** `before` are words in front of the command; `ignoresTerm`: it does not end when it is asked. */
export async function holdPort({
  before = [],
  ignoresTerm = false,
}: { before?: readonly string[]; ignoresTerm?: boolean } = {}): Promise<HeldPort> {
  const program = `${ignoresTerm ? "process.on('SIGTERM', () => {});" : ''}${listen}`;
  const words = [...before, process.execPath, '-e', program];
  const [file = process.execPath, ...args] = words;
  const child = spawn(file, args, {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(line.toString()) };
}

export function isAlive({ child }: HeldPort): boolean {
  return child.exitCode === null && child.signalCode === null;
}
