import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gitIgnore } from '../../src/present/gitIgnore';

const ignoreFiles = new Map([
  ['', '# made\n*.gen.ts\n/out/\nlogs/**/*.js\n!keep.gen.ts\n\\#odd.js\n'],
  ['packages/a', '!own.gen.ts\nlocal.ts\n'],
  ['out', '!back.ts\n'],
  ['packages', 'a/deep/\n'],
]);

const paths = [
  'main.ts',
  'x.gen.ts',
  'keep.gen.ts',
  'out/a.ts',
  'out/back.ts',
  'packages/out/a.ts',
  'logs/a.js',
  'logs/b/c.js',
  '#odd.js',
  'packages/a/own.gen.ts',
  'packages/a/other.gen.ts',
  'packages/a/local.ts',
  'packages/local.ts',
  'packages/a/deep/x/own.gen.ts',
  'MAIN.GEN.TS',
];

describe('.gitignore', () => {
  const isIgnored = gitIgnore(ignoreFiles);

  it('leaves out files by name, folder and exception, the nearest file last', () => {
    assert.deepEqual(paths.filter(isIgnored), [
      'x.gen.ts',
      'out/a.ts',
      'out/back.ts',
      'logs/a.js',
      'logs/b/c.js',
      '#odd.js',
      'packages/a/other.gen.ts',
      'packages/a/local.ts',
      'packages/a/deep/x/own.gen.ts',
    ]);
  });

  it('says what Git itself says', function () {
    const folder = mkdtempSync(join(tmpdir(), 'ignored-'));
    try {
      execFileSync('git', ['init', '--quiet'], { cwd: folder });
      execFileSync('git', ['config', 'core.ignorecase', 'false'], { cwd: folder });
      for (const path of [...paths, ...[...ignoreFiles.keys()].map((each) => join(each, 'any'))]) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
      }
      for (const [where, text] of ignoreFiles)
        writeFileSync(join(folder, where, '.gitignore'), text);
      const said = execFileSync('git', ['check-ignore', '--stdin', '--no-index', '-z'], {
        cwd: folder,
        input: paths.join('\0'),
      });
      const ignored = said.toString().split('\0').filter(Boolean);
      assert.deepEqual(ignored, paths.filter(isIgnored));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      console.log('    skipped: Git is not installed');
      this.skip();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('knows nothing where there is no such file', () => {
    assert.equal(gitIgnore(new Map())('a/b.ts'), false);
  });
});
