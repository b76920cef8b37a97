import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { runtimes } from '../../src/recognize/runtimes';
import { codeSpan, pagePath, signaturesPage } from './support/signaturesPage';

describe('docs/SIGNATURES.md', () => {
  it('is up to date (else: npm run docs)', () => {
    assert.equal(readFileSync(pagePath, 'utf8'), signaturesPage());
  });

  it('has a row for every signature', () => {
    const page = signaturesPage();
    for (const { id } of runtimes.flatMap(({ signatures }) => signatures)) {
      assert.equal(page.split(`| \`${id}\` |`).length, 2, id);
    }
  });

  it('shows hostile text as text', () => {
    assert.equal(codeSpan('a|b'), '`a\\|b`');
    assert.equal(codeSpan('a\\|b'), '`a\\\\\\|b`');
    assert.equal(codeSpan('`[x](javascript:1)``'), '``` `[x](javascript:1)`` ```');
    assert.equal(codeSpan('one\n\n<script>\u0007\u202E'), '`one <script>`');
    assert.equal(codeSpan('\u0000'), '');
  });

  it('keeps any text within its cell and its span', () => {
    const part = fc.oneof(fc.constantFrom('|', '\\', '`', '``', '\n', '<', '*'), fc.string());
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const span = codeSpan(parts.join(''));
        assert.doesNotMatch(span, /[\n\r]|(?<!\\)(?:\\\\)*\|/);
        const mark = /^`*/.exec(span)?.[0] ?? '';
        const inside = span.slice(mark.length, span.length - mark.length);
        assert.ok(span === '' || (span.endsWith(mark) && !inside.split(/[^`]+/).includes(mark)));
      }),
    );
  });
});
