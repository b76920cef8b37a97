import assert from 'node:assert/strict';
import { format } from 'prettier';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import { patient, readFixtures } from './fixtures';

/** The habits that the fixtures are formatted with; a fixture that fits none is left out. */
const habits = [
  { singleQuote: true, printWidth: 100 },
  { singleQuote: true, printWidth: 120 },
  { singleQuote: true, printWidth: 100, semi: false },
  { printWidth: 100, useTabs: true },
  { printWidth: 100, tabWidth: 4 },
] as const;

/** A line that has become too long is the formatter's to break: an edit does not know its width. */
function outgrows(text: string, width: number): boolean {
  return text.split('\n').some((line) => line.length > width);
}

describe('a file that Prettier formatted', function () {
  this.timeout(60_000);
  let analyzer: Analyzer;
  before(() => {
    analyzer = createAnalyzer(patient);
  });
  after(() => {
    analyzer.dispose();
  });

  it('is still formatted as it was after every fix', async () => {
    let [formatted, compared] = [0, 0];
    for (const { name, text, languageId } of readFixtures('javascript/wrong')) {
      for (const habit of habits) {
        const options = { ...habit, filepath: name };
        if ((await format(text, options)) !== text) continue;
        formatted++;
        for (const context of [{}, { nodeMajor: 22 }]) {
          const fixed = await fixAll(analyzer, text, languageId, context);
          if (outgrows(fixed, habit.printWidth)) continue;
          compared++;
          assert.equal(fixed, await format(fixed, options), `${name} ${JSON.stringify(habit)}`);
        }
        break;
      }
    }
    assert.ok(formatted >= 20 && compared >= 40, `${compared} of ${formatted} fixtures`);
  });
});
