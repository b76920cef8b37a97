import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { createPrefilter } from '../../src/recognize/fastPrefilter';
import { Fingerprints, fingerprintLength, tablesLength } from '../../src/recognize/fingerprints';
import type { Candidates } from '../../src/recognize/prefilter';
import { CandidateScan, mightHoldSocketError, needlesOfAll } from '../../src/recognize/prefilter';
import { createTextScan } from '../../src/textScan';
import { withoutEscapes } from '../../src/watch/escapes';
import { Unread } from '../../src/watch/unread';
import { fixtures } from './fixtures';

const scan = createTextScan();
assert.ok(scan, 'Node.js has had WebAssembly with SIMD since 16.4');
const prefilter = createPrefilter(scan);
const needles = needlesOfAll();

/** Sequences as programs print them, and such as no program should. */
const sequence = fc.constantFrom(
  '\u001B[1m',
  '\u001B[m',
  '\u001B[38;2;255;100;0m',
  '\u001B[K',
  '\u001B[2K',
  '\u001B[?25l',
  '\u001B[12;40H',
  '\u001B[123456m',
  '\u001B[1',
  '\u001B[',
  '\u001B',
  '\u001B[\u001B[1m1m',
  '\u001B[2\u001B[1mK',
  '\u001B[4:3m',
  '\u001B]0;title\u0007',
  '\u001B]8;;http://a\u001B\\',
  '\u009B31m',
  '\u009D0;t\u0007',
);
const between = fc.oneof(
  sequence,
  fc.constantFrom('\n', '\r\n', '\r', ' ', '\t', '\b', '\u0000', '\u0085', '', 'error ', 'code: '),
  fc.constantFrom('✓ ', '编', '\u4E1B[31m', '\u0A1B', 'é', '\uD83D\uDE00', '\uFF9B'),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 40 }),
);
/** A needle, whole, lacking its end, or torn by something. */
const piece = fc.oneof(
  fc.constantFrom(...needles),
  fc
    .tuple(fc.constantFrom(...needles), fc.nat(), fc.oneof(sequence, between))
    .map(([needle, at, what]) => {
      const middle = at % needle.length;
      return needle.slice(0, middle) + what + needle.slice(middle);
    }),
  fc.tuple(fc.constantFrom(...needles), fc.nat()).map(([needle, at]) => needle.slice(0, at % 9)),
);
const text = fc.array(fc.oneof(piece, between), { maxLength: 12 }).map((parts) => parts.join(''));
const chunks = fc
  .tuple(text, fc.integer({ min: 0, max: 400 }))
  .map(([whole, at]): [string, string] => [whole.slice(0, at), whole.slice(at)]);

/** What is read of a text once it is over: a sequence that its end cuts off is gone. */
function finished(raw: string): string {
  return withoutEscapes(raw.replaceAll('\r', '\n'), () => true);
}

