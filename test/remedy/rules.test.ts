import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import type { AnalysisContext } from '../../src/remedy/finding';
import { findingsOf, fixturesDir, patient, readFixtures } from './fixtures';

// UPDATE_FIXTURES=1 writes down what the rules say now; look at the difference before keeping it.
const update = process.env['UPDATE_FIXTURES'] === '1';

/** Compares a text with the file that holds what was looked at and found right. */
function assertAsRecorded(path: string, actual: string): void {
  const file = join(fixturesDir, path);
  if (update) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  assert.ok(existsSync(file), `${path} is missing; UPDATE_FIXTURES=1 writes it`);
  assert.equal(actual, readFileSync(file, 'utf8'));
}

for (const language of ['javascript', 'csharp', 'python', 'go', 'java']) {
  describe(`rules for ${language}`, () => {
    let analyzer: Analyzer;
    before(() => {
      analyzer = createAnalyzer(patient);
    });
    after(() => {
      analyzer.dispose();
    });

    const wrong = readFixtures(`${language}/wrong`);
    const right = readFixtures(`${language}/right`);

    it('are tried on enough code of either kind', () => {
      const enough = language === 'javascript' ? 30 : 12;
      assert.ok(wrong.length >= enough, `${wrong.length} wrong`);
      assert.ok(right.length >= enough, `${right.length} right`);
    });

    for (const { name, text, languageId } of right) {
      it(`find nothing in ${name}`, async () => {
        assert.deepEqual(await findingsOf(analyzer, text, languageId), []);
      });
    }

    it('find what is recorded in findings.json, and say so', async () => {
      const found: Record<string, unknown[]> = {};
      for (const { name, text, languageId } of wrong) {
        const findings = await findingsOf(analyzer, text, languageId);
        assert.notEqual(findings.length, 0, name);
        found[name] = findings.map(({ rule, range, severity, message, target, fixes }) => ({
          rule,
          line: range.start.line + 1,
          severity,
          message,
          ...(target === undefined ? {} : { target }),
          fixes: fixes.map(
            ({ id, kind, isPreferred }) => `${id} (${kind})${isPreferred ? ' *' : ''}`,
          ),
        }));
      }
      assertAsRecorded(`${language}/findings.json`, `${JSON.stringify(found, null, 2)}\n`);
    });

    for (const kind of ['reuse', 'rotation'] as const) {
      for (const { name, text, languageId } of wrong) {
        it(`turn ${name} into what is recorded under fixed-by-${kind}`, async () => {
          const fixed = await fixAll(analyzer, text, languageId, {}, kind);
          assertAsRecorded(`${language}/fixed-by-${kind}/${name}`, fixed);
        });
      }
    }
  });
}

