import assert from 'node:assert/strict';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, suppress } from '../../src/remedy/analyzer';
import { applyEdits } from '../../src/remedy/edits';
import { findingsOf, patient, readFixtures } from './fixtures';

describe('a comment that the quick fix writes', () => {
  let analyzer: Analyzer;
  before(() => {
    analyzer = createAnalyzer(patient);
  });
  after(() => {
    analyzer.dispose();
  });

  const suppressed = async (text: string, languageId: string): Promise<string | undefined> => {
    const [finding] = await findingsOf(analyzer, text, languageId);
    assert.ok(finding, text);
    const edit = await suppress(analyzer, text, languageId, {}, finding);
    return edit === undefined ? undefined : applyEdits(text, [edit]);
  };

  it('stands before the line, indented as it is', async () => {
    const text =
      "const http = require('http');\r\nfunction f() {\r\n\thttp.get({ agent: false });\r\n}\r\n";
    assert.equal(
      await suppressed(text, 'javascript'),
      text.replace('\thttp', '\t// socket-doctor-disable-next-line js/agent-false\r\n\thttp'),
    );
  });

  it('is one between JSX elements too', async () => {
    const text =
      "import http from 'http';\nexport const A = () => (\n  <p>\n    {http.get({ agent: false })}\n  </p>\n);\n";
    assert.match(
      (await suppressed(text, 'typescriptreact'))!,
      /^ {4}\{\/\* socket-doctor-disable-next-line js\/agent-false \*\/\}$/m,
    );
  });

  it('stands behind the line where the line before has one for another rule', async () => {
    const call =
      "http.get({ agent: false, headers: { connection: 'close' } }); // socket-doctor-disable-line js/agent-false";
    const text = `const http = require('http');\n// socket-doctor-disable-next-line js/agent-false\n${call.slice(0, call.indexOf(' //'))}\n`;
    const after = (await suppressed(text, 'javascript'))!;
    assert.match(after, /\}\); \/\/ socket-doctor-disable-line js\/connection-close$/m);
    assert.deepEqual(await findingsOf(analyzer, after, 'javascript'), []);
  });

  it('is not written into a text of several lines', async () => {
    const text = "const http = require('http');\nconst s = `\n${http.get({ agent: false })}\n`;\n";
    assert.equal(await suppressed(text, 'javascript'), undefined);
  });

  for (const language of ['javascript', 'csharp', 'python', 'java', 'go']) {
    it(`keeps the first finding of each ${language} fixture quiet, and no other`, async () => {
      for (const { path, text, languageId } of readFixtures(`${language}/wrong`)) {
        const context = { nodeMajor: 18, newestNodeMajor: 18, nodeFetchVersion: '2.6.7' };
        const before = await findingsOf(analyzer, text, languageId, context);
        const [finding] = before;
        if (finding === undefined) continue; // needs a context of its own
        const edit = await suppress(analyzer, text, languageId, context, finding);
        assert.ok(edit, path);
        const after = await findingsOf(analyzer, applyEdits(text, [edit]), languageId, context);
        const isMeant = ({ rule, range }: typeof finding): boolean =>
          rule === finding.rule && range.start.line === finding.range.start.line;
        assert.deepEqual(
          after.map(({ message }) => message),
          before.filter((each) => !isMeant(each)).map(({ message }) => message),
          path,
        );
      }
    });
  }
});
