import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { probeVariable } from '../../../src/measure/probe/wire';
import {
  buildProbe,
  program,
  probedEnvironment,
  run,
  steady,
  totals,
} from '../support/probedProgram';
import { Receiver } from '../support/receiver';
import { everyRuntime, outermost, type Runtime } from '../support/runtimes';

const golden: readonly (readonly string[])[] = [
  ['uncaught.cjs'],
  ['badArguments.cjs'],
  ['rejection.mjs'],
  ['exits.cjs'],
  ['exits.cjs', '7'],
  ['listeners.cjs'],
  ['patches.cjs'],
  ['signal.cjs'],
  ['fakeClock.cjs'],
  ['wrapped.cjs'],
  ['sockets.cjs'],
  ['httpSockets.mjs'],
  ['connectRequests.cjs'],
  ['--test', 'runner.test.cjs'],
  ['--frozen-intrinsics', '--no-warnings', 'exits.cjs'],
  ['--enable-source-maps', '--disable-proto=throw', 'uncaught.cjs'],
  ['--pending-deprecation', '--trace-warnings', 'exits.cjs'],
];

function locate(args: readonly string[]): string[] {
  return args.map((arg) => (arg.startsWith('-') || /^\d/.test(arg) ? arg : resolve(folderOf, arg)));
}
const folderOf = 'test/fixtures/probe/golden';

describe('a program does not notice the Node probe', function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;
  let everyLine: readonly Runtime[] = [];
  let runtimes: readonly Runtime[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sd probe '));
    file = join(folder, 'node.cjs');
    buildProbe(file);
    everyLine = await everyRuntime();
    runtimes = outermost(everyLine);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const args of golden) {
    it(`${args.join(' ')}: same output, exit code and signal`, async () => {
      const isForAll = /^(uncaught|exits|connectRequests)\.cjs$/.test(args.join());
      for (const { executable, version } of isForAll ? everyLine : runtimes) {
        const receiver = await Receiver.open(folder);
        const env = probedEnvironment({ file, pipe: receiver.path });
        const plain = await run(executable, locate(args));
        const probed = await run(executable, locate(args), env);
        receiver.close();
        assert.ok(plain.stdout + plain.stderr + String(plain.signal) !== '');
        assert.deepEqual(steady(probed), steady(plain), `on Node ${version}`);
        // Not silent because it did nothing.
        if (/exits|signal/.test(args.join())) assert.ok(receiver.threads.length <= 1);
        if (/exits|fakeClock|wrapped|sockets|httpSockets|connectRequests/.test(args.join()))
          assert.equal(receiver.threads.length, 1, version);
      }
    });
  }

  /** What may be on the other side, or not. */
  const peers: Record<string, (server: Server) => void> = {
    'closes at once': (server) => server.on('connection', (socket) => socket.destroy()),
    'never reads': (server) => server.on('connection', (socket) => socket.pause()),
    'sends garbage': (server) =>
      server.on('connection', (socket) => {
        socket.on('error', () => socket.destroy());
        socket.resume().write(Buffer.alloc(1_000_000, '}{'));
      }),
  };
  for (const [what, behave] of Object.entries(peers)) {
    it(`goes on where the other side ${what}`, async () => {
      for (const { executable, version } of runtimes) {
        const pipe = join(folder, 'peer');
        rmSync(pipe, { force: true });
        const server = createServer();
        behave(server);
        await new Promise<void>((done) => server.listen(pipe, done));
        const plain = await run(executable, locate(['exits.cjs', '7']));
        const probed = await run(
          executable,
          locate(['exits.cjs', '7']),
          probedEnvironment({ file, pipe }),
        );
        server.close();
        assert.deepEqual(steady(probed), steady(plain), version);
      }
    });
  }

  it('goes on where nobody listens, and where the variable is none of ours', async () => {
    for (const { executable, version } of runtimes) {
      const plain = steady(await run(executable, locate(['exits.cjs', '7'])));
      const env = probedEnvironment({ file, pipe: join(folder, 'nobody') });
      const values = ['', '1', '2:a:/x', '1::/x', '1:a b:/x', `1:a:${'x'.repeat(100_000)}`];
      for (const value of [env[probeVariable]!, ...values]) {
        const probed = await run(executable, locate(['exits.cjs', '7']), {
          ...env,
          [probeVariable]: value,
        });
        assert.deepEqual(steady(probed), plain, `${version} ${value.slice(0, 20)}`);
      }
    }
  });

  it('stays beside other options and preloads', async () => {
    for (const { executable, version } of runtimes) {
      const receiver = await Receiver.open(folder);
      const truth = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
      await new Promise((done) => truth.once('listening', done));
      const { port } = truth.address() as { port: number };
      const options = `--require ${resolve(folderOf, 'preload.cjs')} --max-old-space-size=200 --inspect=0`;
      const args = [program('rawSockets.cjs'), `http://127.0.0.1:${port}`, '4'];
      const env = probedEnvironment({ file, pipe: receiver.path }, options);
      const { stdout, code } = await run(executable, args, env);
      await receiver.silence();
      receiver.close();
      truth.close();
      assert.equal(code, 0);
      assert.equal(stdout, 'preloaded\n');
      assert.equal(totals(receiver.threads, port).connections, 4, version);
    }
  });
});
