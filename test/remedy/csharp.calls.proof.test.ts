import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import type { FixKind } from '../../src/remedy/finding';
import { needsNamespace, withFewPorts } from './fewPorts';
import { fixturesDir, patient, readFixture } from './fixtures';
import type { MonoWorkshop } from './mono';
import { whyNoMono, monoCommand, openMonoWorkshop } from './mono';
import type { CountingServer } from './server';
import { startServer } from './server';
import { startTdsServer } from './tdsServer';

const programs = join(fixturesDir, 'csharp/programs');
const calls = 12;

/** What is called of the wrong fixtures, and what each call answers. */
const methods: readonly (readonly [file: string, type: string, method: string, answer: string])[] =
  [
    ['close-header-client.cs', 'Billing.Rates', 'Read', 'answer /back'],
    ['close-header-request.cs', 'Billing.Caller', 'Call', 'answer /back'],
    ['default-credentials.cs', 'Intranet', 'Probe', 'OK'],
    ['handler-in-local.cs', 'Tools.Fetcher', 'Fetch', 'answer /back'],
    ['own-handler.cs', 'Tools.Downloader', 'Get', 'answer /back'],
    ['response-dropped.cs', 'Pinger', 'Ping', ''],
    ['response-dropped.cs', 'Pinger', 'PingAsync', ''],
    ['response-left-open.cs', 'Monitoring.Probe', 'Check', 'OK'],
    ['response-left-open.cs', 'Monitoring.Probe', 'IsUp', 'True'],
    ['stream-left-open.cs', 'FirstByte', 'Of', '97'],
  ];

