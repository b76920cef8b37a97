import assert from 'node:assert/strict';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer } from '../../src/remedy/analyzer';
import type { AnalysisContext } from '../../src/remedy/finding';
import { findingsOf, patient, readFixture } from './fixtures';

describe('the cost of a rotation', () => {
  let analyzer: Analyzer;
  before(() => {
    analyzer = createAnalyzer(patient);
  });
  after(() => {
    analyzer.dispose();
  });

  const costIn = async (path: string, context: AnalysisContext): Promise<string> => {
    const { text, languageId } = readFixture(path);
    const findings = await findingsOf(analyzer, text, languageId, context);
    const fixes = findings.flatMap(({ fixes: all }) =>
      all.filter(({ kind }) => kind === 'rotation'),
    );
    assert.notEqual(fixes.length, 0, path);
    return fixes[0]?.cost ?? '';
  };

  it('speaks of one connection as one does', async () => {
    // The system has everything but 100 ports, which carry 100 / 60 connections a second.
    const context: AnalysisContext = {
      platform: 'linux',
      ephemeralRange: { first: 1_124, last: 65_535 },
    };
    const cost = await costIn('python/wrong/http-client-loop.py', context);
    assert.match(cost, /carry 1 new connection a second/);
  });

  const programs = [
    'javascript/wrong/inline-agent.mjs',
    'javascript/wrong/undici-client.mjs',
    'python/wrong/polling.py',
    'python/wrong/http-client-loop.py',
    'java/wrong/okhttp-local.java',
    'java/wrong/apache-try.java',
    'go/wrong/inline-transport.go',
    'csharp/wrong/article-two-services.cs',
    'csharp/wrong/using-var.cs',
  ];
  const names = { linux: /Linux/, darwin: /macOS/, win32: /Windows/ };

  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    it(`is said for ${platform}, and for no other system`, async () => {
      for (const path of programs) {
        const cost = await costIn(path, { platform });
        assert.match(cost, /one pool for all destinations/, path);
        assert.match(cost, /Reuse alone is the better cure\.$/, path);
        for (const [other, name] of Object.entries(names)) {
          if (other === platform) assert.match(cost, name, path);
          else assert.doesNotMatch(cost, name, path);
        }
      }
    });
  }

  it('names the rate where a port in TIME_WAIT is not taken again', async () => {
    const rateIn = async (path: string, context: AnalysisContext) =>
      /these carry (\d+) new connections a second/.exec(await costIn(path, context))?.[1];
    for (const path of ['python/wrong/http-client-loop.py', 'java/wrong/okhttp-local.java']) {
      assert.equal(await rateIn(path, { platform: 'linux' }), '166');
      assert.equal(await rateIn(path, { platform: 'darwin' }), '333');
      assert.equal(await rateIn(path, { platform: 'win32' }), undefined);
      const ephemeralRange = { first: 1624, last: 65535 };
      assert.equal(await rateIn(path, { platform: 'linux', ephemeralRange }), '10');
    }
    assert.equal(await rateIn('go/wrong/inline-transport.go', { platform: 'linux' }), undefined);
  });

  it('is said for every system where it is not known', async () => {
    const cost = await costIn('java/wrong/okhttp-local.java', {});
    assert.match(cost, /on Linux/);
    assert.match(cost, /On Windows/);
  });
});
