import assert from 'node:assert/strict';
import { arithmeticSentence } from '../../src/explain/arithmetic';
import { elsewhere, elsewhereSentence } from '../../src/explain/elsewhere';
import { forecastFor } from '../../src/explain/forecast';
import { numberWords } from '../../src/explain/format';
import { phraseOf, phraseText } from '../../src/explain/phrase';
import type { Forecast } from '../../src/explain/verdict';
import type { Measurement } from '../../src/measure/measurement';
import { lookMs, measurement, read, usage } from './support/caseFiles';

const words = numberWords('en');

function forecast(perSecond: number, changes: Partial<Measurement> = {}, open = 0): Forecast {
  const result = forecastFor(usage({ open }), measurement(changes), perSecond, lookMs);
  assert.ok(result);
  return result;
}

/** Linux' defaults on loopback. */
const defaults: Partial<Measurement> = {
  ephemeralRange: read({ first: 32_768, last: 60_999 }),
  timeWaitReuse: read({ scope: 'loopback', afterMs: 1_000 }),
};

describe('elsewhere', () => {
  it('lays 600 a second beside the other systems', () => {
    const rows = elsewhere(forecast(600, defaults), 600, words);
    assert.deepEqual(
      rows.map(({ id, text }) => [id, text.ports, text.timeWait, text.rate, text.outcome]),
      [
        ['live', '28,232', '1 s', '28,232 a second', 'never exhausted'],
        ['article-2005', '4,000', '240 s', '16 a second', 'exhausted after 6.7 s'],
        ['windows', '16,384', '120–240 s', '68–136 a second', 'exhausted after 27 s'],
        ['macos', '16,384', '30 s', '546 a second', 'exhausted after 27 s'],
        ['linux-remote', '28,232', '60 s', '470 a second', 'exhausted after 47 s'],
        ['linux-loopback', '28,232', '1 s', '28,232 a second', 'never exhausted'],
      ],
    );
    assert.equal(
      elsewhereSentence(rows, 600, words),
      'At 600 connections a second: harmless here. Linux, to a remote host: exhausted after 47 s; Windows: exhausted after 27 s.',
    );
  });

  it('says what Windows 2000 really had', () => {
    const [article] = elsewhere(undefined, undefined, words);
    assert.match(article!.text.note, /3,976 ports, so 16\.6 a second/);
    assert.equal(article!.text.outcome, '');
    assert.equal(article!.timeToExhaustionMs, undefined);
  });

  it('does not decide what is disputed', () => {
    const windows = elsewhere(undefined, 100, words).find(({ id }) => id === 'windows');
    assert.equal(
      windows?.text.outcome,
      'exhausted after 3 min if its ports wait the longer time, else never',
    );
  });

  it('warns of nothing where there is nothing to warn of', () => {
    assert.equal(
      elsewhereSentence(elsewhere(forecast(2, defaults), 2, words), 2, words),
      undefined,
    );
    const failing = elsewhere(forecast(40), 40, words);
    assert.equal(elsewhereSentence(failing, 40, words), undefined);
  });
});

describe('arithmeticSentence', () => {
  it('reads as the design does, with a name on each number', () => {
    const parts = arithmeticSentence(forecast(40), words);
    assert.equal(
      phraseText(parts),
      '201 ports ÷ 60 s = 3.4 connections a second for ever · yours: 40 · so 201 ÷ 40 = 5 seconds',
    );
    assert.deepEqual(
      parts.flatMap((part) => (typeof part === 'string' ? [] : [[part.name, part.value]])),
      [
        ['capacity', 201],
        ['timeWait', 60_000],
        ['sustainableRate', 3.35],
        ['rate', 40],
        ['capacity', 201],
        ['rate', 40],
        ['timeToExhaustion', 5_025],
      ],
    );
  });

  it('says never, holds and ranges', () => {
    assert.match(
      phraseText(arithmeticSentence(forecast(2), words)),
      / · yours: 2 · so they never run out$/,
    );
    assert.match(
      phraseText(arithmeticSentence(forecast(40, {}, 200), words)),
      /^201 ports ÷ \(60 s \+ 5 s open\) = 3.1 connections/,
    );
    const shared = { ...forecast(40), closedHereShare: 0.25 };
    assert.match(phraseText(arithmeticSentence(shared, words)), /^201 ports ÷ 25 % of 60 s = /);
    const disputed = { timeWaitLength: read({ minMs: 120_000, maxMs: 240_000 }) };
    assert.match(
      phraseText(arithmeticSentence(forecast(1, disputed), words)),
      /^201 ports ÷ 120–240 s = 0.8–1.7 .* if it is the longer time$/,
    );
  });
});

describe('phraseOf', () => {
  it('follows a translation that turns the numbers round or leaves one out', () => {
    const numbers = [
      { name: 'a', value: 1, text: 'one' },
      { name: 'b', value: 2, text: 'two' },
    ];
    const parts = phraseOf(numbers, ([a = '', b = '']) => `${b} before ${a}, ${b}!`);
    assert.equal(phraseText(parts), 'two before one, two!');
    assert.equal(phraseText(phraseOf(numbers, () => 'no number')), 'no number');
  });
});