describe('calls of C# programs, on Mono', function () {
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
    analyzer = createAnalyzer(patient);
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

  const textOf = async (name: string, kind: FixKind | 'original'): Promise<string> => {
    const { text } = readFixture(`csharp/wrong/${name}`);
    return kind === 'original' ? text : fixAll(analyzer, text, 'csharp', {}, kind);
  };

  const outcome = async (
    name: string,
    kind: FixKind | 'original',
    args: readonly string[],
  ): Promise<{ lines: string[]; connections: number }> => {
    server = await startServer();
    const driver = join(programs, 'CallDriver.cs');
    const program = await mono.compile(await textOf(name, kind), [driver], 'exe');
    const url = `http://127.0.0.1:${server.port}/back`;
    const lines = await mono.execute(program, [...args, url, String(calls)], server.forget);
    const connections = server.remotePorts.length;
    server.close();
    return { lines, connections };
  };

  for (const [file, type, method, answer] of methods) {
    it(`${file}: ${method} opens a connection per call, and after the fix one for all`, async () => {
      const before = await outcome(file, 'original', [type, method]);
      const after = await outcome(file, 'reuse', [type, method]);
      // A method that answers nothing leaves empty lines, which are trimmed.
      const expected = answer === '' ? [''] : Array.from({ length: calls }, () => answer);
      assert.deepEqual(before.lines, expected);
      assert.deepEqual(after.lines, expected);
      assert.equal(before.connections, calls);
      assert.equal(after.connections, 1);
    });
  }

  it("pooling-off-strings.cs: Microsoft's SqlClient connects for every query, and after the fix once", async () => {
    for (const [kind, expected] of [
      ['original', calls],
      ['reuse', 1],
    ] as const) {
      server = await startTdsServer(42);
      const driver = join(programs, 'CallDriver.cs');
      const source = await textOf('pooling-off-strings.cs', kind);
      const program = await mono.compile(source, [driver], 'exe');
      const args = ['Store.Customers', 'Count', `127.0.0.1,${server.port}`, String(calls)];
      const lines = await mono.execute(program, args, server.forget);
      assert.deepEqual(
        lines,
        Array.from({ length: calls }, () => '42'),
      );
      assert.equal(server.remotePorts.length, expected, kind);
      server.close();
    }
  });

  it('soap-proxy.cs: a SOAP proxy connects for every call, and after the fix once', async () => {
    for (const [kind, expected] of [
      ['original', calls],
      ['reuse', 1],
    ] as const) {
      const soap = await startSoapServer();
      try {
        const driver = join(programs, 'SoapDriver.cs');
        const program = await mono.compile(await textOf('soap-proxy.cs', kind), [driver], 'exe');
        const lines = await mono.execute(program, [soap.url, String(calls)], soap.forget);
        assert.deepEqual(
          lines,
          Array.from({ length: calls }, (_, id) => `order ${id}`),
        );
        assert.equal(soap.connections(), expected, kind);
      } finally {
        soap.close();
      }
    }
  });

  describe('with 100 ephemeral ports and no reuse of TIME_WAIT', () => {
    before(function () {
      needsNamespace(this);
    });

    const inNamespace = async (
      source: string,
      driver: string,
      args: readonly string[],
    ): Promise<{ lines: string[]; ports: readonly number[] }> => {
      const program = await mono.compile(source, [join(programs, driver)], 'exe');
      const { stdout, ports } = await withFewPorts([...monoCommand(), program, ...args]);
      return { lines: stdout.trim().split('\n'), ports };
    };
    const answers = (count: number): string[] =>
      Array.from({ length: count }, (_, id) => `answer /back?id=${id}`);

    it('responses that are left open use them up, and disposed of they need one', async () => {
      const args = ['Monitoring.Probe', 'Check', '{url}'];
      const name = 'response-left-open.cs';
      const wrong = await textOf(name, 'original');
      const before = await inNamespace(wrong, 'CallDriver.cs', [...args, '105']);
      assert.equal(before.ports.length, 100);
      assert.deepEqual(new Set(before.lines.slice(0, 100)), new Set(['OK']));
      assert.doesNotMatch(before.lines[100] ?? 'OK', /^OK$/);
      const right = await textOf(name, 'reuse');
      const after = await inNamespace(right, 'CallDriver.cs', [...args, '1000']);
      assert.equal(after.lines.filter((line) => line === 'OK').length, 1000);
      assert.equal(after.ports.length, 1);
    });

    it('a program that closes from this side fails on the 101st call', async () => {
      // With KeepAlive = false the server of this test closes first, which costs no port here.
      const source = await textOf('article-two-services.cs', 'original');
      const closing = source.replace('request.KeepAlive = false;', '');
      assert.notEqual(closing, source);
      const { lines, ports } = await inNamespace(closing, 'ClosingDriver.cs', ['{url}', '105']);
      assert.equal(ports.length, 100);
      assert.deepEqual(lines.slice(0, 100), answers(100));
      assert.match(lines[100] ?? '', /^failed: ConnectFailure/);
    });

    it('with rotation it makes a thousand connections from its own ports', async () => {
      const source = await textOf('article-two-services.cs', 'rotation');
      const { lines, ports } = await inNamespace(source, 'ClosingDriver.cs', ['{url}', '1000']);
      assert.deepEqual(lines, answers(1000));
      assert.deepEqual(
        ports,
        Array.from({ length: 1000 }, (_, turn) => 20000 + turn),
      );
    });
  });
});

/** Answers each `Find` of an order service, and counts connections. */
async function startSoapServer(): Promise<{
  readonly url: string;
  readonly connections: () => number;
  readonly forget: () => void;
  readonly close: () => void;
}> {
  let connections = 0;
  const soap = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const id = /<id>(\d+)</.exec(body)?.[1] ?? '';
      response.setHeader('Content-Type', 'text/xml; charset=utf-8');
      response.end(
        `<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><FindResponse xmlns="urn:orders"><FindResult>order ${id}</FindResult></FindResponse></soap:Body></soap:Envelope>`,
      );
    });
  });
  soap.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => soap.listen(0, resolve));
  return {
    url: `http://127.0.0.1:${(soap.address() as AddressInfo).port}/orders`,
    connections: () => connections,
    forget: () => {
      connections = 0;
    },
    close: () => {
      soap.close();
      soap.closeAllConnections();
    },
  };
}
