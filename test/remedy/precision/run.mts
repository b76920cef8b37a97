/**
 * `npm run precision`: scans well-known code bases, prints each finding, and says which have no
 * verdict yet. `-- --language Go` scans one language only, and `-- --write` writes what was found
 * last into docs/PRECISION.md. Folders as arguments are scanned instead.
 * Slow: it downloads hundreds of megabytes the first time, and reads some 100,000 files.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createAnalyzer } from '../../../src/remedy/analyzer';
import type { CodeBase } from './codeBases.mjs';
import { codeBases, folderOf } from './codeBases.mjs';
import { page } from './page.mjs';
import type { Judged, Scanned, Verdict } from './page.mjs';
import type { Scan, ScannedFinding } from './scan.mjs';
import { scanFolder } from './scan.mjs';

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: { language: { type: 'string' }, write: { type: 'boolean', default: false } },
});
const cache = join(tmpdir(), 'socket-doctor-precision');
const verdictsFile = new URL('./verdicts.json', import.meta.url);
const verdicts = JSON.parse(readFileSync(verdictsFile, 'utf8')) as Record<string, Verdict>;
const grammars = new URL('../../../node_modules/@vscode/tree-sitter-wasm/wasm', import.meta.url);
const analyzer = createAnalyzer({ grammarsDir: fileURLToPath(grammars), timeLimitMs: 20_000 });
const all = codeBases();
const languages = [...new Set(all.map(({ language }) => language))];

if (options.write) {
  const target = fileURLToPath(new URL('../../../docs/PRECISION.md', import.meta.url));
  writeFileSync(target, page(languages.flatMap(lastScans).map(judge)));
} else if (folders.length > 0) {
  for (const folder of folders) print(folder, await scanFolder(analyzer, folder));
} else {
  mkdirSync(cache, { recursive: true });
  for (const language of languages) {
    if (language === (options.language ?? language)) await scanLanguage(language);
  }
}
analyzer.dispose();

async function scanLanguage(language: string): Promise<void> {
  const scanned: Scanned[] = [];
  for (const codeBase of all.filter((each) => each.language === language)) {
    const name = `${codeBase.name} ${codeBase.version}`;
    const folder = folderOf(codeBase, cache);
    if (folder === undefined) {
      console.log(`${name}: not to be had here`);
      continue;
    }
    const scan = await scanFolder(analyzer, folder, codeBase.without);
    print(name, scan);
    scanned.push({ codeBase, scan });
    for (const finding of scan.findings) {
      const key = keyOf(codeBase, finding);
      if (verdicts[key] === undefined) console.log(`  no verdict: ${key}`);
    }
  }
  writeFileSync(scansFile(language), JSON.stringify(scanned));
}

function scansFile(language: string): string {
  return join(cache, `${encodeURIComponent(language)}.json`);
}

function lastScans(language: string): Scanned[] {
  return JSON.parse(readFileSync(scansFile(language), 'utf8')) as Scanned[];
}

function judge({ codeBase, scan }: Scanned): Judged {
  const findings = scan.findings.map((finding) => ({
    ...finding,
    verdict: verdicts[keyOf(codeBase, finding)],
  }));
  return { codeBase, scan, findings };
}

function keyOf({ name }: CodeBase, { file, line, rule }: ScannedFinding): string {
  return `${name} ${file}:${line} ${rule}`;
}

function print(name: string, { files, findings, skipped }: Scan): void {
  console.log(`${name}: ${files} files, ${findings.length} findings`);
  for (const { file, line, rule, severity, code } of findings) {
    console.log(`  ${file}:${line} ${rule} (${severity}) ${code}`);
  }
  for (const reason of skipped) console.log(`  skipped ${reason}`);
}
