import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { languages } from '../../src/remedy/rules';
import { rulesPage, rulesPagePath } from './rulesPage';

describe('docs/rules/README.md', () => {
  it('is up to date (else: npm run docs)', () => {
    assert.equal(readFileSync(rulesPagePath, 'utf8'), rulesPage());
  });

  it('leads from every rule to its page', () => {
    const links = [...rulesPage().matchAll(/^\| \[`([^`]+)`\]\(([^)]+)\)/gm)];
    assert.deepEqual(
      links.map(([, id]) => id),
      languages.flatMap(({ rules }) => rules.map(({ id }) => id)),
    );
    for (const [, , page = ''] of links) {
      assert.ok(existsSync(join(dirname(rulesPagePath), page)), page);
    }
  });
});