describe('createPrefilter', () => {
  it('lets through whatever the string searches let through, however it is torn', () => {
    let passed = 0;
    fc.assert(
      fc.property(chunks, ([before, rest]) => {
        if (!mightHoldSocketError(finished(before + rest))) return;
        passed += 1;
        assert.ok(prefilter.mightHold(rest, before), JSON.stringify([before, rest]));
      }),
      { numRuns: 10_000 },
    );
    assert.ok(passed > 1_000, `${passed} had something to let through`);
  });

  it('lets nothing else through', () => {
    let stopped = 0;
    fc.assert(
      fc.property(chunks, ([before, rest]) => {
        if (mightHoldSocketError(before + rest)) return;
        stopped += 1;
        assert.ok(!prefilter.mightHold(rest, before), JSON.stringify([before, rest]));
      }),
      { numRuns: 10_000 },
    );
    assert.ok(stopped > 1_000, `${stopped} had something to stop`);
  });

  it('misses nothing, and lets nothing else through, where the unfinished line is kept', () => {
    let passed = 0;
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (parts) => {
        const unread = new Unread<undefined>();
        let isHeld = false;
        for (const part of [...parts, '\n']) {
          const isBeginningKept = unread.isLineKept;
          const before = unread.add(part, undefined);
          isHeld ||= prefilter.mightHold(part, before, isBeginningKept && unread.isLineKept);
        }
        assert.equal(isHeld, mightHoldSocketError(`\n${parts.join('')}\n`), JSON.stringify(parts));
        if (isHeld) passed += 1;
      }),
      { numRuns: 10_000 },
    );
    assert.ok(passed > 100, `${passed} had something to let through`);
  });

  it('judges a line that is kept when it is whole, and one that is not at once', () => {
    const quoted = "  - error.code === 'EADDRINUSE' is checked";
    assert.equal(prefilter.mightHold(quoted, 'one\n', true), false);
    assert.equal(prefilter.mightHold('\n', quoted, true), false);
    assert.equal(prefilter.mightHold('\n', quoted, false), true);
    assert.equal(prefilter.mightHold('INUSE: :::80\n', 'Error: listen EADDR', true), true);
  });

  it('finds the lines of candidates that string searches find', () => {
    const linesOf = (candidates: Candidates, whole: string) => {
      const starts: number[] = [];
      for (let from = 0; ;) {
        const at = candidates.next(from);
        if (at === undefined) return starts;
        starts.push(whole.lastIndexOf('\n', at) + 1);
        from = `${whole}\n`.indexOf('\n', at) + 1;
      }
    };
    fc.assert(
      fc.property(text, (raw) => {
        const whole = finished(raw);
        const expected = linesOf(new CandidateScan(whole), whole);
        assert.deepEqual(linesOf(prefilter.candidatesIn(whole), whole), expected);
      }),
      { numRuns: 5_000 },
    );
  });

  it('counts a number only behind a word for errors', () => {
    const word = fc.constantFrom('error', 'ERRNO', 'Code', 'erro', 'errn0', 'c0de', 'od', 'rr');
    const number = fc.constantFrom('10048', '10049', '10055', '10013');
    let passed = 0;
    fc.assert(
      fc.property(word, fc.nat(22), number, fc.nat(20), (name, distance, digits, indent) => {
        const one = `${'-'.repeat(indent)}${name}${' '.repeat(distance)}${digits}`;
        const isExpected = mightHoldSocketError(one);
        assert.equal(prefilter.mightHold(one), isExpected, one);
        if (isExpected) passed += 1;
      }),
      { numRuns: 5_000 },
    );
    assert.ok(passed > 500, `${passed} were numbers of errors`);
  });

  it('takes no character over U+00FF for a part of an escape sequence', () => {
    // The low bytes of these are a digit and an escape.
    assert.ok(prefilter.mightHold('\u001B[1\u0131mda'));
    assert.ok(prefilter.mightHold('\u4E1B[1mEADDRINUSE'));
  });

  it('removes the control characters of a line that ends amid a sequence', () => {
    assert.ok(prefilter.mightHold('E\u0000ADDR\u001B['));
  });

  it('finds each needle at each place of a block, in both kinds of strings', () => {
    for (const needle of needles) {
      const named = /^\d+$/.test(needle) ? `error ${needle}` : needle;
      for (const kind of ['', '✓', '\u001B[1m', '\u001B[1m✓']) {
        for (let at = 0; at < 17; at += 1) {
          const whole = `${kind}${'x'.repeat(at)}${named}`;
          assert.ok(prefilter.mightHold(whole), JSON.stringify(whole));
        }
      }
    }
  });

  it('says the same of every fixture, by lines and at once, as the string searches do', () => {
    for (const { name, text: fixture } of fixtures) {
      const texts = [fixture, ...fixture.split('\n').map((line) => `-\n${line}\n-`)];
      for (const one of texts)
        assert.equal(prefilter.mightHold(one), mightHoldSocketError(one), name);
    }
  });

  it('does without WebAssembly, and searches what is longer than its memory', () => {
    for (const one of [createPrefilter(undefined), prefilter]) {
      const long = 'one\n'.repeat(scan.maxLength / 4);
      assert.equal(one.mightHold(`${long}Error: listen EADDRINUSE: :::80\n`), true);
      assert.equal(one.mightHold(`${long}two\n`), false);
      assert.equal(one.mightHold('DRINUSE: :::80\n', 'Error: listen EAD'), true);
    }
  });

  it('does not look at what an earlier text left in the memory', () => {
    assert.equal(prefilter.mightHold(`${'x'.repeat(40)}EADDRINUSE`), true);
    assert.equal(prefilter.mightHold('x'.repeat(40)), false);
    assert.equal(prefilter.mightHold('x'.repeat(41), '\u001B[1mxx'), false);
  });

  it('is in time with a line of nothing but needles', () => {
    const started = performance.now();
    prefilter.mightHold(`-\n${'EADDR lready in use '.repeat(3_000)}\n-`);
    assert.ok(performance.now() - started < 2_000);
  });
});

describe('createTextScan', () => {
  it('is compiled from the source as it stands', function () {
    this.timeout(60_000);
    const script = join(__dirname, 'support/textScanModule.mjs');
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, `Run \`npm run scan\`. ${stderr}`);
  });

  it('is absent where the machine cannot', () => {
    assert.equal(createTextScan({}), undefined);
    const refuse = () => {
      throw new Error('Wasm SIMD unsupported');
    };
    const WebAssembly = { Module: refuse, Instance: refuse };
    assert.equal(createTextScan({ WebAssembly: WebAssembly as never }), undefined);
  });
});

describe('Fingerprints', () => {
  afterEach(() => {
    // The tables belong to the prefilter above as well.
    scan.memory.fill(0, tablesLength, 2 * tablesLength);
    new Fingerprints(needles).writeTables(scan.memory, tablesLength);
  });

  it('leave it to the memory to pass by numbers that nothing names', () => {
    scan.memory.fill(0, tablesLength, 2 * tablesLength);
    new Fingerprints(['10048']).writeTables(scan.memory, tablesLength);
    const find = (text: string) => {
      scan.writeNarrow('', text);
      return scan.find(tablesLength, 0, text.length);
    };
    assert.equal(find('GET /item?port=10048 HTTP/1.1'), -1);
    assert.ok(find('error 10048') >= 0);
  });

  it('has one in each needle, whatever the needles are', () => {
    const unit = fc.constantFrom('a', 'e', ' ', '0', 'é', '址', 'ß', '\u0161');
    const word = fc
      .string({ unit, minLength: fingerprintLength, maxLength: 12 })
      // A number counts only behind certain words.
      .filter((one) => !/^\d+$/.test(one));
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 20 }), (words) => {
        const fingerprints = new Fingerprints(words);
        scan.memory.fill(0, tablesLength, 2 * tablesLength);
        fingerprints.writeTables(scan.memory, tablesLength);
        for (const one of words) {
          scan.writeWide('', one);
          const found: string[] = [];
          for (let at = -1; ;) {
            at = scan.find(tablesLength, at + 1, one.length);
            if (at < 0) break;
            const held = fingerprints.needlesAt(scan.memory, scan.bytesAt + at);
            found.push(...held.filter(({ offset }) => offset === at).map(({ needle }) => needle));
          }
          assert.ok(found.includes(one), JSON.stringify([one, words]));
        }
      }),
      { numRuns: 300 },
    );
  });
});
