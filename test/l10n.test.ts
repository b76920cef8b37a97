import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import {
  allCalls,
  allSentences,
  callsIn,
  fixedParts,
  languages,
  placeHolders,
  root,
  type Call,
} from './l10n/sentences';

/** What is wrong with a call; undefined where nothing is. */
function complaint({ where, sentence, argumentCount, hasSpread }: Call): string | undefined {
  if (sentence === undefined) return `${where}: the sentence is no string literal`;
  if (hasSpread) return `${where}: the number of arguments cannot be told`;
  const used = new Set([...sentence.matchAll(/\{(\d+)\}/g)].map(([, index]) => Number(index)));
  const wanted = Array.from({ length: argumentCount }, (_, index) => index);
  return used.size === argumentCount && wanted.every((index) => used.has(index))
    ? undefined
    : `${where}: "${sentence}" is given ${argumentCount} arguments`;
}

describe('user-visible sentences', () => {
  it('are literals with an argument for each place holder, and no argument without one', () => {
    const calls = allCalls();
    assert.ok(calls.length > 100, `only ${calls.length} sentences found`);
    assert.deepEqual(
      calls.flatMap((call) => complaint(call) ?? []),
      [],
    );
  });

  it('would be found where they are wrong', () => {
    const wrong = [
      'l10n.t(sentence)',
      'l10n.t(`Port ${port}`)',
      "l10n.t('Port ' + port)",
      "vscode.l10n.t('Port {0}')",
      "l10n.t('Port', port)",
      "l10n.t('Port {1}', port)",
      "l10n.t('{0} and {2}', a, b)",
      "l10n.t('{0}', ...all)",
    ];
    for (const text of wrong) {
      const [call] = callsIn('wrong.ts', text);
      assert.ok(call && complaint(call) !== undefined, text);
    }
    const right = ["l10n.t('Port')", "l10n.t('{1} of {0}, {1}', a, b)", "vscode.l10n.t('{0}', a)"];
    for (const text of right) {
      const [call] = callsIn('right.ts', text);
      assert.ok(call, text);
      assert.equal(complaint(call), undefined);
    }
  });
});

for (const language of languages) {
  describe(`the translation into ${language}`, () => {
    const read = (file: string): Record<string, string> => {
      const path = join(root, file);
      assert.ok(existsSync(path), `${file} is missing`);
      return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
    };
    const manifest = () =>
      JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;

    it('has every sentence, and none that nobody says any more', () => {
      const bundle = read(`l10n/bundle.l10n.${language}.json`);
      assert.deepEqual(Object.keys(bundle).sort(), allSentences());
      assert.deepEqual(
        Object.keys(read(`package.nls.${language}.json`)).sort(),
        Object.keys(manifest()).sort(),
      );
    });

    it('keeps place holders, links and code as they are, and leaves nothing empty', () => {
      const english = manifest();
      const pairs = [
        ...Object.entries(read(`l10n/bundle.l10n.${language}.json`)),
        ...Object.entries(read(`package.nls.${language}.json`)).map(
          ([key, text]) => [english[key] ?? '', text] as const,
        ),
      ];
      for (const [source, text] of pairs) {
        assert.notEqual(text.trim(), '', source);
        assert.deepEqual(placeHolders(text), placeHolders(source), `${source} → ${text}`);
        assert.deepEqual(fixedParts(text), fixedParts(source), `${source} → ${text}`);
      }
    });

    it('is a translation: few sentences read as in English', () => {
      const bundle = Object.entries(read(`l10n/bundle.l10n.${language}.json`));
      const same = bundle.filter(
        ([source, text]) => source === text && /[a-z]{4,} [a-z]/.test(text),
      );
      assert.ok(same.length < bundle.length / 50, same.map(([source]) => source).join('\n'));
    });
  });
}
