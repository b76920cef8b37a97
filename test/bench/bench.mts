/**
 * `npm run bench`: each speed that the README claims, beside the peer's figure from the same run.
 * Figures are medians of several rounds; the sides take turns, so that a busy machine slows both.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const asShipped = (name: string) => [process.execPath, script('support/shipped.mjs'), script(name)];

for (const name of ['recognizeOutput.mts', 'memory.mts']) runShipped(name);

// The socket table is measured inside a network namespace that this script fills with 28,000 rows.
const { status } = spawnSync(
  process.execPath,
  [script('support/manySockets.mjs'), '--rows', '28000', '--', ...asShipped('socketTable.mts')],
  { stdio: 'inherit' },
);
const cannotMakeNamespace = 77;
if (status === cannotMakeNamespace)
  console.log('skipped: socket table (needs a network namespace)');
else if (status !== 0) process.exitCode = 1;

for (const name of ['analyzeSource.mts', 'atRest.mts', 'probeNode.mts', 'probePython.mts']) {
  runShipped(name);
}

function runShipped(name: string): void {
  const [node = '', ...args] = asShipped(name);
  if (spawnSync(node, args, { stdio: 'inherit' }).status !== 0) process.exitCode = 1;
}

const panel = ['--import', 'tsx', script('panelUpdates.mts')];
if (spawnSync(process.execPath, panel, { stdio: 'inherit' }).status !== 0) process.exitCode = 1;
