import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import type { AnalysisContext, FixKind } from '../../src/remedy/finding';
import { fixturesDir, grammarsDir, readFixture } from './fixtures';
import type { CountingServer } from './server';
import { holdPort, startServer } from './server';

// Each wrong program is run against a local server that counts its connections; then the fix is
// applied and it is run again.
const programs = join(fixturesDir, 'javascript/programs');
const calls = 24;
const concurrency = 3;

interface Run {
  readonly answers: string[];
  readonly failed: number;
}

describe('fixes for JavaScript, run', function () {
  this.timeout(60_000);
  let analyzer: Analyzer;
  let dir: string;
  let server: CountingServer | undefined;
  before(() => {
    analyzer = createAnalyzer({ grammarsDir });
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

  const run = async (
    text: string,
    port: number,
    times = calls,
    atOnce = concurrency,
  ): Promise<Run> => {
    const client = join(dir, 'client.cjs');
    writeFileSync(client, text);
    const args = [join(programs, 'run.cjs'), client, String(port), String(times), String(atOnce)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
    return JSON.parse(stdout) as Run;
  };

  const fixed = async (
    name: string,
    kind: FixKind,
    context: AnalysisContext = {},
  ): Promise<string> => {
    const { text, languageId } = readFixture(`javascript/programs/${name}`);
    const result = await fixAll(analyzer, text, languageId, context, kind);
    assert.notEqual(result, text);
    return result;
  };

  const original = (name: string): string => readFileSync(join(programs, name), 'utf8');
  const nodeMajor = Number(process.versions.node.split('.')[0]);

  const plain = [
    'agent-destroyed.cjs',
    'agent-per-call.cjs',
    'agent-without-keep-alive.cjs',
    'agent-false.cjs',
    'connection-close.cjs',
  ];
  for (const name of plain) {
    for (const context of [{}, { nodeMajor }]) {
      it(`${name} opens a connection per call, and after the fix for ${JSON.stringify(context)} no more than run at once`, async () => {
        server = await startServer();
        const before = await run(original(name), server.port);
        assert.equal(new Set(server.remotePorts).size, calls);
        server.close();

        server = await startServer();
        const after = await run(await fixed(name, 'reuse', context), server.port);
        const opened = new Set(server.remotePorts).size;
        assert.ok(opened >= 1 && opened <= concurrency, `${opened} connections`);
        assert.deepEqual(after, before);
        assert.equal(after.failed, 0);
      });
    }
  }

  it('fetch with Connection: close opens a connection per call, and after the fix at most twice as many as run at once', async () => {
    server = await startServer();
    const before = await run(original('fetch-connection-close.cjs'), server.port);
    assert.equal(new Set(server.remotePorts).size, calls);
    server.close();
    server = await startServer();
    const after = await run(await fixed('fetch-connection-close.cjs', 'reuse'), server.port);
    // undici may open up to twice the concurrency (facts.md, Addenda).
    assert.ok(new Set(server.remotePorts).size <= 2 * concurrency, `${server.remotePorts.length}`);
    assert.deepEqual(after, before);
  });

  for (const name of plain) {
    it(`${name} with rotation reuses connections from ports of its block`, async () => {
      server = await startServer();
      const { failed } = await run(await fixed(name, 'rotation'), server.port);
      assert.equal(failed, 0);
      assert.ok(server.remotePorts.length <= concurrency);
      for (const port of server.remotePorts) assert.ok(port >= 20000 && port <= 29999, `${port}`);
    });
  }

  it('rotation works over TLS', async function () {
    const secure = selfSigned(dir);
    if (secure === undefined) {
      process.stderr.write('skipped: no openssl to make a certificate with\n');
      this.skip();
    }
    server = await startServer({ secure, closes: true });
    const { failed } = await run(
      await fixed('secure-agent-per-call.cjs', 'rotation'),
      server.port,
      5,
      1,
    );
    assert.equal(failed, 0);
    assert.equal(server.remotePorts.length, 5);
    for (const port of server.remotePorts) assert.ok(port >= 20000 && port <= 29999, `${port}`);
  });

  // Ports 1024-1123: the only ones left beside this range, so that a lap is short.
  const crowded: AnalysisContext = { ephemeralRange: { first: 1124, last: 65535 } };

  it('rotation takes the ports in turn, skips a taken one, and wraps round', async () => {
    const taken = await holdPorts([1030, 1031]);
    server = await startServer({ closes: true });
    try {
      const text = await fixed('agent-per-call.cjs', 'rotation', crowded);
      const { failed } = await run(text, server.port, 130, 1);
      assert.equal(failed, 0);
      const ports = server.remotePorts;
      assert.equal(ports.length, 130);
      assert.ok(
        ports.every((port) => port >= 1024 && port <= 1123 && port !== 1030 && port !== 1031),
      );
      const lap = ports.indexOf(ports[0]!, 1);
      assert.ok(lap > 50 && lap <= 98, `wrapped after ${lap}`);
      assert.deepEqual(
        ports.slice(0, lap),
        [...ports.slice(0, lap)].sort((a, b) => a - b),
      );
      assert.deepEqual(ports.slice(lap, lap + 20), ports.slice(0, 20));
    } finally {
      for (const holder of taken) holder.close();
    }
  });

  it('rotation gives up with the error when the whole block is taken', async () => {
    const taken = await holdPorts(Array.from({ length: 100 }, (_, index) => 1024 + index));
    server = await startServer();
    try {
      const text = await fixed('agent-per-call.cjs', 'rotation', crowded);
      assert.deepEqual(await run(text, server.port, 1, 1), { answers: ['EADDRINUSE'], failed: 1 });
    } finally {
      for (const holder of taken) holder.close();
    }
  });
});

async function holdPorts(ports: readonly number[]): Promise<{ close: () => void }[]> {
  return Promise.all(ports.map((port) => holdPort(port, '0.0.0.0')));
}

function selfSigned(dir: string): { key: string; cert: string } | undefined {
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost'];
  try {
    execFileSync('openssl', [...request, '-keyout', key, '-out', cert, '-days', '2'], {
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
