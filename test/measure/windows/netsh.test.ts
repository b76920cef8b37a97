import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dynamicPortsFrom, excludedPortsFrom } from '../../../src/measure/windows/netsh';
import { printed, recorded } from '../recordedOutput';

const LANGUAGES = ['en', 'fr', 'ja', 'zh', 'ru'];

/** What a pipe gives: the text in another code page, read byte by byte, with Windows line ends. */
function throughPipe(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1').replaceAll('\n', '\r\n');
}

describe('windows/netsh dynamicport', () => {
  for (const language of LANGUAGES) {
    it(`reads start and count in ${language}`, () => {
      const text = recorded('windows', `dynamicport.${language}.txt`);
      for (const form of [text, throughPipe(text)]) {
        const reading = dynamicPortsFrom(printed(form));
        assert.deepEqual(reading.kind === 'value' && reading.value, {
          first: 49_152,
          last: 65_535,
        });
      }
    });
  }

  it('reads a changed range', () => {
    const text = recorded('windows', 'dynamicport.en.txt')
      .replace('49152', '1025')
      .replace('16384', '3976');
    const reading = dynamicPortsFrom(printed(text));
    assert.deepEqual(reading.kind === 'value' && reading.value, { first: 1_025, last: 5_000 });
  });

  it('refuses numbers that are no range', () => {
    const text = recorded('windows', 'dynamicport.en.txt');
    for (const changed of [
      text.replace('16384', '16385'),
      text.replace('49152', '0'),
      text.replace('16384', '0'),
      text.replace(/Number.*/, ''),
      '',
    ]) {
      const reading = dynamicPortsFrom(printed(changed));
      assert.equal(reading.kind === 'unavailable' && reading.reason, 'malformed');
    }
  });

  it('gives a span inside the ports or a reason for any text', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.nat(99_999).map((number) => `anything : ${number}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
        const reading = dynamicPortsFrom(printed(lines.join('\n')));
        if (reading.kind === 'unavailable') return;
        assert.ok(reading.value.first >= 1 && reading.value.last <= 65_535);
        assert.ok(reading.value.first <= reading.value.last);
      }),
    );
  });
});

describe('windows/netsh excludedportrange', () => {
  function spansOf(name: string): readonly (readonly [number, number])[] {
    const text = recorded('windows', name);
    const reading = excludedPortsFrom(printed(throughPipe(text)));
    assert.equal(reading.kind, 'value');
    return reading.value.map(({ first, last }) => [first, last]);
  }

  it('reads administered and other spans (English)', () => {
    assert.deepEqual(spansOf('excludedportrange.en.txt'), [
      [80, 80],
      [5986, 5986],
      [47_001, 47_001],
      [55_679, 55_679],
    ]);
  });

  it('joins blocks that overlap or touch', () => {
    assert.deepEqual(spansOf('excludedportrange-overlapping.en.txt').at(-1), [56_638, 56_837]);
  });

  it('reads German, Chinese and Spanish tables', () => {
    assert.deepEqual(spansOf('excludedportrange.de.txt'), [
      [28_380, 28_380],
      [28_385, 28_385],
      [49_711, 50_010],
      [50_111, 50_310],
      [51_099, 51_198],
    ]);
    assert.deepEqual(spansOf('excludedportrange.zh.txt'), [
      [1607, 2106],
      [2180, 2579],
      [2606, 2705],
      [3897, 3996],
      [5357, 5357],
      [5712, 5811],
      [5985, 5985],
      [27_339, 27_339],
      [47_001, 47_001],
      [50_000, 50_059],
      [54_235, 54_235],
    ]);
    assert.deepEqual(spansOf('excludedportrange.es.txt')[0], [1025, 1624]);
    assert.equal(spansOf('excludedportrange.es.txt').length, 11);
  });

  it('takes a table without rows for "nothing is excluded", and no table for no answer', () => {
    const text = recorded('windows', 'excludedportrange.en.txt');
    const empty = excludedPortsFrom(printed(text.replace(/^\s+\d.*\n/gm, '')));
    assert.deepEqual(empty.kind === 'value' && empty.value, []);
    const none = excludedPortsFrom(printed('The system cannot find the file specified.'));
    assert.equal(none.kind === 'unavailable' && none.reason, 'malformed');
  });

  it('covers every row by ascending spans without overlap, in any order of the rows', () => {
    const row = fc
      .tuple(fc.nat(65_535), fc.nat(3_000))
      .map(([first, more]) => ({ first, last: Math.min(first + more, 65_535) }));
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const lines = rows.map(({ first, last }) => `   ${first}   ${last}`);
        const reading = excludedPortsFrom(printed(['----------    --------', ...lines].join('\n')));
        assert.equal(reading.kind, 'value');
        const spans = reading.value;
        spans.forEach(({ first }, index) => {
          assert.ok(index === 0 || first > spans[index - 1]!.last + 1);
        });
        for (const { first, last } of rows) {
          assert.ok(spans.some((span) => span.first <= first && last <= span.last));
        }
      }),
    );
  });

  it('gives spans or a reason for any text', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.tuple(fc.nat(99_999), fc.nat(99_999)).map(([a, b]) => ` ${a} ${b}`),
      fc.constant('----------    --------'),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const reading = excludedPortsFrom(printed(lines.join('\n')));
        if (reading.kind === 'unavailable') return;
        for (const { first, last } of reading.value) assert.ok(first <= last && last <= 65_535);
      }),
    );
  });
});
