import assert from 'node:assert/strict';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import { findingsOf, patient, readFixtures } from './fixtures';

describe('fixes for JavaScript that may be applied unseen', function () {
  this.timeout(60_000);
  let analyzer: Analyzer;
  before(() => {
    analyzer = createAnalyzer(patient);
  });
  after(() => {
    analyzer.dispose();
  });

  const safelyFixed = async (code: string): Promise<string> => {
    const text = `const http = require('http');\n\n${code}\n`;
    const once = await fixAll(analyzer, text, 'javascript', {}, 'safe');
    assert.equal(await fixAll(analyzer, once, 'javascript', {}, 'safe'), once, 'twice');
    return once.slice(once.indexOf('\n\n') + 2, -1);
  };

  it('mend what was forgotten', async () => {
    assert.equal(
      await safelyFixed('exports.agent = new http.Agent();'),
      'exports.agent = new http.Agent({ keepAlive: true });',
    );
    assert.equal(
      await safelyFixed(
        'exports.f = (cb) => http.get({ agent: new http.Agent({ keepAlive: true }) }, cb);',
      ),
      'const httpAgent = new http.Agent({ keepAlive: true });\n\nexports.f = (cb) => http.get({ agent: httpAgent }, cb);',
    );
  });

  for (const code of [
    'exports.agent = new http.Agent({ keepAlive: false });',
    'exports.f = (cb) => http.get({ agent: new http.Agent({ keepAlive: false }) }, cb);',
    'exports.f = (cb) => http.get({ agent: false }, cb);',
    "exports.f = (cb) => http.get({ headers: { Connection: 'close' } }, cb);",
  ]) {
    it(`leave alone what somebody wrote on purpose: ${code}`, async () => {
      const text = `const http = require('http');\n${code}\n`;
      const [finding] = await findingsOf(analyzer, text, 'javascript');
      assert.ok(finding!.fixes.length > 0, 'it has fixes, to be chosen by hand');
      assert.equal(await safelyFixed(code), code);
    });
  }

  it('leave an agent alone that a function makes, as each may be made for one call only', async () => {
    for (const made of [
      'exports.agentOf = (timeout) => new http.Agent({ timeout });',
      'exports.f = async (url, wait) => { const api = axios.create({ httpAgent: new http.Agent() }); while (await wait()) await api.get(url); };',
    ]) {
      const text = `const http = require('http');\nconst axios = require('axios');\n\n${made}\n`;
      assert.equal(await fixAll(analyzer, text, 'javascript', {}, 'safe'), text);
    }
  });

  it('mend the others where one is left alone', async () => {
    assert.equal(
      await safelyFixed(
        'exports.f = (cb) => http.get({ agent: false }, cb);\nexports.agent = new http.Agent();',
      ),
      'exports.f = (cb) => http.get({ agent: false }, cb);\nexports.agent = new http.Agent({ keepAlive: true });',
    );
  });

  it('are never a rotation', async () => {
    let safe = 0;
    for (const { text, languageId } of readFixtures('javascript/wrong')) {
      for (const { fixes } of await findingsOf(analyzer, text, languageId)) {
        for (const fix of fixes.filter(({ isSafe }) => isSafe)) {
          safe++;
          assert.equal(fix.kind, 'reuse');
        }
      }
    }
    assert.ok(safe > 10, `${safe} safe fixes`);
  });
});
