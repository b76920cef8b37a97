import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { recognize } from '../../src/recognize/recognize';
import { runtimes } from '../../src/recognize/runtimes';
import { cluesIn } from '../../src/recognize/clue';
import { isInnocent } from '../../src/recognize/innocent';
import { fixture, fixtures, summary } from './fixtures';

/** Groups of texts that are not those of a language. */
const noLanguage = new Set<string | undefined>(['libc', 'quiet', 'quoted', 'servers', 'tools']);

describe('recognize', () => {
  for (const { name, text, errors } of fixtures) {
    it(`says of ${name} what a person says`, () => {
      const found = recognize(text);
      assert.deepEqual(summary(found), errors);
      for (const { line } of found) {
        assert.ok(text.includes(line), `${line} stands in the text`);
      }
    });
  }

  it('has enough to say it on', () => {
    const positive = fixtures.filter(({ errors }) => errors.length > 0);
    assert.ok(positive.length >= 300, `${positive.length} texts with an error`);
    const groups = positive.map(({ name }) => name.split('/'));
    const languages = new Set(
      groups.map(([group]) => group).filter((group) => !noLanguage.has(group)),
    );
    assert.ok(languages.size >= 18, `${languages.size} languages: ${[...languages].join(', ')}`);
    const programs = new Set(
      groups
        .filter(([group]) => group === 'servers' || group === 'tools')
        .map(([, name]) => name?.split('-')[0]),
    );
    assert.ok(
      programs.size >= 18,
      `${programs.size} servers and tools: ${[...programs].join(', ')}`,
    );
    assert.ok(
      fixtures.length - positive.length >= 180,
      `${fixtures.length - positive.length} without`,
    );
    for (const { name, source, recorded } of fixtures) {
      assert.ok(source ?? recorded, `${name} says where it comes from`);
    }
  });
});

describe('signatures', () => {
  const all = runtimes.flatMap(({ signatures }) => signatures);
  const clueIds = (name: string) =>
    fixture(name)
      .text.split('\n')
      .filter((line) => !isInnocent(line))
      .flatMap(cluesIn)
      .map(({ signature }) => signature);

  it('stand in files that are all registered', () => {
    const files = readdirSync(join(__dirname, '../../src/recognize/signatures'));
    assert.equal(runtimes.length, files.length, files.join());
  });

  it('have ids of their own', () => {
    const ids = all.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
  });

  for (const { id, provedBy, notMatching, onlyWhen } of all) {
    it(`${id} matches ${provedBy} and leaves ${notMatching} alone`, () => {
      assert.ok(clueIds(provedBy).includes(id));
      // What counts only for one operation may well match; `recognize` then forgets it.
      assert.ok(onlyWhen !== undefined || !clueIds(notMatching).includes(id));
      assert.deepEqual(recognize(fixture(notMatching).text), []);
    });
  }
});