describe('rules that look at the project', () => {
  let analyzer: Analyzer;
  before(() => {
    analyzer = createAnalyzer(patient);
  });
  after(() => {
    analyzer.dispose();
  });

  it("drop 'agent: false' where Node's own agent keeps alive, and share one where it does not", async () => {
    const text = `const http = require('http');\nexports.f = () => http.get({ port: 1, agent: false });\n`;
    const modern = await fixAll(analyzer, text, 'javascript', { nodeMajor: 19 });
    assert.equal(modern, text.replace(', agent: false', ''));
    for (const context of [{ nodeMajor: 18 }, {}]) {
      const older = await fixAll(analyzer, text, 'javascript', context);
      assert.match(older, /new http\.Agent\(\{ keepAlive: true \}\)/);
      assert.match(older, /agent: httpAgent/);
    }
  });

  it("only remove 'Connection: close' where Node's own agent keeps alive", async () => {
    const text = `import http from 'node:http';\nexport const f = () => http.get({ port: 1, headers: { connection: 'close' } });\n`;
    const modern = await fixAll(analyzer, text, 'javascript', { nodeMajor: 22 });
    assert.equal(modern, text.replace(", headers: { connection: 'close' }", ''));
    assert.match(await fixAll(analyzer, text, 'javascript', { nodeMajor: 16 }), /agent: httpAgent/);
  });

  const rulesIn = async (body: string, context: AnalysisContext): Promise<string[]> => {
    const text = `const http = require('http');\nconst fetch = require('node-fetch');\n${body}\n`;
    const findings = await findingsOf(analyzer, text, 'javascript', context);
    return findings.map(({ rule }) => rule);
  };

  it('blame the default agent only where nothing newer than Node 18 runs the code', async () => {
    const request = 'exports.f = (path, cb) => http.get({ port: 1, path }, cb);';
    for (const newestNodeMajor of [16, 18]) {
      const found = await rulesIn(request, { newestNodeMajor });
      assert.deepEqual(found, ['js/default-agent-closes'], `Node ${newestNodeMajor}`);
    }
    for (const context of [{}, { nodeMajor: 16 }, { nodeMajor: 16, newestNodeMajor: 20 }]) {
      assert.deepEqual(await rulesIn(request, context), [], JSON.stringify(context));
    }
    for (const right of [
      'exports.f = (agent, cb) => http.get({ port: 1, agent }, cb);',
      'exports.f = (more, cb) => http.get({ port: 1, ...more }, cb);',
      'exports.f = (options, cb) => http.get(options, cb);',
      'exports.f = (createConnection, cb) => http.get({ createConnection }, cb);',
      'http.globalAgent = new http.Agent({ keepAlive: true }); exports.f = (cb) => http.get({ port: 1 }, cb);',
      "http.get('http://a/', { headers: {} });",
    ]) {
      assert.deepEqual(await rulesIn(right, { newestNodeMajor: 18 }), [], right);
    }
  });

  it('give the default agent of Node 18 a successor wherever the options stand', async () => {
    const fixed = async (call: string): Promise<string> => {
      const text = `const http = require('http');\n\nexports.f = (url, cb) => ${call};\n`;
      const all = await fixAll(analyzer, text, 'javascript', { newestNodeMajor: 18 }, 'safe');
      return /=> (.*);\n$/.exec(all)?.[1] ?? all;
    };
    assert.equal(
      await fixed("http.get('http://a/', cb)"),
      "http.get('http://a/', { agent: httpAgent }, cb)",
    );
    assert.equal(
      await fixed('http.get(`http://${url}`)'),
      'http.get(`http://${url}`, { agent: httpAgent })',
    );
    assert.equal(
      await fixed("http.get('http://a/', { timeout: 1 }, cb)"),
      "http.get('http://a/', { agent: httpAgent, timeout: 1 }, cb)",
    );
    assert.equal(await fixed('http.get({}, cb)'), 'http.get({ agent: httpAgent }, cb)');
  });

  it('blame node-fetch only where the version is one that asks to close', async () => {
    const call = 'exports.f = async (url) => (await fetch(url.href + 1)).json();';
    for (const nodeFetchVersion of ['2.6.12', '2.6.7', '2.1.2']) {
      assert.deepEqual(await rulesIn(call, { nodeFetchVersion }), ['js/node-fetch-without-agent']);
    }
    for (const context of [
      {},
      ...['2.6.13', '2.7.0', '3.3.2'].map((v) => ({ nodeFetchVersion: v })),
    ]) {
      assert.deepEqual(await rulesIn(call, context), [], JSON.stringify(context));
    }
    const withAgent = 'exports.f = async (agent) => (await fetch("http://a/", { agent })).json();';
    assert.deepEqual(await rulesIn(withAgent, { nodeFetchVersion: '2.6.7' }), []);
  });

  it("let node-fetch choose an agent by the URL's protocol where that is not written there", async () => {
    const text = `import fetch from 'node-fetch';\n\nexport const f = async (url) => (await fetch(new URL(url))).json();\n`;
    assert.equal(
      await fixAll(analyzer, text, 'javascript', { nodeFetchVersion: '2.6.7' }, 'safe'),
      `import fetch from 'node-fetch';
import http from 'http';
import https from 'https';

const httpAgent = new http.Agent({ keepAlive: true });
const httpsAgent = new https.Agent({ keepAlive: true });

export const f = async (url) => (await fetch(new URL(url), { agent: ({ protocol }) => (protocol === 'https:' ? httpsAgent : httpAgent) })).json();
`,
    );
  });

  it('give a modern .NET project a handler that renews connections, and .NET Framework none', async () => {
    const text = `using System.Net.Http;\nclass A\n{\n    string F()\n    {\n        return new HttpClient().GetStringAsync("http://a/").Result;\n    }\n}\n`;
    const fixIds = async (targetFramework: string): Promise<string[]> => {
      const [finding] = await findingsOf(analyzer, text, 'csharp', { targetFramework });
      return finding!.fixes.map(({ id }) => id);
    };
    for (const framework of ['net5.0', 'net8.0', 'net10.0', 'net8.0-windows']) {
      assert.deepEqual(await fixIds(framework), ['share-client-pooled', 'rotate-ports'], framework);
    }
    for (const framework of ['netcoreapp2.1', 'netcoreapp3.1']) {
      // SocketsHttpHandler came with .NET Core 2.1, its ConnectCallback with .NET 5.
      assert.deepEqual(await fixIds(framework), ['share-client-pooled'], framework);
    }
    for (const framework of ['net48', 'net472', 'net35', 'netstandard2.0', 'netcoreapp2.0']) {
      assert.deepEqual(await fixIds(framework), ['share-client'], framework);
    }
  });

  it('keep rotation out of the ephemeral range, and offer none where no room is left', async () => {
    const text = `const http = require('http');\nconst a = new http.Agent();\n`;
    const rotated = async (first: number, last: number): Promise<string | undefined> => {
      const context = { ephemeralRange: { first, last } };
      const [finding] = await findingsOf(analyzer, text, 'javascript', context);
      const rotation = finding!.fixes.find(({ kind }) => kind === 'rotation');
      return rotation && /\d+–\d+/.exec(rotation.title)?.[0];
    };
    assert.equal(await rotated(32768, 60999), '20000–29999');
    assert.equal(await rotated(49152, 65535), '20000–29999');
    assert.equal(await rotated(10000, 65535), '1024–9999');
    assert.equal(await rotated(1024, 30000), '30001–40000');
    assert.equal(await rotated(1024, 65535), undefined);
  });
});
