import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CandidateScan,
  NeedleFinder,
  mightHoldSocketError,
  mightNameSocketError,
} from '../../src/recognize/prefilter';
import { runtimes } from '../../src/recognize/runtimes';
import { cluesIn } from '../../src/recognize/clue';
import { chooseStems } from '../../src/recognize/stems';
import { fixtures } from './fixtures';

const signatures = runtimes.flatMap((runtime) => runtime.signatures);
const needles = [...new Set(signatures.flatMap((signature) => signature.needles))];

/** A pattern without its assertions, which fast-check cannot generate strings for. */
function withoutAssertions(source: string): string {
  const opening = /\\.|\[(?:[^\]\\]|\\.)*\]|\(\?<?[=!]|[()]/g;
  let plain = '';
  let from = 0;
  let depth = 0;
  let assertedAt: number | undefined;
  for (const { 0: token, index } of source.matchAll(opening)) {
    if (token === ')') {
      depth -= 1;
      if (assertedAt === depth) {
        assertedAt = undefined;
        from = index + 1;
      }
    } else if (token.startsWith('(')) {
      if (token.length > 1 && assertedAt === undefined) {
        assertedAt = depth;
        plain += source.slice(from, index);
      }
      depth += 1;
    }
  }
  return plain + source.slice(from);
}

/** A string that matches the pattern but for what fast-check cannot generate: assertions, groups. */
function generatorOf({ source, flags }: RegExp): fc.Arbitrary<string> {
  const plain = withoutAssertions(source)
    .replace(/\\b|\^|\$/g, '')
    .replace(/\(\?<\w+>/g, '(?:');
  return fc.stringMatching(new RegExp(plain, flags.replace(/[igy]/g, '')), { size: 'small' });
}

describe('mightNameSocketError', () => {
  for (const { id, pattern, needles: ownNeedles } of signatures) {
    it(`lets through whatever ${id} matches by one of its needles`, () => {
      // Around it stands what makes a word or sentence of it, for the assertions left out.
      const frame = fc.constantFrom(['', ''], [' ', ' '], [': ', '.'], ['x: ', ' (']);
      const isNumbered = ownNeedles.some((needle) => /^\d+$/.test(needle));
      let matched = 0;
      fc.assert(
        fc.property(generatorOf(pattern), frame, (text, [before, after]) => {
          const line = `${before}${text}${after}`.replaceAll('\n', ' ');
          if (!pattern.test(line) || !ownNeedles.some((needle) => line.includes(needle))) return;
          matched += 1;
          assert.ok(mightNameSocketError(line), `Not let through: ${JSON.stringify(line)}`);
        }),
        { numRuns: isNumbered ? 2_000 : 200 },
      );
      // Numbers are let through only behind certain words, so each such pattern must be tried.
      assert.ok(matched > 0 || !isNumbered);
    });
  }

  it('lets every line of a fixture through in which there is an error', () => {
    for (const { name, text } of fixtures) {
      for (const line of text.split('\n')) {
        if (cluesIn(line).length > 0) assert.ok(mightNameSocketError(line), `${name}: ${line}`);
      }
    }
  });
});

describe('mightHoldSocketError', () => {
  it('lets whole lines through only where they name an error', () => {
    const near = "  - error.code === 'EADDRINUSE' is checked";
    assert.equal(mightHoldSocketError(`one\n${near}\ntwo\n`), false);
    assert.equal(mightHoldSocketError(`one\n${near}`), true, 'the line may go on');
    assert.equal(mightHoldSocketError(`${near}\ntwo\n`), true, 'the line may have begun before');
    assert.equal(mightHoldSocketError('one\nError: listen EADDRINUSE: :::80\ntwo\n'), true);
    assert.equal(mightHoldSocketError('one\r\nError: listen EADD\u001B[1mRINUSE\r\ntwo'), true);
  });
});

describe('NeedleFinder', () => {
  const alphabet = fc.constantFrom('e', 'a', 't', 'y', 'q', ' ', '1', '0', 'ß', 'ż', '址', 'A');
  const word = fc.string({ unit: alphabet, minLength: 2, maxLength: 9 });
  const words = fc
    .uniqueArray(word, { minLength: 1, maxLength: 20 })
    .map((list) => list.filter((one) => !/^\d+$/.test(one)));

  it('finds exactly the texts that hold a needle, whatever the needles are', () => {
    fc.assert(
      fc.property(words, fc.string({ unit: alphabet, maxLength: 60 }), (list, text) => {
        assert.equal(
          new NeedleFinder(list).isIn(text),
          list.some((needle) => text.includes(needle)),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds each needle of each signature amid anything', () => {
    const around = fc.string({ maxLength: 30 });
    fc.assert(
      fc.property(fc.constantFrom(...needles), around, around, (needle, before, after) => {
        const named = /^\d+$/.test(needle) ? `error ${needle}` : needle;
        assert.ok(mightHoldSocketError(before + named + after), needle);
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds from left to right the first needle of each line', () => {
    fc.assert(
      fc.property(words, fc.array(fc.string({ unit: alphabet, maxLength: 20 })), (list, lines) => {
        const text = lines.join('\n');
        const scan = new CandidateScan(text, new NeedleFinder(list));
        const found: string[] = [];
        for (let from = 0; ;) {
          const at = scan.next(from);
          if (at === undefined) break;
          const end = `${text}\n`.indexOf('\n', at);
          found.push(text.slice(text.lastIndexOf('\n', at) + 1, end));
          from = end + 1;
        }
        const expected = lines.filter((line) => list.some((needle) => line.includes(needle)));
        assert.deepEqual(found, expected);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('chooseStems', () => {
  it('covers each needle, and few stems do for many', () => {
    const stems = chooseStems(needles, () => true);
    for (const needle of needles) {
      assert.ok(
        stems.some(({ text, needles: held }) =>
          held.some((one) => one.needle === needle && needle.startsWith(text, one.offset)),
        ),
        needle,
      );
    }
    assert.ok(stems.length < needles.length / 2, `${stems.length} of ${needles.length}`);
  });
});
