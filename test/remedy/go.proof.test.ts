import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import type { AnalysisContext, FixKind } from '../../src/remedy/finding';
import { needsNamespace, withFewPorts } from './fewPorts';
import { fixturesDir, grammarsDir, readFixture, readFixtures } from './fixtures';
import type { CountingServer } from './server';
import { holdPort, startServer } from './server';
import { goEnvironment as env, isInstalled } from './toolchains';

const run = promisify(execFile);
const folder = join(fixturesDir, 'go');
const sources = readdirSync(join(folder, 'programs')).filter((name) => name !== 'main.go');

/** The only ports left beside this range are 1024-1123, so that a lap is short. */
const crowded: AnalysisContext = { ephemeralRange: { first: 1124, last: 65535 } };

/** Leaves 4000-13999: ports that no other suite leaves in TIME_WAIT. */
const roomy: AnalysisContext = { ephemeralRange: { first: 14000, last: 65535 } };

/** Each build of the programs, once: as they are, and with each kind of fix. */
type Build = FixKind | 'original' | 'short lap';

describe('fixes for Go, run', function () {
  this.timeout(180_000);
  let analyzer: Analyzer;
  let dir: string;
  let server: CountingServer | undefined;
  const built = new Map<Build, Promise<string>>();

  before(function () {
    if (!isInstalled('go') || !isInstalled('gofmt')) {
      process.stderr.write('skipped: Go is not installed\n');
      this.skip();
    }
    analyzer = createAnalyzer({ grammarsDir });
    dir = mkdtempSync(join(tmpdir(), 'remedy-'));
  });
  after(() => {
    // Undefined where the suite was skipped.
    (analyzer as Analyzer | undefined)?.dispose();
    if ((dir as string | undefined) !== undefined) rmSync(dir, { recursive: true });
  });
  afterEach(() => {
    server?.close();
    server = undefined;
  });

  /** Every program in a package of its own, and one command that runs them by name. */
  const build = async (kind: Build): Promise<string> => {
    const root = join(dir, kind.replace(' ', '-'));
    for (const name of sources) {
      const { text } = readFixture(`go/programs/${name}`);
      const fixKind = kind === 'short lap' ? 'rotation' : kind;
      const context = kind === 'short lap' ? crowded : roomy;
      const source =
        fixKind === 'original' ? text : await fixAll(analyzer, text, 'go', context, fixKind);
      if (fixKind === 'reuse') assert.notEqual(source, text, name);
      const home = join(root, name.replace('.go', ''));
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, name), source);
      if (kind === 'short lap' && name === 'transportclosed.go') {
        // Closes after each call, so that every call needs a connection, and this side closes first.
        const closing = `package transportclosed\n\nfunc init() { closeAfterCall = func() { httpClient.CloseIdleConnections() } }\n`;
        writeFileSync(join(home, 'closing.go'), closing);
      }
    }
    copyFileSync(join(folder, 'programs/main.go'), join(root, 'main.go'));
    writeFileSync(join(root, 'go.mod'), 'module proof\n\ngo 1.18\n');
    await run('go', ['build', '-o', 'proof', '.'], { cwd: root, env });
    return join(root, 'proof');
  };
  const program = (kind: Build): Promise<string> => {
    const known = built.get(kind) ?? build(kind);
    built.set(kind, known);
    return known;
  };

  const execute = async (
    kind: Build,
    name: string,
    calls: number,
    atOnce: number,
  ): Promise<string[]> => {
    const url = `http://127.0.0.1:${server!.port}/back`;
    const args = [name, url, String(calls), String(atOnce)];
    const { stdout } = await run(await program(kind), args, { timeout: 20_000 });
    return JSON.parse(stdout) as string[];
  };

  // Two at once, as the default transport keeps two idle connections a host.
  const [calls, concurrency] = [24, 2];
  for (const source of sources.filter((each) => each !== 'fanout.go')) {
    const name = source.replace('.go', '');
    it(`${name} opens a connection per call, and after the fix no more than run at once`, async () => {
      server = await startServer();
      const before = await execute('original', name, calls, concurrency);
      assert.equal(server.remotePorts.length, calls);
      server.close();

      server = await startServer();
      const after = await execute('reuse', name, calls, concurrency);
      const opened = server.remotePorts.length;
      // A call that waits for its dial takes what comes free meanwhile, and the dial goes on (net/http,
      // Transport.getConn): now and then one connection more than calls.
      assert.ok(opened >= 1 && opened <= concurrency + 1, `${opened} connections`);
      assert.deepEqual(after, before);
      assert.ok(!after.some((answer) => answer.startsWith('failed')), after.join('\n'));
    });
  }

  it('bursts of six calls open new connections each time, and after the fix none after the first', async () => {
    server = await startServer();
    const before = await execute('original', 'fanout', 8, 1);
    assert.ok(server.remotePorts.length >= 20, `${server.remotePorts.length} before`);
    server.close();
    server = await startServer();
    assert.deepEqual(await execute('reuse', 'fanout', 8, 1), before);
    assert.ok(server.remotePorts.length <= 6, `${server.remotePorts.length} after`);
  });

  it('rotation connects from its ports, and reuses what it opened', async () => {
    server = await startServer();
    const answers = await execute('rotation', 'transportpercall', calls, concurrency);
    assert.deepEqual(answers, await execute('original', 'transportpercall', calls, concurrency));
    const ports = server.remotePorts.slice(0, -calls);
    assert.ok(ports.length >= 1 && ports.length <= concurrency, ports.join(' '));
    for (const port of ports) assert.ok(port >= 4000 && port <= 13999, `${port}`);
  });

  it('rotation skips a taken port', async () => {
    const holder = await holdPort(4001, '::');
    try {
      server = await startServer({ closes: true });
      const answers = await execute('rotation', 'keepalivespercall', 5, 1);
      assert.ok(!answers.some((answer) => answer.startsWith('failed')), answers.join('\n'));
      const ports = server.remotePorts;
      assert.equal(ports.length, 5);
      assert.deepEqual(
        [...ports],
        [...ports].sort((a, b) => a - b),
      );
      // The last run may have left some of its own in TIME_WAIT.
      assert.ok(
        ports.every((port) => port >= 4000 && port <= 4050 && port !== 4001),
        ports.join(' '),
      );
    } finally {
      holder.close();
    }
  });

  describe('with 100 ephemeral ports and no reuse of TIME_WAIT', () => {
    before(function () {
      needsNamespace(this);
    });

    const inNamespace = async (
      kind: Build,
      count: number,
      name = 'transportclosed',
      whoCloses: 'nobody' | 'client' = 'nobody',
    ): Promise<{ answers: string[]; ports: readonly number[] }> => {
      const command = [await program(kind), name, '{url}', String(count), '1'];
      const { stdout, ports } = await withFewPorts(command, whoCloses);
      return { answers: JSON.parse(stdout) as string[], ports };
    };

    it('the wrong program fails on the 101st call', async () => {
      const { answers, ports } = await inNamespace('original', 110);
      assert.equal(ports.length, 100);
      assert.match(answers[100] ?? '', /^failed: .*connect: cannot assign requested address$/);
    });

    it('shared, it makes a thousand calls through one connection', async () => {
      const { answers, ports } = await inNamespace('reuse', 1000);
      assert.equal(ports.length, 1);
      assert.deepEqual(answers.at(-1), 'answer /back?id=999');
    });

    it('with rotation it makes a thousand connections, ten times round its 100 ports', async () => {
      const { answers, ports } = await inNamespace('short lap', 1000);
      assert.deepEqual(
        answers,
        Array.from({ length: 1000 }, (_, id) => `answer /back?id=${id}`),
      );
      assert.deepEqual(
        ports,
        Array.from({ length: 1000 }, (_, turn) => 1024 + (turn % 100)),
      );
    });

    it('so does a copy of the default transport, which fails on the 101st call as it was', async () => {
      const wrong = await inNamespace('original', 110, 'keepalivescopied', 'client');
      assert.equal(wrong.ports.length, 100);
      assert.match(
        wrong.answers[100] ?? '',
        /^failed: .*connect: cannot assign requested address$/,
      );
      const right = await inNamespace('short lap', 1000, 'keepalivescopied', 'client');
      assert.deepEqual(
        right.answers,
        Array.from({ length: 1000 }, (_, id) => `answer /back?id=${id}`),
      );
      assert.deepEqual(
        right.ports,
        Array.from({ length: 1000 }, (_, turn) => 1024 + (turn % 100)),
      );
    });
  });

  it('every fixed fixture is as gofmt writes it, and passes go vet', async () => {
    const fixed = join(dir, 'fixed');
    for (const kind of ['reuse', 'rotation'] as const) {
      for (const { name, text } of readFixtures('go/wrong')) {
        const home = join(fixed, kind, name.replace('.go', ''));
        mkdirSync(home, { recursive: true });
        writeFileSync(join(home, name), await fixAll(analyzer, text, 'go', {}, kind));
      }
    }
    writeFileSync(join(fixed, 'go.mod'), 'module fixed\n\ngo 1.18\n');
    const { stdout } = await run('gofmt', ['-l', '.'], { cwd: fixed });
    assert.equal(stdout, '');
    await run('go', ['vet', './...'], { cwd: fixed, env });
  });
});
