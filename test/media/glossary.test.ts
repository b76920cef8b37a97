import assert from 'node:assert/strict';
import fc from 'fast-check';
import { segments, terms } from '../../media/panel/render/glossary';

describe('the glossary', () => {
  it('marks the first occurrence of a term, as the sentence writes it', () => {
    const cut = segments('Keep-alive avoids TIME_WAIT, and TIME_WAIT costs ports.', terms());
    assert.deepEqual(
      cut.map(({ text, term }) => [text, term?.id]),
      [
        ['Keep-alive', 'keep-alive'],
        [' avoids ', undefined],
        ['TIME_WAIT', 'time-wait'],
        [', and TIME_WAIT costs ports.', undefined],
      ],
    );
  });

  it('loses no letter of any sentence', () => {
    const names = terms().map(({ name }) => name);
    const words = fc.array(fc.oneof(fc.string(), fc.constantFrom(...names)));
    fc.assert(
      fc.property(words, (parts) => {
        const sentence = parts.join(' ');
        const joined = segments(sentence, terms())
          .map(({ text }) => text)
          .join('');
        assert.equal(joined, sentence);
      }),
    );
  });
});
