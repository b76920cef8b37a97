/** The sentences that a person may see, as they stand in the sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A call of `l10n.t` or `vscode.l10n.t`, as the translators' tool must be able to read it. */
export interface Call {
  readonly where: string;
  /** Undefined where the sentence is not a string literal. */
  readonly sentence: string | undefined;
  readonly argumentCount: number;
  readonly hasSpread: boolean;
}

export const root = join(__dirname, '../..');

/** The languages that the extension is complete in, beside English; by VS Code's names for them. */
export const languages = ['de', 'es', 'fr', 'ja', 'zh-cn'] as const;

export function callsIn(path: string, text: string): Call[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const calls: Call[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /(^|\.)l10n\s*\.\s*t$/.test(node.expression.getText(file))) {
      const [first, ...others] = node.arguments;
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      calls.push({
        where: `${path}:${line + 1}`,
        sentence: first && ts.isStringLiteralLike(first) ? first.text : undefined,
        argumentCount: others.length,
        hasSpread: node.arguments.some((argument) => ts.isSpreadElement(argument)),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return calls;
}

/** Every call in the product's sources. */
export function allCalls(): readonly Call[] {
  return ['src', 'media']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true })
        .map((name) => join(folder, name.toString()))
        .filter((path) => path.endsWith('.ts')),
    )
    .flatMap((path) => callsIn(path, readFileSync(join(root, path), 'utf8')));
}

/** Each sentence once, in alphabetical order. */
export function allSentences(): readonly string[] {
  return [...new Set(allCalls().flatMap(({ sentence }) => sentence ?? []))].sort();
}

/** The place holders of a text: `{0}`, `{1}`, each as often as it stands there. */
export function placeHolders(text: string): readonly string[] {
  return [...text.matchAll(/\{\d+\}/g)].map(([holder]) => holder).sort();
}

/** What must come through a translation as it is: links to commands and pages, settings, code. */
export function fixedParts(text: string): readonly string[] {
  return [...text.matchAll(/\]\((?:command:|https:)[^)]*\)|`[^`]+`/g)].map(([part]) => part).sort();
}
