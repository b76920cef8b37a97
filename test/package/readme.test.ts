import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { libcSentences } from '../../src/recognize/signatures/libc';
import { windowsSentences } from '../../src/recognize/signatures/windows';
import { fixtures } from '../recognize/fixtures';
import { ordinaryRecordings } from '../recognize/support/ordinaryOutput';

const readme = readFileSync('README.md', 'utf8');

/** The number that stands in the README before these words. */
function claimed(words: string): number {
  const match = new RegExp(`([\\d,]+) ${words}`).exec(readme);
  assert.ok(match, `The README no longer says how many ${words}`);
  return Number(match[1]!.replaceAll(',', ''));
}

/** The number that stands behind these words. */
function claimedAfter(words: string): number {
  const match = new RegExp(`${words} (\\d+)`).exec(readme);
  assert.ok(match, `The README no longer says ${words}`);
  return Number(match[1]);
}

describe('the README', () => {
  it('counts the texts that the recogniser is held to', () => {
    const positive = fixtures.filter(({ errors }) => errors.length > 0).length;
    assert.equal(claimed('texts with an error'), positive);
    assert.equal(claimed('near misses'), fixtures.length - positive);
    const bytes = ordinaryRecordings.reduce((sum, recording) => sum + recording.bytes, 0);
    assert.equal(claimed('MB of ordinary output'), Math.floor(bytes / 1_000_000));
  });

  it('counts the languages', () => {
    const languages = (sentences: readonly { readonly language: string }[]) =>
      new Set(sentences.map(({ language }) => language)).size;
    assert.equal(claimedAfter('Windows in'), languages(windowsSentences));
    assert.equal(claimedAfter('glibc in'), languages(libcSentences));
  });
});
