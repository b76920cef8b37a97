import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import { applyEdits, reindent } from '../../src/remedy/edits';
import type { GrammarShelf } from '../../src/remedy/grammars';
import { openGrammarShelf } from '../../src/remedy/grammars';
import { grammarsDir } from './fixtures';

describe('edits', function () {
  this.timeout(60_000);
  let analyzer: Analyzer;
  let shelf: GrammarShelf;
  before(() => {
    analyzer = createAnalyzer({ grammarsDir });
    shelf = openGrammarShelf(grammarsDir);
  });
  after(() => {
    analyzer.dispose();
    shelf.dispose();
  });

  const others = fc.array(
    fc.constantFrom("host: 'a'", 'port: 1', "'x-y': [1, 2]", 'f() {}', '...rest'),
    {
      maxLength: 3,
    },
  );
  const layout = fc.record({
    isMultiLine: fc.boolean(),
    hasTrailingComma: fc.boolean(),
    remark: fc.constantFrom('', ' // why, though', ' /* a, b */'),
    eol: fc.constantFrom('\n', '\r\n'),
  });

  it('take an item out of any list and leave the others as they are', async () => {
    const { parser } = await shelf.load('javascript');
    await fc.assert(
      fc.asyncProperty(others, others, layout, async (before, after, style) => {
        const { isMultiLine, hasTrailingComma, remark, eol } = style;
        const items = [...before, 'agent: false', ...after];
        const lines = items.map((item, index) => {
          const comma = index < items.length - 1 || hasTrailingComma ? ',' : '';
          return item + comma + (isMultiLine ? remark : '');
        });
        const object = isMultiLine
          ? `{${eol}  ${lines.join(`${eol}  `)}${eol}}`
          : `{ ${lines.join(' ')} }`;
        const text = `import http from 'http';${eol}http.request(${object});${eol}`;
        const fixed = await fixAll(analyzer, text, 'javascript', { nodeMajor: 20 });
        const tree = parser.parse(fixed);
        assert.ok(tree !== null && !tree.rootNode.hasError, fixed);
        const [left] = tree.rootNode.descendantsOfType('object');
        const kept = left?.namedChildren.flatMap((n) => (n?.type === 'comment' ? [] : [n?.text]));
        assert.deepEqual(kept, [...before, ...after], fixed);
        tree.delete();
      }),
      { numRuns: 500 },
    );
  });

  it('are applied by line and column, whatever ends the lines', () => {
    const edit = (line: number, from: number, to: number, newText: string) => ({
      range: { start: { line, character: from }, end: { line, character: to } },
      newText,
    });
    const edits = [edit(0, 1, 2, 'X'), edit(1, 2, 3, ''), edit(2, 0, 0, '>')];
    assert.equal(applyEdits('abc\r\n😀d\ne', edits), 'aXc\r\n😀\n>e');
  });

  it('move a block to another indentation, but not its blank lines', () => {
    assert.equal(reindent('{\n    a\n\n      b\n    }', '    ', '\t'), '{\n\ta\n\n\t  b\n\t}');
  });
});
