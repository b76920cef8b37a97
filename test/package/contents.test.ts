import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { describe, it } from 'mocha';

/** What runs, and what the Marketplace shows; nothing else ships. */
const expected = [
  /^package\.json$/,
  /^package\.nls(\.(de|es|fr|ja|zh-cn))?\.json$/,
  /^l10n\/bundle\.l10n\.(de|es|fr|ja|zh-cn)\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^dist\/(extension|analyzerThread|rules|l10n|panel)\.js$/,
  /^dist\/probe\/node\.cjs$/,
  /^dist\/probe\/python\/\w+\.py$/,
  /^dist\/panel\.css$/,
  /^dist\/THIRD-PARTY-NOTICES\.txt$/,
  /^dist\/grammars\/tree-sitter(-(javascript|typescript|tsx|c-sharp|python|java|go))?\.(js|wasm)$/,
  /^media\/walkthrough\/(explain|measure|fix|verify)\.svg$/,
  /^media\/icons\/(socket-doctor\.png|panel-(light|dark)\.svg)$/,
];

/** Grammars dominate: C# alone is 5.1 MB (0.3 MB when zipped). */
const budgetBytes = 14_000_000;
/** All bundles together, minified. */
const scriptBudgetBytes = 1_000_000;

/** As it ships: what lies here may have been built for debugging. */
function minifiedBytes(file: string): number {
  return Buffer.byteLength(transformSync(readFileSync(file, 'utf8'), { minify: true }).code);
}

describe('the package', () => {
  it('contains what runs and nothing else', function () {
    this.timeout(60_000);
    if (!existsSync('dist/extension.js')) {
      console.log('    skipped: not built yet (npm run build)');
      this.skip();
    }
    const files = execFileSync(process.execPath, [
      'node_modules/@vscode/vsce/vsce',
      'ls',
      '--no-dependencies',
    ])
      .toString()
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /^[\w.-]+(\/|$)/.test(line) && existsSync(line));
    for (const file of files) {
      assert.ok(
        expected.some((pattern) => pattern.test(file)),
        `${file} should not ship`,
      );
    }
    for (const pattern of expected) {
      assert.ok(
        files.some((file) => pattern.test(file)),
        `${pattern.source} is missing`,
      );
    }
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(bytes <= budgetBytes, `${bytes} bytes`);
    const scripts = files.filter((file) => /^dist\/\w+\.js$/.test(file));
    const scriptBytes = scripts.reduce((sum, file) => sum + minifiedBytes(file), 0);
    assert.ok(scriptBytes <= scriptBudgetBytes, `${scriptBytes} bytes of script`);
  });
});
