/** Runs the analyzer over folders of source code, each file in the context of its project. */
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Analyzer } from '../../../src/remedy/analyzer';
import type { Finding } from '../../../src/remedy/finding';
import type { ProjectFolder } from '../../../src/remedy/project';
import { projectContext } from '../../../src/remedy/project';
import { languageIdOf } from '../fixtures';

export interface ScannedFinding {
  /** From the scanned folder, with `/`. */
  readonly file: string;
  /** One-based. */
  readonly line: number;
  readonly rule: string;
  readonly severity: Finding['severity'];
  readonly code: string;
}

export interface Scan {
  readonly files: number;
  readonly findings: readonly ScannedFinding[];
  /** Files that the analyzer gave up on, with its reason. */
  readonly skipped: readonly string[];
}

/** Scans what there are rules for below a folder, without packages in it that are not its own. */
export async function scanFolder(
  analyzer: Analyzer,
  folder: string,
  without: readonly string[] = [],
): Promise<Scan> {
  const root = resolve(folder);
  const findings: ScannedFinding[] = [];
  const skipped: string[] = [];
  let files = 0;
  for (const path of sourceFiles(root, without)) {
    const languageId = languageIdOf(path);
    if (languageId === undefined) continue;
    const text = readFileSync(path, 'utf8');
    if (isMinified(path, text)) continue;
    files++;
    const context = await projectContext(languageId, foldersUpTo(root, dirname(path)));
    const analysis = await analyzer.analyze(text, languageId, context);
    const file = relative(root, path).replaceAll('\\', '/');
    if (analysis.kind === 'unavailable') {
      skipped.push(`${file}: ${analysis.reason} (${analysis.detail})`);
      continue;
    }
    const lines = text.split('\n');
    for (const { rule, range, severity } of analysis.findings) {
      const code = lines[range.start.line]?.trim().slice(0, 160) ?? '';
      findings.push({ file, line: range.start.line + 1, rule, severity, code });
    }
  }
  return { files, findings, skipped };
}

/** In the order of their names, so that two scans print the same. */
function* sourceFiles(folder: string, without: readonly string[]): Generator<string> {
  const others = ['node_modules', '.git', ...without];
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!others.includes(entry.name)) yield* sourceFiles(path, without);
    } else if (entry.isFile() && !/\.d\.[cm]?ts$/.test(entry.name)) yield path;
  }
}

/** Code that a tool wrote for machines: nobody reads it, and nobody would mend it there. */
function isMinified(path: string, text: string): boolean {
  if (/[.-]min\.[cm]?js$/.test(path)) return true;
  const lines = text.split('\n').length;
  return text.length > 5_000 && text.length / lines > 300;
}

function foldersUpTo(root: string, folder: string): ProjectFolder[] {
  const own: ProjectFolder = {
    fileNames: () => readdir(folder).catch(() => []),
    read: (name) => readFile(join(folder, name), 'utf8').catch(() => undefined),
  };
  return folder === root ? [own] : [own, ...foldersUpTo(root, dirname(folder))];
}
