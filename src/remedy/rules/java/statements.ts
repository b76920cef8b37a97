import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { remove, removeStatement } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { ancestor, descendants, field } from '../../syntax';
import { children, outermostFunction } from './members';

/** Takes a statement out, and the `finally` or the whole `try` that only served it. */
export function withoutCleanup(file: SourceFile, statement: Node): SourceEdit[] {
  const clause = ancestor(statement, 'finally_clause');
  const block = statement.parent;
  const isAlone = block !== null && block.parent?.id === clause?.id && children(block).length === 1;
  const attempt = clause?.parent;
  if (clause === undefined || attempt === null || attempt === undefined || !isAlone) {
    return [removeStatement(file, statement)];
  }
  const before = clause.previousNamedSibling;
  const isNeeded =
    attempt.type === 'try_with_resources_statement' ||
    children(attempt).some(({ type }) => type === 'catch_clause');
  return isNeeded && before !== null
    ? [remove(before.endIndex, clause.endIndex)]
    : unwrapped(file, attempt);
}

/** Takes a resource out of `try (…)`, and the `try` where nothing else needs it. */
export function withoutResource(file: SourceFile, resource: Node): SourceEdit[] {
  const list = resource.parent;
  const attempt = list?.parent;
  if (list === null || attempt === null || attempt === undefined) return [];
  const resources = children(list);
  const index = resources.findIndex(({ id }) => id === resource.id);
  const [previous, next] = [resources[index - 1], resources[index + 1]];
  if (next !== undefined) return [remove(resource.startIndex, next.startIndex)];
  if (previous !== undefined) return [remove(previous.endIndex, resource.endIndex)];
  const hasClauses = children(attempt).some(({ type }) => /^(catch|finally)_clause$/.test(type));
  const body = field(attempt, 'body');
  if (hasClauses && body !== undefined) return [remove(list.startIndex, body.startIndex)];
  return unwrapped(file, attempt);
}

/** `try { body }` as `body`, one level further out; a block stays where its names would clash. */
function unwrapped(file: SourceFile, attempt: Node): SourceEdit[] {
  const body = field(attempt, 'body');
  if (body === undefined) return [];
  const [first] = children(body);
  const isLaidOut =
    first !== undefined && file.lineStart(first.startIndex) !== file.lineStart(body.startIndex);
  const tail = body.endIndex === attempt.endIndex ? [] : [remove(body.endIndex, attempt.endIndex)];
  if (!isLaidOut || namesClash(body)) return [remove(attempt.startIndex, body.startIndex), ...tail];
  const [outer, inner] = [file.indentation(attempt.startIndex), file.indentation(first.startIndex)];
  const [start, end] = [file.nextLine(body.startIndex), file.lineStart(body.endIndex - 1)];
  const dedented: SourceEdit[] = [];
  for (let line = start; line < end; line = file.nextLine(line)) {
    if (file.indentation(line).startsWith(inner))
      dedented.push({ start: line, end: line + inner.length, newText: outer });
  }
  return [
    remove(file.lineStart(attempt.startIndex), start),
    ...dedented,
    remove(end, file.nextLine(attempt.endIndex)),
  ];
}

function namesClash(body: Node): boolean {
  const scope = outermostFunction(body);
  const declared = new Set(
    descendants(body, 'variable_declarator', 'resource').map((each) => field(each, 'name')?.text),
  );
  return (
    scope !== undefined &&
    descendants(scope, 'identifier').some(
      (name) =>
        declared.has(name.text) &&
        (name.endIndex <= body.startIndex || name.startIndex >= body.endIndex),
    )
  );
}
