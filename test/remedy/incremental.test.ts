import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer } from '../../src/remedy/analyzer';
import { languages } from '../../src/remedy/rules';
import { findingsOf, patient, readFixtures } from './fixtures';

const context = { nodeMajor: 18, newestNodeMajor: 18, nodeFetchVersion: '2.6.7' };

/** Text that a person or a paste may put anywhere, ends of comments and strings among it. */
const snippet = fc.oneof(
  fc.constantFrom(
    ...[
      'x',
      ' ',
      '\n',
      '\r\n',
      '(',
      ')',
      '{',
      '}',
      '/*',
      '*/',
      '//',
      '#',
      "'",
      '"',
      '`',
      '${',
      ';',
    ],
    ...['agent', 'false', 'const http = 1;', 'import http from "http";\n', 'if (a) {\n', '😀', ''],
    ...['// socket-doctor-disable-next-line\n', 'for (;;) ', 'async '],
  ),
  fc.string({ maxLength: 4 }),
);

describe('an analysis of a document that is edited', () => {
  let edited: Analyzer;
  let fresh: Analyzer;
  before(() => {
    edited = createAnalyzer(patient);
    fresh = createAnalyzer(patient);
  });
  after(() => {
    edited.dispose();
    fresh.dispose();
  });

  for (const { folder } of languages) {
    it(`finds in ${folder} after any edits what an analysis of the whole text finds`, async () => {
      const fixtures = readFixtures(`${folder}/wrong`);
      let found = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...fixtures),
          fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), snippet, fc.boolean()), {
            minLength: 1,
            maxLength: 6,
          }),
          async ({ text: original, languageId }, edits) => {
            let text = original;
            for (const [at, removed, inserted, isTakenBack] of [
              [0, 0, '', false] as const,
              ...edits,
            ]) {
              const from = at % (text.length + 1);
              const before = text;
              text = text.slice(0, from) + inserted + text.slice(from + removed);
              for (const state of isTakenBack ? [text, before] : [text]) {
                const analysis = await edited.analyze(state, languageId, context, 'document');
                assert.deepEqual(analysis, await fresh.analyze(state, languageId, context));
                if (analysis.kind === 'findings') found += analysis.findings.length;
              }
              if (isTakenBack) text = before;
            }
          },
        ),
        { numRuns: 60 },
      );
      assert.ok(found > 60, `${found} findings were compared`);
    });
  }

  it('keeps documents apart, and forgets a closed one', async () => {
    const [one, other] = readFixtures('javascript/wrong');
    for (const name of ['a', 'b', 'a', 'c', 'b']) {
      const { text } = (name === 'a' ? one : other)!;
      const analysis = await edited.analyze(text, 'javascript', context, name);
      assert.deepEqual(analysis, await fresh.analyze(text, 'javascript', context), name);
      if (name === 'c') edited.forget('b');
    }
  });

  it('goes on after more documents than it remembers', async () => {
    const [{ text } = { text: '' }] = readFixtures('javascript/wrong');
    const expected = await fresh.analyze(text, 'javascript', context);
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 20; index++) {
        const analysis = await edited.analyze(text, 'javascript', context, `many ${index}`);
        assert.deepEqual(analysis, expected);
      }
    }
  });

  it('goes on when a document becomes one of another language', async () => {
    const [{ text } = { text: '' }] = readFixtures('javascript/wrong');
    for (const languageId of ['javascript', 'typescript', 'javascriptreact', 'typescriptreact']) {
      const analysis = await edited.analyze(text, languageId, context, 'changing');
      assert.deepEqual(analysis, await fresh.analyze(text, languageId, context), languageId);
    }
  });
});

describe('looking only around the words that rules need', () => {
  it('finds what looking at every node finds', async () => {
    const analyzer = createAnalyzer(patient);
    const javascript = languages.find(({ folder }) => folder === 'javascript')!;
    const { anchors } = javascript;
    assert.ok(anchors);
    const fixtures = ['wrong', 'right'].flatMap((kind) => readFixtures(`javascript/${kind}`));
    const all = () =>
      Promise.all(
        fixtures.map(({ text, languageId }) => findingsOf(analyzer, text, languageId, context)),
      );
    const around = await all();
    Reflect.deleteProperty(javascript, 'anchors');
    try {
      assert.deepEqual(around, await all());
    } finally {
      Object.assign(javascript, { anchors });
      analyzer.dispose();
    }
  });
});
