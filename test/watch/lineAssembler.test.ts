import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineAssembler, maxRawLineLength } from '../../src/watch/lineAssembler';

/** All lines of the chunks, the unfinished last one included. */
function linesOf(chunks: readonly string[]): string[] {
  const assembler = new LineAssembler();
  const blocks = [...chunks.map((chunk) => assembler.push(chunk)), assembler.flush()];
  return blocks.flatMap((block) => (block === undefined ? [] : block.split('\n')));
}

/** Cuts a text at the given places. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => text.slice(from, at[index]));
}

const piece = fc.oneof(
  fc.constantFrom('\n', '\r\n', '\r', '\r\r\n', '\t', 'line', '中文', '😀', ''),
  fc.constantFrom('\u001B[31m', '\u001B[0m', '\u001B[2J', '\u001B[38;5;12m', '\u001B[?25l'),
  fc.constantFrom('\u001B]0;title\u0007', '\u001B]8;;http://x\u001B\\', '\u009B31m', '\u001B'),
  fc.constantFrom('\u001B]never ended', '\u001B[', '\u0003', '\u0000', '\u0007'),
  fc.string({ maxLength: 12 }),
);
const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

describe('LineAssembler', () => {
  it('gives the same lines however the text is cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(2_000), { maxLength: 40 }), (whole, places) => {
        assert.deepEqual(linesOf(cut(whole, places)), linesOf([whole]));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves no escape sequence and no control character but the tab', () => {
    fc.assert(
      fc.property(text, (whole) => {
        for (const line of linesOf([whole.replaceAll('\u001B]never ended', '') + '\u001B[0m\n'])) {
          assert.ok(!line.includes('\u001B') && !line.includes('\u009B'), line);
        }
      }),
    );
  });

  it('ends lines at a line feed, with or without a carriage return, also one cut off', () => {
    assert.deepEqual(linesOf(['one\ntwo\r\nthree\r', '\nfour']), ['one', 'two', 'three', 'four']);
  });

  it('keeps the last state of a line that is overwritten', () => {
    assert.deepEqual(linesOf(['10 %\r50 %\r100 %\ndone\n']), ['100 %', 'done']);
    assert.deepEqual(linesOf(['10 %\r', '50 %', '\r', '100 %\r', '\n']), ['100 %']);
  });

  it('strips a sequence that was cut in two', () => {
    assert.deepEqual(linesOf(['a\u001B[3', '1mred\u001B', '[0m\n']), ['ared']);
    assert.deepEqual(linesOf(['\u001B]8;;http://', 'x\u0007link\u001B]8;;\u0007\n']), ['link']);
  });

  it('does not let a sequence without an end swallow the next line', () => {
    assert.deepEqual(linesOf(['\u001B]0;title\nError: listen\n']).at(1), 'Error: listen');
  });

  it('drops the unfinished sequence at the end of what rests', () => {
    assert.deepEqual(linesOf(['waiting\u001B[3']), ['waiting']);
  });

  it('keeps the beginning of a line of 10 MB without an end, and no more', () => {
    const assembler = new LineAssembler();
    for (let written = 0; written < 10_000_000; written += 50_000) {
      assert.equal(assembler.push('x'.repeat(50_000)), undefined);
    }
    assert.equal(assembler.push('end\nnext\n')?.length, maxRawLineLength + '\nnext'.length);
    assert.equal(assembler.push('y'.repeat(10_000_000)), undefined);
    assert.equal(assembler.flush()?.length, maxRawLineLength);
  });

  it('cuts a long line in the midst of a large chunk', () => {
    const chunk = `short\n${'x'.repeat(100_000)}\nshort again\n`;
    assert.deepEqual(
      linesOf([chunk]).map((line) => line.length),
      [5, maxRawLineLength, 11],
    );
  });

  it('hands on a plain chunk as one block', () => {
    const assembler = new LineAssembler();
    assert.equal(assembler.push('one\ntwo\nthr'), 'one\ntwo');
    assert.equal(assembler.hasTail, true);
    assert.equal(assembler.push('ee\n'), 'three');
    assert.equal(assembler.hasTail, false);
  });
});
