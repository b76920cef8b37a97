import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../src/remedy/edits';
import { lineEdits } from '../../src/remedy/lineEdits';

const line = fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'd\n');
const text = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('', 'end'))
  .map(([lines, end]) => lines.join('') + end);

describe('edits of lines', () => {
  it('turn any text into any other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.equal(applyEdits(before, lineEdits(before, after)), after);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leave alone what is between two changes', () => {
    const before = 'one\ntwo\nthree\nfour\nfive\n';
    const after = 'ONE\ntwo\nthree\nfour\nand a half\nfive\n';
    assert.deepEqual(lineEdits(before, after), [
      {
        range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } },
        newText: 'ONE\n',
      },
      {
        range: { start: { line: 4, character: 0 }, end: { line: 4, character: 0 } },
        newText: 'and a half\n',
      },
    ]);
  });

  it('are no more than it takes', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.nat(20), (lines, at) => {
        const before = lines.join('');
        const after = [...lines.slice(0, at), 'new\n', ...lines.slice(at)].join('');
        const edits = lineEdits(before, after);
        assert.equal(edits.length, 1);
        assert.equal(edits[0]!.newText, 'new\n');
      }),
    );
  });

  it('of two long texts that share nothing are one, and quickly made', () => {
    const [before, after] = ['a', 'b'].map((word) =>
      Array.from({ length: 20_000 }, (_, index) => `${word}${index}\n`).join(''),
    ) as [string, string];
    const startedMs = performance.now();
    assert.equal(lineEdits(before, after).length, 1);
    assert.ok(performance.now() - startedMs < 5_000);
  });
});
