// Builds every bundle from one table. `--production` minifies, `--watch` rebuilds on change,
// `--tests` adds the suite that runs inside the editor.
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const withTests = process.argv.includes('--tests');

/** Node 18 is what VS Code 1.82 (our floor) runs extensions on: electron 25, nodejs 18.15. */
const nodeTarget = 'node18';

const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
};

const bundles = [
  {
    ...shared,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    platform: 'node',
    format: 'cjs',
    target: nodeTarget,
    external: ['vscode', './tree-sitter.js'],
    loader: { '.scm': 'text' },
  },
  {
    ...shared,
    entryPoints: { panel: 'media/panel/main.ts' },
    outdir: 'dist',
    platform: 'browser',
    format: 'iife',
    target: 'chrome114', // electron 25
  },
];

if (withTests) {
  const suites = (await readdir('test/editor')).filter((name) => name.endsWith('.test.ts'));
  bundles.push({
    ...shared,
    stdin: {
      // Discovery by directory listing: a suite that exists is a suite that runs.
      contents: [
        "import { runSuites } from './run';",
        'export const run = () => runSuites({',
        ...suites.map((name) => `  '${name}': () => require('./${name}'),`),
        '});',
      ].join('\n'),
      resolveDir: 'test/editor',
      sourcefile: 'suites.ts',
      loader: 'ts',
    },
    outfile: 'out/editor-tests.js',
    platform: 'node',
    format: 'cjs',
    target: nodeTarget,
    external: ['vscode'],
    sourcemap: 'inline',
    // Mocha looks for the files of its parallel mode, which nobody starts here.
    logOverride: { 'require-resolve-not-external': 'silent' },
  });
}

/** The Tree-sitter runtime and the grammars that have rules; loaded only when a file needs them. */
async function copyGrammars() {
  const from = 'node_modules/@vscode/tree-sitter-wasm/wasm';
  const files = [
    'tree-sitter.js',
    'tree-sitter.wasm',
    'tree-sitter-javascript.wasm',
    'tree-sitter-typescript.wasm',
    'tree-sitter-tsx.wasm',
    'tree-sitter-c-sharp.wasm',
  ];
  await mkdir('dist/grammars', { recursive: true });
  await Promise.all(files.map((name) => cp(join(from, name), join('dist/grammars', name))));
}

await rm('dist', { recursive: true, force: true });
await copyGrammars();
if (watch) {
  const contexts = await Promise.all(bundles.map((bundle) => esbuild.context(bundle)));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  await Promise.all(bundles.map((bundle) => esbuild.build(bundle)));
}
