import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';

const root = join(__dirname, '../..');
const pages = [
  ...readdirSync(root).map(String),
  ...readdirSync(join(root, 'docs'), { recursive: true }).map((name) => join('docs', String(name))),
].filter((name) => name.endsWith('.md'));

describe('the documentation', () => {
  it('was found', () => {
    for (const page of ['README.md', join('docs', 'ARCHITECTURE.md')]) {
      assert.ok(pages.includes(page), page);
    }
  });

  for (const page of pages) {
    it(`leads nowhere that is not there: ${page}`, () => {
      const text = readFileSync(join(root, page), 'utf8');
      const targets = [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target!);
      const local = targets.filter((target) => !/^(https?:|#)/.test(target));
      const missing = local.filter(
        (target) => !existsSync(join(root, dirname(page), target.replace(/#.*$/, ''))),
      );
      assert.deepEqual(missing, []);
    });
  }
});
