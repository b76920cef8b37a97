import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Analyzer } from '../../src/remedy/analyzer';
import type { AnalysisContext, Finding } from '../../src/remedy/finding';

/** Where the grammars lie before they are built into `dist`. */
export const grammarsDir = join(__dirname, '../../node_modules/@vscode/tree-sitter-wasm/wasm');

/** For tests of what is found, not of how fast: a busy machine may take its time. */
export const patient = { grammarsDir, timeLimitMs: 20_000 };

export const fixturesDir = join(__dirname, '../fixtures/remedy');

const languageIds: Record<string, string> = {
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascriptreact',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'typescriptreact',
  '.cs': 'csharp',
  '.py': 'python',
  '.go': 'go',
  '.java': 'java',
};

export const grammarNames: Record<string, string> = {
  javascript: 'javascript',
  javascriptreact: 'javascript',
  typescript: 'typescript',
  typescriptreact: 'tsx',
  csharp: 'c-sharp',
  python: 'python',
  go: 'go',
  java: 'java',
};

/** A source text as somebody might have written it. */
export interface Fixture {
  /** From the fixtures' folder, e.g. `csharp/wrong/using-var.cs`. */
  readonly path: string;
  readonly name: string;
  readonly text: string;
  readonly languageId: string;
}

export function readFixtures(folder: string): Fixture[] {
  return readdirSync(join(fixturesDir, folder))
    .sort()
    .map((name) => readFixture(`${folder}/${name}`));
}

/** VS Code's language id for a file's name; undefined where there are no rules for it. */
export function languageIdOf(path: string): string | undefined {
  return languageIds[extname(path)];
}

export function readFixture(path: string): Fixture {
  const languageId = languageIdOf(path);
  if (languageId === undefined) throw new Error(`No language for ${path}`);
  const text = readFileSync(join(fixturesDir, path), 'utf8');
  return { path, name: path.slice(path.lastIndexOf('/') + 1), text, languageId };
}

/** The findings of a text; fails where it could not be analysed. */
export async function findingsOf(
  analyzer: Analyzer,
  text: string,
  languageId: string,
  context: AnalysisContext = {},
): Promise<readonly Finding[]> {
  const analysis = await analyzer.analyze(text, languageId, context);
  if (analysis.kind === 'unavailable') throw new Error(`${analysis.reason}: ${analysis.detail}`);
  return analysis.findings;
}
