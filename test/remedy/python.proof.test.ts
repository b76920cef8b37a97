import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import type { AnalysisContext, FixKind } from '../../src/remedy/finding';
import { reasonAgainstLab, unshareFlags } from '../measure/support/lab';
import { findingsOf, fixturesDir, grammarsDir, readFixture } from './fixtures';
import type { CountingServer } from './server';
import { holdPort, startServer } from './server';
import { interpreterWith } from './toolchains';

// Each wrong program is run against a local server that counts its connections; then the fix is
// applied and it is run again.
const programs = join(fixturesDir, 'python/programs');
const calls = 24;

/** The programs by the module that they need, and how many of their calls run at once. */
const clients = [
  { name: 'requests-loop.py', module: 'requests', concurrency: 1 },
  { name: 'requests-in-threads.py', module: 'requests', concurrency: 3 },
  { name: 'requests-session.py', module: 'requests', concurrency: 1 },
  { name: 'requests-connection-close.py', module: 'requests', concurrency: 1 },
  { name: 'httpx-function.py', module: 'httpx', concurrency: 1 },
  { name: 'httpx-client.py', module: 'httpx', concurrency: 1 },
  { name: 'httpx-async.py', module: 'httpx', concurrency: 3 },
  { name: 'aiohttp-session.py', module: 'aiohttp', concurrency: 3 },
  { name: 'http-client.py', module: 'http.client', concurrency: 1 },
];

const servers = ['serve-socket.py', 'serve-socketserver.py', 'serve-subclass.py', 'serve-http.py'];

