import assert from 'node:assert/strict';
import fc from 'fast-check';
import { segments, terms } from '../../media/panel/render/glossary';
import { numberWords } from '../../src/explain/format';
import { numberChips } from '../../src/present/panel/numbersView';
import { measurement } from '../explain/support/caseFiles';
import { openJsdomPanel } from './support/jsdomPanel';
import { exhaustedSnapshot } from './support/snapshots';

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

  it('explains every hard word among the names of the numbers', async () => {
    const panel = await openJsdomPanel();
    await panel.send({ type: 'init', l10n: {} });
    const labels = numberChips(measurement(), { words: numberWords('en'), time: () => '' });
    await panel.send(exhaustedSnapshot({ numbers: labels }));
    const unexplained = [...panel.document.querySelectorAll('.numbers li')]
      .filter((number) => number.querySelector('.tooltip-meaning')!.textContent === '')
      .map((number) => number.querySelector('.stat-label')!.textContent);
    panel.close();
    assert.deepEqual(unexplained, []);
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
