import assert from 'node:assert/strict';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import { findingsOf, patient } from './fixtures';

const call = 'http.get({ port: 1, agent: false });';

describe('a comment that suppresses', () => {
  let analyzer: Analyzer;
  before(() => {
    analyzer = createAnalyzer(patient);
  });
  after(() => {
    analyzer.dispose();
  });

  const linesFound = async (...lines: string[]): Promise<number[]> => {
    const text = ["const http = require('http');", ...lines, ''].join('\n');
    const findings = await findingsOf(analyzer, text, 'javascript');
    return findings.map(({ range }) => range.start.line + 1);
  };

  it('is looked for on the line before and on the line itself', async () => {
    assert.deepEqual(await linesFound(call, call), [2, 3]);
    assert.deepEqual(await linesFound('// socket-doctor-disable-next-line', call, call), [4]);
    assert.deepEqual(await linesFound(`${call} // socket-doctor-disable-line`, call), [3]);
    assert.deepEqual(await linesFound('/* socket-doctor-disable-next-line */', call, call), [4]);
    assert.deepEqual(
      await linesFound('/* socket-doctor-disable-next-line', '*/', call, call),
      [5],
      'a comment of two lines',
    );
  });

  it('may name the rules that it means, and say why', async () => {
    const next = '// socket-doctor-disable-next-line';
    assert.deepEqual(await linesFound(`${next} js/agent-false`, call), []);
    assert.deepEqual(await linesFound(`${next} js/agent-false -- the server is old`, call), []);
    assert.deepEqual(await linesFound(`${next} js/connection-close, js/agent-false`, call), []);
    assert.deepEqual(await linesFound(`${next} -- the server is old`, call), []);
    assert.deepEqual(await linesFound(`${next} js/connection-close`, call), [3]);
    assert.deepEqual(await linesFound(`/* ${next.slice(3)} js/agent-false */`, call), []);
  });

  it('does nothing with a name that no rule has, with another word, or in a string', async () => {
    assert.deepEqual(
      await linesFound('// socket-doctor-disable-next-line no/such-rule', call),
      [3],
    );
    assert.deepEqual(await linesFound('// socket-doctor-disable-next-lines', call), [3]);
    assert.deepEqual(await linesFound('// please socket-doctor-disable-next-line', call), [3]);
    assert.deepEqual(
      await linesFound(
        'const s = `',
        '// socket-doctor-disable-next-line',
        `\${${call.slice(0, -1)}}\`;`,
      ),
      [4],
    );
  });

  it('adds up with another comment on the same line', async () => {
    const lines = [
      '// socket-doctor-disable-next-line js/connection-close',
      `${call} // socket-doctor-disable-line js/agent-false`,
    ];
    assert.deepEqual(await linesFound(...lines), []);
  });

  it('works in C# and between JSX elements', async () => {
    const cs = (comment: string): string =>
      `using System.Net.Http;\nclass A\n{\n    string F()\n    {\n        ${comment}\n        return new HttpClient().GetStringAsync("http://a/").Result;\n    }\n}\n`;
    assert.equal((await findingsOf(analyzer, cs('// nothing'), 'csharp')).length, 1);
    const suppressed = cs('// socket-doctor-disable-next-line');
    assert.deepEqual(await findingsOf(analyzer, suppressed, 'csharp'), []);
    const jsx = (comment: string): string =>
      `import http from 'http';\nexport const A = () => (\n  <p>\n    {/* ${comment} */}\n    {http.get({ agent: false })}\n  </p>\n);\n`;
    assert.equal((await findingsOf(analyzer, jsx('nothing'), 'javascriptreact')).length, 1);
    const quiet = jsx('socket-doctor-disable-next-line');
    assert.deepEqual(await findingsOf(analyzer, quiet, 'javascriptreact'), []);
  });

  it('keeps every fix away', async () => {
    const text = `const http = require('http');\n${call} // socket-doctor-disable-line\n`;
    assert.equal(await fixAll(analyzer, text, 'javascript'), text);
  });

  it('is read in linear time', async () => {
    const slashes = `// socket-doctor-disable-${'/'.repeat(200_000)}\n// ${'#'.repeat(200_000)}`;
    const text = `const http = require('http');\n${call}\n${slashes}\n`;
    const startedMs = performance.now();
    assert.equal((await findingsOf(analyzer, text, 'javascript')).length, 1);
    assert.ok(performance.now() - startedMs < 5_000);
  });
});
