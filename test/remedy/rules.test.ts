import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import { findingsOf, fixturesDir, grammarsDir, readFixtures } from './fixtures';

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

for (const language of ['javascript', 'csharp', 'go', 'java']) {
  describe(`rules for ${language}`, () => {
    let analyzer: Analyzer;
    before(() => {
      analyzer = createAnalyzer({ grammarsDir });
    });
    after(() => {
      analyzer.dispose();
    });

    const wrong = readFixtures(`${language}/wrong`);
    const right = readFixtures(`${language}/right`);

    it('are tried on enough code of either kind', () => {
      assert.ok(wrong.length >= 12, `${wrong.length} wrong`);
      assert.ok(right.length >= 12, `${right.length} right`);
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
    analyzer = createAnalyzer({ grammarsDir });
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
