/**
 * What the probe costs a Python program: requests over one connection, and one connection a request,
 * with and without it. The two programs take turns in short rounds, so that a busy machine slows
 * both; the figure is the median of the rounds' ratios.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { probeVariable, wireVersion } from '../../src/measure/probe/wire';

const rounds = 60;
const kinds = [
  { how: 'keep-alive', what: 'requests over one connection', perRound: 200 },
  { how: 'per-call', what: 'requests on a connection each', perRound: 100 },
];
const root = process.cwd();
const program = join(root, 'test/fixtures/probe/python/throughput.py');
const probe = join(root, 'src/probe/python');

const server = createHttpServer((_, response) => response.end('ok'));
server.listen(0, '127.0.0.1', 511);
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const editor = createServer((socket) => socket.on('error', () => undefined).resume());
editor.listen(join(folder, 'pipe'));
await Promise.all([once(server, 'listening'), once(editor, 'listening')]);

/** A client that is told its rounds on stdin, and answers each with its seconds. */
function startClient(environment: Readonly<Record<string, string>>) {
  const { port } = server.address() as AddressInfo;
  const child = spawn('python3', [program, String(port)], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async round(how: string, count: number): Promise<number> {
      child.stdin.write(`${how} ${count}\n`);
      return Number((await answers.next()).value);
    },
  };
}

const without = startClient({});
const withProbe = startClient({
  PYTHONPATH: probe,
  [probeVariable]: `${wireVersion}:bench:${join(folder, 'pipe')}`,
});
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

for (const { how, what, perRound } of kinds) {
  const seconds = { without: [] as number[], withProbe: [] as number[] };
  const ratios: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    // Who goes first changes from round to round.
    const order = round % 2 === 0 ? [without, withProbe] : [withProbe, without];
    const first = await order[0]!.round(how, perRound);
    const second = await order[1]!.round(how, perRound);
    if (round < 0) continue;
    const [plain, probed] = order[0] === without ? [first, second] : [second, first];
    seconds.without.push(plain);
    seconds.withProbe.push(probed);
    ratios.push(plain / probed);
  }
  const perSecond = (values: readonly number[]): string => (perRound / median(values)).toFixed(0);
  const lost = (100 * (1 - median(ratios))).toFixed(1);
  console.log(
    `Python, ${what}: with the probe ${perSecond(seconds.withProbe)}/s, without ${perSecond(seconds.without)}/s, ${lost} % lost`,
  );
}
without.child.kill();
withProbe.child.kill();
server.close();
server.closeAllConnections();
editor.close();
rmSync(folder, { recursive: true });
