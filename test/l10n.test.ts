import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import ts from 'typescript';

/** A call of `l10n.t` or `vscode.l10n.t`, as the translators' tool must be able to read it. */
interface Call {
  readonly where: string;
  /** Undefined where the sentence is not a string literal. */
  readonly sentence: string | undefined;
  readonly argumentCount: number;
  readonly hasSpread: boolean;
}

const root = join(__dirname, '..');

function callsIn(path: string, text: string): Call[] {
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

/** What is wrong with a call; undefined where nothing is. */
function complaint({ where, sentence, argumentCount, hasSpread }: Call): string | undefined {
  if (sentence === undefined) return `${where}: the sentence is no string literal`;
  if (hasSpread) return `${where}: the number of arguments cannot be told`;
  const used = new Set([...sentence.matchAll(/\{(\d+)\}/g)].map(([, index]) => Number(index)));
  const wanted = Array.from({ length: argumentCount }, (_, index) => index);
  return used.size === argumentCount && wanted.every((index) => used.has(index))
    ? undefined
    : `${where}: "${sentence}" is given ${argumentCount} arguments`;
}

const sources = ['src', 'media'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, name.toString()))
    .filter((path) => path.endsWith('.ts')),
);

describe('user-visible sentences', () => {
  it('are literals with an argument for each place holder, and no argument without one', () => {
    const calls = sources.flatMap((path) => callsIn(path, readFileSync(join(root, path), 'utf8')));
    assert.ok(calls.length > 100, `only ${calls.length} sentences found`);
    const complaints = calls.flatMap((call) => complaint(call) ?? []);
    assert.deepEqual(complaints, []);
  });

  it('would be found where they are wrong', () => {
    const wrong = [
      'l10n.t(sentence)',
      'l10n.t(`Port ${port}`)',
      "l10n.t('Port ' + port)",
      "vscode.l10n.t('Port {0}')",
      "l10n.t('Port', port)",
      "l10n.t('Port {1}', port)",
      "l10n.t('{0} and {2}', a, b)",
      "l10n.t('{0}', ...all)",
    ];
    for (const text of wrong) {
      const [call] = callsIn('wrong.ts', text);
      assert.ok(call && complaint(call) !== undefined, text);
    }
    const right = ["l10n.t('Port')", "l10n.t('{1} of {0}, {1}', a, b)", "vscode.l10n.t('{0}', a)"];
    for (const text of right) {
      const [call] = callsIn('right.ts', text);
      assert.ok(call, text);
      assert.equal(complaint(call), undefined);
    }
  });
});
