/**
 * What a translation lacks, and what it says in vain: `npx tsx test/l10n/missing.ts de`.
 * Prints `{ "missing": […], "unused": […] }` for the sentences and the manifest.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allSentences, root } from './sentences';

const language = process.argv[2] ?? '';

function keysOf(file: string): readonly string[] {
  const path = join(root, file);
  return existsSync(path) ? Object.keys(JSON.parse(readFileSync(path, 'utf8')) as object) : [];
}

function compare(wanted: readonly string[], there: readonly string[]) {
  return {
    missing: wanted.filter((key) => !there.includes(key)),
    unused: there.filter((key) => !wanted.includes(key)),
  };
}

console.log(
  JSON.stringify(
    {
      sentences: compare(allSentences(), keysOf(`l10n/bundle.l10n.${language}.json`)),
      manifest: compare(keysOf('package.nls.json'), keysOf(`package.nls.${language}.json`)),
    },
    undefined,
    2,
  ),
);
