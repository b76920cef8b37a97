/** The law of the room: how a text arrives makes no difference to what is found in it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ErrorStream } from '../../src/recognize/errorStream';
import { recognize } from '../../src/recognize/recognize';
import type { SocketError } from '../../src/recognize/socketError';
import { LineAssembler, maxRawLineLength } from '../../src/watch/lineAssembler';
import { fixtures } from './fixtures';

/** What terminals understand and people do not see; some end a colour, some begin one. */
const sequences = [
  '\u001B[0m',
  '\u001B[31m',
  '\u001B[1;97;41m',
  '\u001B[38;2;255;128;0m',
  '\u001B[m',
  '\u001B[K',
  '\u009B33m',
  '\u001B]8;;https://example.com\u0007',
];
/** Sequences count for the limit of a line, so long lines stay bare. */
const maxColouredLineLength = maxRawLineLength / 2;

interface Dressing {
  readonly cuts: readonly number[];
  readonly colours: readonly (readonly [place: number, sequence: string])[];
  readonly lineEnd: string;
}

const place = fc.nat(1_000_000);
const dressings: fc.Arbitrary<Dressing> = fc.record({
  cuts: fc.array(place, { maxLength: 40 }),
  colours: fc.array(fc.tuple(place, fc.constantFrom(...sequences)), { maxLength: 40 }),
  lineEnd: fc.constantFrom('\n', '\r\n'),
});

/** Puts the sequences anywhere in the text, in the midst of words too. */
function coloured(text: string, colours: Dressing['colours']): string {
  const inOrder = colours
    .map(([at, sequence]) => ({ at: at % (text.length + 1), sequence }))
    .sort((one, other) => one.at - other.at);
  const parts = inOrder.map(({ at, sequence }, index) => {
    const from = inOrder[index - 1]?.at ?? 0;
    return `${text.slice(from, at)}${isInLongLine(text, at) ? '' : sequence}`;
  });
  return parts.join('') + text.slice(inOrder.at(-1)?.at ?? 0);
}

function isInLongLine(text: string, at: number): boolean {
  const end = text.indexOf('\n', at);
  const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
  return (end < 0 ? text.length : end) - start > maxColouredLineLength;
}

/** As a debug adapter sends it: cut anywhere, in the midst of a sequence or line end too. */
function arrived(text: string, cuts: readonly number[]): SocketError[] {
  const at = [...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
  const assembler = new LineAssembler();
  const stream = new ErrorStream();
  const blocks = at.map((end, index) => assembler.push(text.slice(at[index - 1] ?? 0, end)));
  return [
    ...[...blocks, assembler.flush()]
      .filter((block) => block !== undefined)
      .flatMap((block) => stream.accept(block)),
    ...stream.settle(),
  ];
}

/** Short texts, where a cut is more likely to matter, are tried more often. */
const runs = (text: string): number => Math.max(3, Math.min(40, Math.round(40_000 / text.length)));

describe('every fixture', function () {
  this.timeout(180_000);

  it('gives the same wherever it is cut and coloured, with either line end', () => {
    for (const { name, text } of fixtures) {
      const expected = recognize(text);
      fc.assert(
        fc.property(dressings, ({ cuts, colours, lineEnd }) => {
          const dressed = coloured(text, colours).replaceAll('\n', lineEnd);
          assert.deepEqual(arrived(dressed, cuts), expected, name);
        }),
        { numRuns: runs(text) },
      );
    }
  });

  it('gives the same in its own colours, wherever its bytes are cut', () => {
    for (const { name, raw, text } of fixtures.filter((one) => one.raw.includes('\u001B'))) {
      const expected = recognize(text);
      fc.assert(
        fc.property(dressings, ({ cuts, lineEnd }) => {
          const bytes = raw.replaceAll(/(?<!\r)\n/g, lineEnd);
          assert.deepEqual(arrived(bytes, cuts), expected, name);
        }),
        { numRuns: runs(raw) },
      );
    }
  });

  it('gives the same one character at a time', () => {
    for (const { name, text } of fixtures.filter((one) => one.text.length < 3_000)) {
      const everywhere = Array.from({ length: text.length }, (_, at) => at);
      assert.deepEqual(arrived(text, everywhere), recognize(text), name);
    }
  });
});
