import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quoted } from '../../src/explain/hostileText';

describe('quoted', () => {
  it('leaves ordinary names as they are, in any script', () => {
    for (const name of ['node server.js', 'Прокси', '通常', 'a-b_c (x)', 'naïve 🚀']) {
      assert.equal(quoted(name), name);
    }
  });

  it('takes out escapes, line ends and characters that turn the text round', () => {
    assert.equal(quoted('a\u001b[31mb\r\nc\u0000d'), 'a [31mb c d');
    assert.equal(quoted('exe\u202ecod.js'), 'exe cod.js');
    assert.equal(quoted('zero\u200bwidth\u2028line\ud800'), 'zero width line');
  });

  it('cuts between characters, not through them', () => {
    assert.equal(quoted('🚀🚀🚀🚀', 3), '🚀🚀…');
    assert.equal(quoted('abc', 3), 'abc');
    assert.equal(quoted('abcd', 3), 'ab…');
  });

  it('is bounded and plain for any text, and the same when done twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        const once = quoted(text, 40);
        assert.ok(Array.from(once).length <= 40);
        assert.doesNotMatch(once, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        assert.equal(quoted(once, 40), once);
      }),
    );
  });
});
