import assert from 'node:assert/strict';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import { applyEdits } from '../../src/remedy/edits';
import type { AnalysisContext, Finding, Fix, TextEdit } from '../../src/remedy/finding';
import type { GrammarShelf } from '../../src/remedy/grammars';
import { openGrammarShelf } from '../../src/remedy/grammars';
import type { Fixture } from './fixtures';
import { findingsOf, grammarNames, grammarsDir, patient, readFixtures } from './fixtures';

const contexts: readonly AnalysisContext[] = [
  {},
  { nodeMajor: 16, targetFramework: 'net48' },
  { nodeMajor: 22, targetFramework: 'net8.0', ephemeralRange: { first: 10000, last: 65535 } },
];

/** Every fixture with either line end, so that no style is the lucky one. */
const fixtures = ['javascript', 'csharp', 'python', 'go', 'java'].flatMap((language) =>
  readFixtures(`${language}/wrong`).flatMap((fixture): Fixture[] => {
    const unix = fixture.text.replaceAll('\r\n', '\n');
    return [
      { ...fixture, text: unix },
      { ...fixture, name: `${fixture.name} (CRLF)`, text: unix.replaceAll('\n', '\r\n') },
    ];
  }),
);

describe('every fix', function () {
  this.timeout(60_000);
  let analyzer: Analyzer;
  let shelf: GrammarShelf;
  before(() => {
    analyzer = createAnalyzer(patient);
    shelf = openGrammarShelf(grammarsDir);
  });
  after(() => {
    analyzer.dispose();
    shelf.dispose();
  });

  const parses = async (text: string, languageId: string): Promise<boolean> => {
    const { parser } = await shelf.load(grammarNames[languageId]!);
    const tree = parser.parse(text);
    const isWhole = tree !== null && !tree.rootNode.hasError;
    tree?.delete();
    return isWhole;
  };

  const eachFix = async (
    { text, languageId }: Fixture,
    visit: (fix: Fix, finding: Finding, context: AnalysisContext) => Promise<void> | void,
  ): Promise<void> => {
    for (const context of contexts) {
      for (const finding of await findingsOf(analyzer, text, languageId, context)) {
        for (const fix of finding.fixes) await visit(fix, finding, context);
      }
    }
  };

  for (const fixture of fixtures) {
    const { name, text, languageId } = fixture;

    it(`of ${name} parses and takes its finding away, adding none`, async () => {
      assert.ok(await parses(text, languageId), 'the fixture itself');
      await eachFix(fixture, async (fix, finding, context) => {
        const fixed = applyEdits(text, fix.edits);
        assert.ok(await parses(fixed, languageId), `${fix.id}:\n${fixed}`);
        const count = (findings: readonly Finding[]): number =>
          findings.filter(({ rule }) => rule === finding.rule).length;
        const before = await findingsOf(analyzer, text, languageId, context);
        const after = await findingsOf(analyzer, fixed, languageId, context);
        assert.equal(after.length, before.length - 1, `${fix.id}:\n${fixed}`);
        assert.equal(count(after), count(before) - 1);
      });
    });

    it(`of ${name} leaves other lines alone, and keeps line ends and indentation`, async () => {
      const unixOnly = !text.includes('\r');
      const usesTabs = /^\t/m.test(text);
      await eachFix(fixture, (fix) => {
        const fixed = applyEdits(text, fix.edits);
        const bare = fixed.replaceAll('\r\n', '');
        assert.ok(unixOnly ? !fixed.includes('\r') : !/[\r\n]/.test(bare), 'line ends');
        assert.equal(fixed.endsWith('\n'), text.endsWith('\n'));
        assert.doesNotMatch(fixed, /[\t ]\r?\n/, 'white space at a line end');
        assert.doesNotMatch(fixed, usesTabs ? /^ +[^ *]/m : /^ *\t/m, 'indentation');
        // PEP 8 puts two blank lines around what a module defines.
        const gap = languageId === 'python' ? /(\r?\n){4}/ : /\n\r?\n\r?\n/;
        assert.doesNotMatch(fixed, gap, 'too many blank lines');
        const result = fixed.split('\n');
        let from = 0;
        for (const line of untouched(text, fix.edits)) {
          const at = result.indexOf(line, from);
          assert.ok(at >= 0, `${fix.id} lost ${JSON.stringify(line)}`);
          from = at + 1;
        }
      });
    });

    it(`of ${name} says what it costs, and one is preferred`, async () => {
      await eachFix(fixture, (fix, { fixes }) => {
        assert.ok(fix.title.length > 10 && fix.cost.length > 20);
        assert.equal(fixes.filter(({ isPreferred }) => isPreferred).length, 1);
        const kinds = fixes.map(({ kind }) => kind);
        assert.deepEqual(kinds, [...kinds].sort(), 'reuse comes before rotation');
        assert.ok(isOrdered(fix.edits));
      });
    });

    it(`of ${name}, applied to the whole file, can be applied again without effect`, async () => {
      for (const context of contexts) {
        for (const kind of ['reuse', 'rotation', 'safe'] as const) {
          const once = await fixAll(analyzer, text, languageId, context, kind);
          assert.ok(await parses(once, languageId), once);
          assert.equal(await fixAll(analyzer, once, languageId, context, kind), once);
          const left = await findingsOf(analyzer, once, languageId, context);
          const isLeft = ({ kind: own, isPreferred, isSafe }: Fix): boolean =>
            kind === 'safe' ? isPreferred && isSafe : own === kind;
          const fixable = left.filter(({ fixes }) => fixes.some(isLeft));
          assert.deepEqual(fixable, [], once);
        }
      }
    });
  }
});

/** The lines that no edit begins in, ends in or runs through. */
function untouched(text: string, edits: readonly TextEdit[]): string[] {
  return text
    .split('\n')
    .filter(
      (_, line) => !edits.some(({ range }) => range.start.line <= line && line <= range.end.line),
    );
}

function isOrdered(edits: readonly TextEdit[]): boolean {
  const key = ({ line, character }: TextEdit['range']['start']): number => line * 1e6 + character;
  return edits.every(({ range }, index) => {
    const previous = edits[index - 1];
    const isAfter = previous === undefined || key(previous.range.end) <= key(range.start);
    return isAfter && key(range.start) <= key(range.end);
  });
}
