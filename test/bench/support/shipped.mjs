// Runs a script bundled, as the extension is shipped: without a loader that wraps every module.
//
//   node test/bench/support/shipped.mjs <script.mts>
import { rmSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const [script] = process.argv.slice(2);
// Inside the repository, so that packages are found.
const outfile = fileURLToPath(new URL(`../../../out/bench-${process.pid}.mjs`, import.meta.url));
await esbuild.build({
  entryPoints: [script],
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node18',
  outfile,
  logLevel: 'warning',
});
try {
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(outfile);
}
