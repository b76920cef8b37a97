// Builds every bundle from one table. `--production` minifies, `--watch` rebuilds on change,
// `--tests` adds the suite that runs inside the editor.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const withTests = process.argv.includes('--tests');

/** Node 20 is what VS Code 1.100 (our floor) runs extensions on: electron 34, nodejs 20.19. */
const nodeTarget = 'node20';

const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none', // see writeNotices
  metafile: true,
};

/**
 * What the extension and its thread both need is built once and loaded by both: the rules, and the
 * sentences' own module, which must be one for all that speak.
 */
const sharedModules = {
  name: 'shared-modules',
  setup(build) {
    build.onResolve({ filter: /^@vscode\/l10n$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './l10n.js', external: true },
    );
    build.onResolve({ filter: /^\.\/rules$/ }, ({ importer }) =>
      /[\\/]src[\\/]remedy[\\/]\w+\.ts$/.test(importer)
        ? { path: './rules.js', external: true }
        : undefined,
    );
  },
};

const bundles = [
  {
    ...shared,
    // The thread looks through many files, beside the extension host and not in it.
    entryPoints: {
      extension: 'src/extension.ts',
      analyzerThread: 'src/remedy/analyzerThread.ts',
      rules: 'src/remedy/rules/index.ts',
      l10n: '@vscode/l10n',
    },
    plugins: [sharedModules],
    outdir: 'dist',
    platform: 'node',
    format: 'cjs',
    target: nodeTarget,
    external: ['vscode', './tree-sitter.js'],
    loader: { '.scm': 'text' },
  },
  {
    ...shared,
    // Runs inside other people's programs: any Node since 18, and nothing beside this file.
    entryPoints: { node: 'src/probe/node/main.ts' },
    outdir: 'dist/probe',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    sourcemap: false,
  },
  {
    ...shared,
    entryPoints: { panel: 'media/panel/main.ts' },
    outdir: 'dist',
    platform: 'browser',
    format: 'iife',
    target: 'chrome132', // electron 34
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
    'tree-sitter-python.wasm',
    'tree-sitter-go.wasm',
    'tree-sitter-java.wasm',
  ];
  await mkdir('dist/grammars', { recursive: true });
  await Promise.all(files.map((name) => cp(join(from, name), join('dist/grammars', name))));
}

/** The probe that runs inside Python programs ships as it is. */
async function copyPythonProbe() {
  const from = 'src/probe/python';
  const files = (await readdir(from)).filter((name) => name.endsWith('.py'));
  await mkdir('dist/probe/python', { recursive: true });
  await Promise.all(files.map((name) => cp(join(from, name), join('dist/probe/python', name))));
}

/** The licences of what ships: each package in a bundle of dist, and the grammars' own. */
async function writeNotices(results) {
  const inputs = results
    .filter(({ metafile }) =>
      Object.keys(metafile.outputs).some((file) => file.startsWith('dist/')),
    )
    .flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const packages = new Set(['@vscode/tree-sitter-wasm']);
  for (const input of inputs) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (name) packages.add(name);
  }
  const notices = [...packages].sort().map(async (name) => {
    const folder = join('node_modules', name);
    const files = await readdir(folder);
    const file = files.find((each) => /^(licen[cs]e|copying)(\.|$)/i.test(each));
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    // Few packages carry no text; what they declare is said then.
    const text = file
      ? await readFile(join(folder, file), 'utf8')
      : `${manifest.license}, ${manifest.author?.name ?? manifest.author}, ${manifest.repository.url}`;
    return `${name} ${manifest.version}\n\n${text.trim()}\n`;
  });
  const rule = `\n${'-'.repeat(78)}\n\n`;
  await writeFile('dist/THIRD-PARTY-NOTICES.txt', (await Promise.all(notices)).join(rule));
}

await rm('dist', { recursive: true, force: true });
await copyGrammars();
await copyPythonProbe();
if (watch) {
  const contexts = await Promise.all(bundles.map((bundle) => esbuild.context(bundle)));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  await writeNotices(await Promise.all(bundles.map((bundle) => esbuild.build(bundle))));
}
