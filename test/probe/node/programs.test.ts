import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { SourceMap } from 'node:module';
import { type AddressInfo, createServer as createPlainServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { WebSocketServer } from 'ws';
import { countingServer, secureServer, type Truth } from '../support/countingServer';
import { assertPlaces, hearProgram } from '../support/heardProgram';
import { buildProbe, callingLines, program, totals } from '../support/probedProgram';
import { everyRuntime, outermost, type Runtime } from '../support/runtimes';

const calls = 36;

const answer: RequestListener = (request, response) => {
  request.resume().on('end', () => response.end('answer'));
};

interface Case {
  readonly file: string;
  readonly threads?: number;
  readonly firstMajor?: number;
  readonly server?: (folder: string) => Promise<Truth | undefined>;
  readonly nodeArguments?: readonly string[];
  readonly reuses?: boolean;
  /** Also on the lines of Node between the oldest and the newest. */
  readonly everyLine?: boolean;
  /** Where more than one line calls, and each must be named. */
  readonly extent?: 'all';
}

const cases: readonly Case[] = [
  { file: 'agentFalse.cjs', everyLine: true },
  { file: 'sharedAgent.cjs', reuses: true, everyLine: true },
  { file: 'closesFirst.cjs' },
  { file: 'https.cjs', server: startSecure, reuses: true },
  { file: 'fetch.mjs', reuses: true, everyLine: true },
  { file: 'axios.cjs' },
  { file: 'got.mjs', firstMajor: 20 },
  { file: 'undiciPool.mjs', firstMajor: 20, reuses: true },
  { file: 'webSocket.mjs', server: startWebSockets },
  { file: 'rawHeaders.cjs', reuses: true, everyLine: true, extent: 'all' },
  { file: 'boundSocket.cjs', firstMajor: 24 },
  { file: 'cluster.cjs', threads: 3 },
  { file: 'worker.mjs', threads: 2 },
  { file: 'children.cjs', threads: 2 },
  { file: 'typed.ts', nodeArguments: ['--import', 'tsx'] },
];

async function startPlain(): Promise<Truth> {
  return countingServer(createServer(answer), 'http');
}

async function startSecure(folder: string): Promise<Truth | undefined> {
  return secureServer(folder, answer);
}

async function startWebSockets(): Promise<Truth> {
  const server = createServer();
  new WebSocketServer({ server });
  return countingServer(server, 'http');
}

describe('a Node program under the probe', function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;
  let everyLine: readonly Runtime[] = [];
  let runtimes: readonly Runtime[] = [];

  before(async () => {
    // A path with a space, as user names have.
    folder = mkdtempSync(join(tmpdir(), 'sd probe '));
    file = join(folder, 'node.cjs');
    buildProbe(file);
    everyLine = await everyRuntime();
    runtimes = outermost(everyLine);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function hear({ executable }: Runtime, args: readonly string[], options?: string) {
    return hearProgram({ folder, file }, executable, args, options);
  }

  for (const each of cases) {
    it(`${each.file}: each connection and request, and the line that makes it`, async function () {
      const truths: string[] = [];
      for (const runtime of each.everyLine ? everyLine : runtimes) {
        if (runtime.major < (each.firstMajor ?? 18)) continue;
        const truth = await (each.server ?? startPlain)(folder);
        if (!truth) {
          console.log('    skipped: no openssl to make a certificate with');
          this.skip();
        }
        const path = program(each.file);
        const args = [...(each.nodeArguments ?? []), path, truth.url, `${calls}`];
        const threads = await hear(runtime, args);
        const counted = totals(threads, truth.port);
        const on = `on Node ${runtime.version}`;
        assert.equal(threads.length, each.threads ?? 1, on);
        assert.equal(truth.requests(), calls, on);
        assert.equal(counted.connections, truth.connections(), on);
        assert.equal(counted.requests, calls, on);
        if (each.reuses) assert.ok(truth.connections() < calls, on);
        assertPlaces(counted.places, path, on, each.extent);
        truths.push(runtime.version);
        truth.close();
      }
      assert.ok(truths.length > 0);
    });
  }

  it('maps nothing that is on the disk, but names the line that is run', async () => {
    const bundle = join(folder, 'typed.js');
    buildSync({
      entryPoints: [program('typed.ts')],
      outfile: bundle,
      format: 'cjs',
      sourcemap: 'linked',
    });
    const map = new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')) as never);
    for (const runtime of runtimes) {
      const truth = await startPlain();
      const threads = await hear(runtime, [bundle, truth.url, `${calls}`]);
      const { places } = totals(threads, truth.port);
      const [frame] = [...places.keys()];
      const entry = map.findEntry(frame!.line - 1, frame!.column! - 1);
      assert.ok('originalLine' in entry);
      assert.deepEqual([entry.originalLine + 1], callingLines(program('typed.ts')));
      assert.equal(frame!.source, undefined);
      truth.close();
    }
  });

  for (const [name, side] of [
    ['agentFalse.cjs', 'there'],
    ['closesFirst.cjs', 'here'],
  ] as const) {
    it(`${name}: who closed first, as the socket table has it`, async function () {
      if (process.platform !== 'linux') {
        console.log('    skipped: TIME_WAIT rows are read from /proc here');
        this.skip();
      }
      for (const runtime of runtimes) {
        const truth = await startPlain();
        const threads = await hear(runtime, [program(name), truth.url, `${calls}`]);
        const { closedHere, closedThere } = totals(threads, truth.port);
        const rows = timeWaitRows(truth.port);
        truth.close();
        // A row on loopback may be taken over by the next connection, and the two may cross.
        assert.ok(rows[side] > calls / 2, `${JSON.stringify(rows)} on Node ${runtime.version}`);
        const [told, other] =
          side === 'here' ? [closedHere, closedThere] : [closedThere, closedHere];
        assert.deepEqual([told, other], [calls, 0], runtime.version);
      }
    });
  }

  it('beforeItIsSent.cjs: a socket is not taken for that of a request that has its own', async () => {
    for (const runtime of everyLine) {
      const truth = await startPlain();
      const redis = createPlainServer((socket) => {
        socket.on('data', () => socket.write('+PONG\r\n')).on('error', () => undefined);
      });
      redis.listen(0, '127.0.0.1');
      await once(redis, 'listening');
      const { port } = redis.address() as AddressInfo;
      const args = [program('beforeItIsSent.cjs'), truth.url, `${calls}`, `${port}`];
      const threads = await hear(runtime, args);
      truth.close();
      redis.close();
      assert.equal(totals(threads, port).requests, calls, runtime.version);
      assert.equal(totals(threads, truth.port).requests, 2, runtime.version);
    }
  });

  it('rawSockets.cjs: sockets without a protocol have no requests', async () => {
    for (const runtime of runtimes) {
      const truth = await startPlain();
      const path = program('rawSockets.cjs');
      const threads = await hear(runtime, [path, truth.url, `${calls}`]);
      const counted = totals(threads, truth.port);
      assert.equal(counted.connections, truth.connections(), runtime.version);
      assert.equal(counted.connections, calls);
      assert.equal(counted.closedHere, calls);
      assert.equal([...threads[0]!.counts.values()][0]!.requests, undefined);
      assertPlaces(counted.places, path, runtime.version);
      assert.ok(
        [...threads[0]!.destinations.values()].some(({ names }) => names[0] === 'localhost'),
      );
      truth.close();
    }
  });

  it('refused.cjs: connections that failed are counted by their code', async () => {
    for (const runtime of runtimes) {
      const truth = await startPlain();
      truth.close();
      const threads = await hear(runtime, [program('refused.cjs'), truth.url, `${calls}`]);
      const { connections, refused } = totals(threads, truth.port);
      assert.deepEqual({ connections, refused }, { connections: 0, refused: calls });
    }
  });
});

/** The kernel's rows in TIME_WAIT (06) to or from a port: they stay with who closed first. */
function timeWaitRows(port: number): { here: number; there: number } {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === '06');
  return {
    here: rows.filter(([, , remote]) => remote?.endsWith(`:${hex}`)).length,
    there: rows.filter(([, local]) => local?.endsWith(`:${hex}`)).length,
  };
}
