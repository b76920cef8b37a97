import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ruleCatalogue, rulePagePath } from '../../src/remedy/catalogue';
import { languages } from '../../src/remedy/rules';

const root = join(__dirname, '../..');
const rulesDir = join(root, 'src/remedy/rules');

describe('rule catalogue', () => {
  it('lists every language folder, and every file that defines a rule', () => {
    const folders = readdirSync(rulesDir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    assert.deepEqual([...languages.map(({ folder }) => folder)].sort(), folders.sort());
    for (const { folder, rules } of languages) {
      const defined = readdirSync(join(rulesDir, folder))
        .map((name) => readFileSync(join(rulesDir, folder, name), 'utf8'))
        .flatMap((text) => (/\bdefineRule</.test(text) ? [/\bid: '([^']+)'/.exec(text)?.[1]] : []));
      assert.deepEqual(rules.map(({ id }) => id).sort(), defined.sort(), `${folder}/index.ts`);
    }
  });

  it('has a page for every rule that says why, what is wrong and right, its cost and sources', () => {
    for (const { id, title, docs } of ruleCatalogue()) {
      const page = join(root, docs);
      assert.ok(existsSync(page), docs);
      const text = readFileSync(page, 'utf8');
      assert.ok(text.startsWith(`# ${title}\n`), `${docs} begins with its title`);
      assert.ok(text.includes(`\`${id}\``), `${docs} names its rule`);
      for (const heading of ['Why', 'Wrong', 'Right', 'Cost', 'Sources']) {
        assert.match(text, new RegExp(`^## ${heading}$`, 'm'), `${docs}: ${heading}`);
      }
    }
  });

  it('leads from the rule id that a diagnostic shows to a page that exists', () => {
    for (const { id } of ruleCatalogue()) {
      assert.ok(statSync(join(root, rulePagePath(id))).isFile(), rulePagePath(id));
    }
    assert.ok(existsSync(join(root, rulePagePath('js/no-such-rule'))));
  });

  it('has no page without a rule, and no id twice', () => {
    const pages = languages.flatMap(({ folder }) =>
      readdirSync(join(root, 'docs/rules', folder)).map((name) => `docs/rules/${folder}/${name}`),
    );
    const listed = ruleCatalogue().map(({ docs }) => docs);
    assert.deepEqual(pages.sort(), [...listed].sort());
    assert.equal(new Set(listed).size, listed.length);
  });
});
