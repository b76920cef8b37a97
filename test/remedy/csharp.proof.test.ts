import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import type { FixKind } from '../../src/remedy/finding';
import { fixturesDir, grammarsDir, readFixture } from './fixtures';
import type { MonoWorkshop } from './mono';
import { hasServiceModel, whyNoMono, openMonoWorkshop } from './mono';
import type { CountingServer } from './server';
import { holdPort, startServer } from './server';

const folder = join(fixturesDir, 'csharp');
const stub = join(folder, 'stubs/SocketsHttpHandler.cs');
const wcfStub = join(folder, 'stubs/ServiceModel.cs');

/** What C# 7 on Mono can compile of the wrong fixtures; the others need a later C#. */
const compilable = [
  'article-rotation.cs',
  'article-two-services.cs',
  'cast-and-if.cs',
  'channel-factory.cs',
  'close-header-client.cs',
  'close-header-request.cs',
  'default-credentials.cs',
  'handler-in-local.cs',
  'inline-client.cs',
  'loop-in-main.cs',
  'own-handler.cs',
  'pooling-off-strings.cs',
  'response-dropped.cs',
  'response-left-open.cs',
  'soap-caller.cs',
  'soap-proxy.cs',
  'stream-left-open.cs',
  'two-using-blocks.cs',
  'using-block.cs',
  'windows-user.cs',
];

describe('fixes for C#, on Mono', function () {
  this.timeout(120_000);
  let analyzer: Analyzer;
  let mono: MonoWorkshop;
  let server: CountingServer | undefined;

  before(function () {
    const lacking = whyNoMono();
    if (lacking !== undefined) {
      process.stderr.write(`skipped: ${lacking}\n`);
      this.skip();
    }
    analyzer = createAnalyzer({ grammarsDir });
    mono = openMonoWorkshop();
  });
  after(() => {
    // Undefined where the suite was skipped.
    (analyzer as Analyzer | undefined)?.dispose();
    (mono as MonoWorkshop | undefined)?.close();
  });
  afterEach(() => {
    server?.close();
    server = undefined;
  });

  const text = async (name: string, kind: FixKind | 'original'): Promise<string> => {
    const fixture = readFixture(`csharp/wrong/${name}`);
    if (kind === 'original') return fixture.text;
    const result = await fixAll(analyzer, fixture.text, 'csharp', {}, kind);
    if (kind === 'reuse' && !name.includes('rotation')) assert.notEqual(result, fixture.text);
    return result;
  };

  const compile: MonoWorkshop['compile'] = async (...source) => mono.compile(...source);
  const execute = async (program: string, args: readonly string[]): Promise<string[]> =>
    mono.execute(program, args, () => server?.forget());

  for (const name of compilable) {
    for (const kind of ['original', 'reuse', 'rotation'] as const) {
      it(`${name} compiles (${kind})`, async () => {
        const source = await text(name, kind);
        // The stub stands in for what only .NET 5 and later have; it is not run.
        const others = [
          ...(source.includes('SocketsHttpHandler') ? [stub] : []),
          ...(source.includes('System.ServiceModel') && !hasServiceModel ? [wcfStub] : []),
        ];
        await compile(source, others, 'library');
      });
    }
  }

  const calls = 12;
  const frontService = async (kind: FixKind | 'original'): Promise<string[]> => {
    server = await startServer({ asksForUser: true });
    const source = await text('article-two-services.cs', kind);
    const program = await compile(source, [join(folder, 'programs/FrontDriver.cs')], 'exe');
    return execute(program, [`http://127.0.0.1:${server.port}/back`, String(calls)]);
  };
  const answers = Array.from({ length: calls }, (_, id) => `answer /back?id=${id}`);

  it("the article's program opens at least a connection per call, and after the fix one for all", async () => {
    assert.deepEqual(await frontService('original'), answers);
    const before = server!.remotePorts.length;
    server!.close();
    assert.deepEqual(await frontService('reuse'), answers);
    assert.ok(before >= calls, `${before} before`);
    assert.ok(server!.remotePorts.length <= 2, `${server!.remotePorts.length} after`);
  });

  it("the article's program with rotation binds the ports it says", async () => {
    assert.deepEqual(await frontService('rotation'), answers);
    const ports = server!.remotePorts;
    assert.notEqual(ports.length, 0);
    for (const port of ports) assert.ok(port >= 20000 && port <= 29999, `${port}`);
    assert.deepEqual(
      [...ports],
      [...ports].sort((a, b) => a - b),
    );
  });

  it('rotation takes one port after the other where the server closes each connection, and skips a taken one', async () => {
    const holder = await holdPort(20002, '0.0.0.0');
    try {
      server = await startServer({ closes: true });
      const source = await text('article-two-services.cs', 'rotation');
      const program = await compile(source, [join(folder, 'programs/FrontDriver.cs')], 'exe');
      const url = `http://127.0.0.1:${server.port}/back`;
      assert.deepEqual(await execute(program, [url, '8']), answers.slice(0, 8));
      const ports = server.remotePorts;
      assert.equal(ports.length, 8);
      assert.equal(ports[0], 20000);
      assert.ok(!ports.includes(20002), ports.join(' '));
      assert.ok(ports.at(-1)! <= 20020, ports.join(' '));
      assert.deepEqual(
        [...ports],
        [...ports].sort((a, b) => a - b),
      );
    } finally {
      holder.close();
    }
  });

  it("the article's rotation, repaired, stays in its ports from eight threads and stops when nothing is free", async () => {
    const driver = join(folder, 'programs/PortChooserDriver.cs');
    // The wrap-round is reached at once: the counter starts just below it.
    const near = (source: string): string => source.replace('= 5001;', '= int.MaxValue - 1000;');
    const repaired = near(await text('article-rotation.cs', 'rotation'));
    const program = await compile(repaired, [driver], 'exe');
    const [line = ''] = await execute(program, ['20000']);
    const [lowest, highest, failures, stops] = line.split(' ');
    assert.deepEqual([failures, stops], ['0', 'True'], line);
    assert.ok(Number(lowest) >= 5001 && Number(highest) <= 32767, line);

    // The article's own code, once it is past its end, throws for ever.
    const past = (await text('article-rotation.cs', 'original')).replace('= 5001;', '= 65535;');
    const wrong = await compile(past, [driver], 'exe').then((exe) => execute(exe, ['1000']));
    assert.equal(wrong[0]?.split(' ')[2], '8000', wrong[0]);
  });

  it('the ConnectCallback that is written opens connections from its ports, past a taken one', async () => {
    const holder = await holdPort(20001, '::');
    try {
      server = await startServer();
      const source = await text('two-using-blocks.cs', 'rotation');
      const others = [stub, join(folder, 'programs/ConnectCallbackDriver.cs')];
      const program = await compile(source, others, 'exe');
      const lines = await execute(program, [String(server.port), '5']);
      assert.deepEqual(lines, ['True', 'True', 'True', 'True', 'True']);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const ports = server.remotePorts;
      assert.equal(ports.length, 5);
      assert.ok(
        ports.every((port) => port >= 20000 && port <= 20020 && port !== 20001),
        ports.join(' '),
      );
    } finally {
      holder.close();
    }
  });
});
