/**
 * What the probe costs a Python program: requests over one connection, and one connection a request,
 * with and without it, with `requests` (where it is installed) and with the bare `http.client`. The
 * two programs take turns in short rounds, so that a busy machine slows both; the figures are the
 * medians of the rounds' ratios, of time and of processor time.
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
  { how: 'requests-kept', what: 'requests.Session, one connection', perRound: 80 },
  { how: 'requests-per-call', what: 'requests.get, a connection each', perRound: 50 },
  { how: 'http.client-kept', what: 'http.client, one connection', perRound: 500 },
  { how: 'http.client-per-call', what: 'http.client, a connection each', perRound: 200 },
];
const root = process.cwd();
const program = join(root, 'test/fixtures/probe/python/throughput.py');
const probe = join(root, 'src/probe/python');

const server = createHttpServer((_, response) => response.end('ok'));
server.keepAliveTimeout = 0; // the rounds of another kind come between
server.listen(0, '127.0.0.1', 511);
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const editor = createServer((socket) => socket.on('error', () => undefined).resume());
editor.listen(join(folder, 'pipe'));
await Promise.all([once(server, 'listening'), once(editor, 'listening')]);

interface Seconds {
  readonly wall: number;
  readonly cpu: number;
}

/** A client that is told its rounds on stdin, and answers each with its seconds. */
function startClient(environment: Readonly<Record<string, string>>) {
  const { port } = server.address() as AddressInfo;
  const child = spawn('python3', [program, String(port)], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string[]> => String((await answers.next()).value).split(' ');
  return {
    child,
    ways: next(),
    async round(how: string, count: number): Promise<Seconds> {
      child.stdin.write(`${how} ${count}\n`);
      const [wall, cpu] = await next();
      return { wall: Number(wall), cpu: Number(cpu) };
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

const ways = await without.ways;
await withProbe.ways;
for (const { how, what, perRound } of kinds.filter((kind) => ways.includes(kind.how))) {
  const plain: Seconds[] = [];
  const probed: Seconds[] = [];
  for (let round = -1; round < rounds; round += 1) {
    // Who goes first changes from round to round.
    const order = round % 2 === 0 ? [without, withProbe] : [withProbe, without];
    const first = await order[0]!.round(how, perRound);
    const second = await order[1]!.round(how, perRound);
    if (round < 0) continue;
    plain.push(order[0] === without ? first : second);
    probed.push(order[0] === without ? second : first);
  }
  const perSecond = (of: readonly Seconds[]): string =>
    (perRound / median(of.map((each) => each.wall))).toFixed(0);
  const ratio = (of: keyof Seconds): number =>
    median(plain.map((each, index) => probed[index]![of] / each[of]));
  const lost = (100 * (1 - 1 / ratio('wall'))).toFixed(1);
  const cpu = (100 * (ratio('cpu') - 1)).toFixed(1);
  console.log(
    `Python, ${what}: with the probe ${perSecond(probed)}/s, without ${perSecond(plain)}/s, ${lost} % lost; ${cpu} % more processor time`,
  );
}
without.child.kill();
withProbe.child.kill();
server.close();
server.closeAllConnections();
editor.close();
rmSync(folder, { recursive: true });
