import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countingServer, secureServer, type Truth } from '../support/countingServer';
import { buildProbe, program, probedEnvironment, run, totals } from '../support/probedProgram';
import { Receiver } from '../support/receiver';
import { everyRuntime, outermost, type Runtime } from '../support/runtimes';

const calls = 36;

/** Cuts off, redirects, or answers, by the path. */
const moody: RequestListener = (request, response) => {
  if (request.url === '/cut') request.socket.destroy();
  else if (request.url === '/redirect') response.writeHead(302, { location: '/' }).end();
  else response.end('answer');
};

interface Case {
  readonly file: string;
  readonly what: string;
  /** What the server sees of `calls`. */
  readonly requests: number;
  readonly server?: (folder: string) => Promise<Truth | undefined>;
}

const cases: readonly Case[] = [
  { file: 'aborts.cjs', what: 'requests given up at once or midway', requests: (calls / 3) * 2 },
  { file: 'retries.cjs', what: 'requests cut off, sent again and redirected', requests: calls },
  {
    file: 'tlsOverSocket.cjs',
    what: 'TLS over a connected socket',
    requests: calls,
    server: (folder) => secureServer(folder, moody),
  },
  { file: 'twoAddresses.cjs', what: 'a name with two addresses', requests: calls },
];

describe('a Node program with trouble of its own, under the probe', function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;
  let runtimes: readonly Runtime[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sd probe '));
    file = join(folder, 'node.cjs');
    buildProbe(file);
    runtimes = outermost(await everyRuntime());
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { file: name, what, requests, server } of cases) {
    it(`${what} (${name}): does the same, and each is counted once`, async function () {
      for (const { executable, version } of runtimes) {
        const open = () => server?.(folder) ?? countingServer(createServer(moody), 'http');
        const [first, second] = [await open(), await open()];
        if (!first || !second) {
          console.log('    skipped: no openssl to make a certificate with');
          this.skip();
        }
        const receiver = await Receiver.open(folder);
        const plain = await run(executable, [program(name), first.url, `${calls}`]);
        const env = probedEnvironment({ file, pipe: receiver.path });
        const probed = await run(executable, [program(name), second.url, `${calls}`], env);
        await receiver.silence();
        for (const each of [receiver, first, second]) each.close();
        assert.deepEqual(probed, plain, version);
        assert.equal(second.requests(), requests, version);
        assert.equal(second.connections(), first.connections(), version);
        const counted = totals(receiver.threads, second.port);
        assert.equal(counted.requests, requests, version);
        assert.equal(counted.connections, second.connections(), version);
        assert.equal(counted.closedHere + counted.closedThere, counted.connections, version);
      }
    });
  }

  it('an editor that is killed midway: the program makes all its calls', async () => {
    for (const { executable, version } of runtimes) {
      const receiver = await Receiver.open(folder);
      let killedAfter = 0;
      const truth = await countingServer(
        createServer((_, response) => {
          if (receiver.threads.length > 0 && killedAfter === 0) {
            killedAfter = truth.requests();
            receiver.close();
          }
          // Slow enough for the first report, and for one that finds nobody.
          setTimeout(() => response.end('answer'), 25);
        }),
        'http',
      );
      const env = probedEnvironment({ file, pipe: receiver.path });
      const ended = await run(executable, [program('agentFalse.cjs'), truth.url, `${calls}`], env);
      truth.close();
      assert.deepEqual(ended, { code: 0, signal: null, stdout: '', stderr: '' }, version);
      assert.equal(truth.requests(), calls, version);
      assert.ok(killedAfter > 0 && killedAfter < calls, `killed after ${killedAfter}`);
    }
  });
});