describe('fixes for Python, run', function () {
  this.timeout(120_000);
  let analyzer: Analyzer;
  let dir: string;
  let server: CountingServer | undefined;
  before(() => {
    analyzer = createAnalyzer({ grammarsDir, timeLimitMs: 10_000 });
    dir = mkdtempSync(join(tmpdir(), 'remedy-'));
  });
  after(() => {
    analyzer.dispose();
    rmSync(dir, { recursive: true });
  });
  afterEach(() => {
    server?.close();
    server = undefined;
  });

  /** A program of the fixtures as it is, or with its fixes, in a file. */
  const program = async (
    name: string,
    kind: FixKind | 'original',
    context: AnalysisContext = {},
  ): Promise<string> => {
    const { text } = readFixture(`python/programs/${name}`);
    const result =
      kind === 'original' ? text : await fixAll(analyzer, text, 'python', context, kind);
    if (kind !== 'original') assert.notEqual(result, text);
    const file = join(dir, name);
    writeFileSync(file, result);
    return file;
  };

  const run = async (python: string, file: string, port: number): Promise<string[]> => {
    const args = [file, String(port), String(calls)];
    const { stdout, stderr } = await promisify(execFile)(python, args, { timeout: 30_000 });
    assert.equal(stderr, ''); // aiohttp would complain of a session that is left open
    return stdout.trim().split('\n');
  };

  for (const { name, module, concurrency } of clients) {
    it(`${name} opens a connection per call, and after the fix no more than run at once`, async function () {
      const python = interpreterWith(module) ?? skip(this, `no Python with ${module}`);
      server = await startServer();
      const before = await run(python, await program(name, 'original'), server.port);
      assert.equal(new Set(server.remotePorts).size, calls);
      server.close();

      server = await startServer();
      const after = await run(python, await program(name, 'reuse'), server.port);
      const opened = new Set(server.remotePorts).size;
      assert.ok(opened >= 1 && opened <= concurrency, `${opened} connections`);
      assert.deepEqual(after, before);
      assert.equal(after.length, calls);
    });
  }

  it('urllib opens a connection per call, and there is no edit for it', async function () {
    const python = interpreterWith('urllib.request') ?? skip(this, 'no Python');
    server = await startServer();
    await run(python, await program('urllib-loop.py', 'original'), server.port);
    assert.equal(new Set(server.remotePorts).size, calls);
    const { text } = readFixture('python/programs/urllib-loop.py');
    const [finding] = await findingsOf(analyzer, text, 'python');
    assert.equal(finding?.rule, 'py/urllib-in-loop');
    assert.deepEqual(finding.fixes, []);
  });

  for (const name of servers) {
    it(`${name} cannot start again at once, and after the fix it can`, async function () {
      if (process.platform === 'win32') skip(this, 'Windows lets a server start again');
      const python = interpreterWith('socketserver') ?? skip(this, 'no Python');
      const [wrong, right] = [await freePort(), await freePort()];
      const original = await program(name, 'original');
      assert.equal(await serveOnce(python, original, wrong), '');
      assert.match(await serveOnce(python, original, wrong), /Address already in use$/);
      const fixed = await program(name, 'reuse');
      for (let start = 1; start <= 3; start += 1) {
        assert.equal(await serveOnce(python, fixed, right), '', `start ${start}`);
      }
    });
  }

  for (const name of ['requests-loop.py', 'requests-in-threads.py', 'requests-session.py']) {
    it(`${name} with rotation reuses connections from ports of its block`, async function () {
      const python = interpreterWith('requests') ?? skip(this, 'no Python with requests');
      server = await startServer();
      const answers = await run(python, await program(name, 'rotation'), server.port);
      assert.equal(answers.length, calls);
      assert.ok(server.remotePorts.length <= 3, `${server.remotePorts.length}`);
      for (const port of server.remotePorts) assert.ok(port >= 20000 && port <= 29999, `${port}`);
    });
  }

  // Ports 1024-1123: the only ones left beside this range, so that a lap is short.
  const crowded: AnalysisContext = { ephemeralRange: { first: 1124, last: 65535 } };

  it('rotation skips a taken port, and gives up with the error where all are taken', async function () {
    const python = interpreterWith('requests') ?? skip(this, 'no Python with requests');
    const file = await program('requests-loop.py', 'rotation', crowded);
    const ports = Array.from({ length: 100 }, (_, index) => 1024 + index);
    const taken = await Promise.all(ports.map((port) => holdPort(port, '0.0.0.0')));
    try {
      server = await startServer({ closes: true });
      await assert.rejects(run(python, file, server.port), /Address already in use/);
      for (const holder of taken.splice(40)) holder.close();
      await run(python, file, server.port);
      assert.equal(server.remotePorts.length, calls);
      assert.ok(server.remotePorts.every((port) => port >= 1064 && port <= 1123));
    } finally {
      for (const holder of taken) holder.close();
    }
  });

  describe('in a namespace of 100 ports without reuse of TIME_WAIT', () => {
    const many = 1_000;
    let python: string;
    before(function () {
      python = interpreterWith('requests') ?? skip(this, 'no Python with requests');
      const reason = reasonAgainstLab();
      if (reason !== undefined) skip(this, reason);
    });

    const inNamespace = async (
      file: string,
    ): Promise<{ ports: number[]; answers: string[]; error: string }> => {
      const args = [...unshareFlags(), python, join(programs, 'namespace.py'), file, String(many)];
      const { stdout } = await promisify(execFile)('unshare', args, { timeout: 90_000 });
      return JSON.parse(stdout) as Awaited<ReturnType<typeof inNamespace>>;
    };

    for (const name of ['requests-loop.py', 'http-client.py']) {
      it(`${name} fails at the 101st call`, async () => {
        const { ports, answers, error } = await inNamespace(await program(name, 'original'));
        assert.equal(answers.length, 100);
        assert.equal(new Set(ports).size, 100);
        assert.match(error, /\[Errno 99\] Cannot assign requested address/);
      });
    }

    it('http-client.py makes 1,000 connections with rotation, each from the next port', async () => {
      const { ports, answers, error } = await inNamespace(
        await program('http-client.py', 'rotation'),
      );
      assert.equal(error, '');
      assert.equal(answers.length, many);
      assert.deepEqual(
        ports,
        Array.from({ length: many }, (_, n) => 20000 + n),
      );
    });

    it('http-client.py gives up with the error once all its ports are in TIME_WAIT', async () => {
      const { ports, error } = await inNamespace(
        await program('http-client.py', 'rotation', crowded),
      );
      assert.deepEqual(
        ports,
        Array.from({ length: 100 }, (_, n) => 1024 + n),
      );
      assert.match(error, /\[Errno 98\] Address already in use/);
    });

    for (const [block, context] of [
      [[20000, 29999], {}],
      [[1024, 1123], crowded],
    ] as const) {
      it(`and makes 1,000 connections with rotation through ${block.join('-')}`, async () => {
        const file = await program('requests-loop.py', 'rotation', context);
        const { ports, answers, error } = await inNamespace(file);
        assert.equal(error, '');
        assert.deepEqual(
          answers,
          Array.from({ length: many }, (_, n) => `answer /${n}`),
        );
        assert.equal(ports.length, many);
        const [first, last] = block;
        assert.ok(ports.every((port) => port >= first && port <= last));
        // Each lap goes through all ports in turn.
        const lap = Math.min(many, last - first + 1);
        const order = Array.from({ length: many }, (_, n) => first + (n % lap));
        assert.deepEqual(ports, order);
      });
    }
  });
});

function skip(context: Mocha.Context, reason: string): never {
  process.stderr.write(`skipped: ${reason}\n`);
  return context.skip();
}

async function freePort(): Promise<number> {
  const server = await startServer();
  server.close();
  return server.port;
}

/** Starts a server, reads all that it says to one client, and resolves with its last error line. */
async function serveOnce(python: string, file: string, port: number): Promise<string> {
  const child = spawn(python, [file, String(port)]);
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  child.stdout.once('data', () => {
    const socket = connect(port, '127.0.0.1').resume();
    socket.on('error', () => child.kill());
  });
  await new Promise((resolve) => child.once('close', resolve));
  return errors.trim().split('\n').at(-1) ?? '';
}
