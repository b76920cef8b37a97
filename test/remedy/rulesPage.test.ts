import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { languages } from '../../src/remedy/rules';
import { fixturesDir } from './fixtures';
import { proofs } from './proofs';
import { rulesPage, rulesPagePath } from './rulesPage';

interface RecordedFinding {
  readonly rule: string;
  readonly fixes: readonly string[];
}

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

  it('says of every rule how it is proved, by a test that is there', () => {
    const ids = languages.flatMap(({ rules }) => rules.map(({ id }) => id));
    assert.deepEqual(Object.keys(proofs).sort(), ids.sort());
    for (const { by } of Object.values(proofs)) assert.ok(existsSync(join(__dirname, by)), by);
  });

  it('claims a rotation for the rules whose findings offer one, and for no other', () => {
    const rotating = languages.flatMap(({ folder }) => {
      const text = readFileSync(join(fixturesDir, folder, 'findings.json'), 'utf8');
      const findings = Object.values(JSON.parse(text) as Record<string, RecordedFinding[]>).flat();
      return findings
        .filter(({ fixes }) => fixes.some((fix) => fix.includes('(rotation)')))
        .map(({ rule }) => rule);
    });
    const claimed = Object.entries(proofs).filter(([, { rotation }]) => rotation !== 'none');
    assert.deepEqual(claimed.map(([id]) => id).sort(), [...new Set(rotating)].sort());
  });
});
