import assert from 'node:assert/strict';
import { numberWords } from '../../src/explain/format';

const words = numberWords('en');

describe('numberWords', () => {
  const rates: readonly [number, string][] = [
    [3.35, '3.4'],
    [40, '40'],
    [0.2, '0.2'],
    [0, '0'],
    [9.94, '9.9'],
    [9.96, '10'],
    [39.8, '40'],
    [28_232, '28,232'],
  ];
  for (const [value, text] of rates) {
    it(`writes a rate of ${value} as ${text}`, () => {
      assert.equal(words.rate(value), text);
    });
  }

  it('rounds a limit down, and not on account of a rounding error', () => {
    assert.equal(words.limit(4_000 / 240), '16');
    assert.equal(words.limit(2_001 / 60), '33');
    assert.equal(words.limit(201 / 60), '3.4');
    assert.equal(words.limit(0.1 * 3 * 100), '30');
    assert.equal(words.limits({ min: 68.27, max: 136.53 }), '68–136');
    assert.equal(words.limits({ min: 470.5, max: 470.5 }), '470');
  });

  const lengths: readonly [number, string, string][] = [
    [40, '40 ms', '40 milliseconds'],
    [999.4, '999 ms', '999 milliseconds'],
    [999.6, '1 s', '1 second'],
    [5_025, '5 s', '5 seconds'],
    [5_090, '5.1 s', '5.1 seconds'],
    [47_053, '47 s', '47 seconds'],
    [119_400, '119 s', '119 seconds'],
    [180_000, '3 min', '3 minutes'],
    [3 * 3_600_000, '3 h', '3 hours'],
    [50 * 3_600_000, '2 d', '2 days'],
    [-5, '0 ms', '0 milliseconds'],
  ];
  for (const [milliseconds, short, long] of lengths) {
    it(`writes ${milliseconds} ms as ${short}, aloud ${long}`, () => {
      assert.equal(words.duration(milliseconds), short);
      assert.equal(words.durationInWords(milliseconds), long);
    });
  }

  it('writes a TIME_WAIT length in seconds, a disputed one as a range', () => {
    assert.equal(words.seconds({ minMs: 240_000, maxMs: 240_000 }), '240 s');
    assert.equal(words.seconds({ minMs: 120_000, maxMs: 240_000 }), '120–240 s');
    assert.equal(words.seconds({ minMs: 1_500, maxMs: 1_500 }), '1.5 s');
  });

  const shares: readonly [number, string][] = [
    [0, '0 %'],
    [0.03, '3 %'],
    [0.0298, '3 %'],
    [0.995, '99.5 %'],
    [1, '100 %'],
    [0.9999, '99.9 %'],
    [0.004, '0.4 %'],
    [0.000_01, 'under 0.1 %'],
    [1.02, '102 %'],
  ];
  for (const [share, text] of shares) {
    it(`writes a share of ${share} as ${text}`, () => {
      assert.equal(words.percent(share), text);
    });
  }

  it('follows the locale, and takes one that it does not know as English', () => {
    assert.equal(numberWords('de').count(28_232), '28.232');
    assert.equal(numberWords('de').rate(3.35), '3,4');
    assert.match(numberWords('fr').durationInWords(5_025), /^5\ssecondes$/);
    assert.equal(numberWords('not a tag').count(28_232), '28,232');
  });
});
