import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `npm run precision -- --write` wrote, against the verdicts it was made of. */
describe('docs/PRECISION.md', () => {
  const page = readFileSync(join(__dirname, '../../docs/PRECISION.md'), 'utf8');
  const text = readFileSync(join(__dirname, 'precision/verdicts.json'), 'utf8');
  const verdicts = Object.entries(JSON.parse(text) as Record<string, { verdict: string }>);

  it('lists each finding that was judged, and no other', () => {
    assert.ok(verdicts.length > 50);
    for (const [key, { verdict }] of verdicts) {
      const [, where = '', rule = ''] = /(\S+:\d+) (\S+)$/.exec(key) ?? [];
      assert.match(
        page,
        new RegExp(`\`${escaped(where)}\` \\| \`${rule}\` \\| ${verdict} \\|`),
        key,
      );
    }
    assert.doesNotMatch(page, /\| not judged \|/);
  });

  it('keeps the goal: nineteen of twenty statements are true, also in JavaScript alone', () => {
    for (const row of ['**All**', 'JavaScript and TypeScript']) {
      const cells =
        page
          .split('\n')
          .find((line) => line.startsWith(`| ${row} |`))
          ?.split(' | ') ?? [];
      assert.ok(Number.parseFloat(cells[7] ?? '') >= 95, `${row}: ${cells[7]}`);
    }
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
