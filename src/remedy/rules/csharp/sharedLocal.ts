import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { remove, removeStatement, replace } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { ancestor, descendants, field, namedChildren } from '../../syntax';
import type { LocalDeclaration } from './locals';
import { outermostFunction } from './members';

/** An object that a call makes for itself, to be replaced by one that is shared. */
export interface ReplacedLocal {
  readonly creation: Node;
  /** Absent where it is used on the spot. */
  readonly declaration?: LocalDeclaration;
  /** Assignments that became part of what is shared. */
  readonly settings: readonly Node[];
}

/** The edits that let a call use `name`: its own object goes, with its settings and its disposal. */
export function useShared(file: SourceFile, use: ReplacedLocal, name: string): SourceEdit[] {
  if (use.declaration === undefined) return [replace(use.creation, name)];
  const { statement, mentions } = use.declaration;
  const gone: SourceEdit[] = use.settings.map((setting) =>
    removeStatement(file, setting.parent ?? setting),
  );
  for (const mention of mentions) {
    const dispose = disposal(mention);
    if (dispose !== undefined) gone.push(withoutDisposal(file, dispose));
  }
  const isGone = (node: Node): boolean =>
    gone.some(({ start, end }) => node.startIndex >= start && node.endIndex <= end);
  const renamed = mentions
    .filter((mention) => !isGone(mention))
    .map((mention) => replace(mention, name));
  if (statement.type === 'using_statement')
    return unwrapped(file, statement, [...gone, ...renamed]);
  return [removeStatement(file, statement), ...gone, ...renamed];
}

/** The statement `client.Dispose();`, or how WCF says it. */
function disposal(mention: Node): Node | undefined {
  const access = mention.parent;
  const call = access?.parent;
  const isDispose =
    access?.type === 'member_access_expression' &&
    /^(Dispose|Close|Abort)$/.test(field(access, 'name')?.text ?? '');
  const statement = call?.type === 'invocation_expression' ? call.parent : null;
  return isDispose && statement?.type === 'expression_statement' ? statement : undefined;
}

/** Takes a disposal out, and a `finally` that only served it where a `catch` remains. */
function withoutDisposal(file: SourceFile, statement: Node): SourceEdit {
  const clause = ancestor(statement, 'finally_clause');
  const block = statement.parent;
  const attempt = clause?.parent;
  const isAlone =
    block?.parent?.id === clause?.id && block !== null && namedChildren(block).length === 1;
  const handler =
    attempt &&
    namedChildren(attempt)
      .filter(({ type }) => type === 'catch_clause')
      .at(-1);
  if (clause === undefined || !isAlone || handler === undefined || handler === null) {
    return removeStatement(file, statement);
  }
  return remove(handler.endIndex, clause.endIndex);
}

/**
 * `using (var client = …) { body }` without its header. The braces go too and the body moves out
 * one level, unless a name that the body declares is also used outside of it.
 */
function unwrapped(file: SourceFile, statement: Node, inside: readonly SourceEdit[]): SourceEdit[] {
  const body = field(statement, 'body');
  if (body === undefined) return [...inside];
  const outer = file.indentation(statement.startIndex);
  if (body.type !== 'block') {
    const isStacked = file.indentation(body.startIndex) === outer;
    return [
      remove(statement.startIndex, body.startIndex),
      ...(isStacked ? [] : dedentEdits(file, body, outer)),
      ...inside,
    ];
  }
  const [first, last] = [namedChildren(body)[0], namedChildren(body).at(-1)];
  if (first === undefined || last === undefined || namesCollide(body, statement)) {
    return [remove(statement.startIndex, body.startIndex), ...inside];
  }
  const isOneLine = !file.text.slice(body.startIndex, first.startIndex).includes('\n');
  if (isOneLine) return [remove(statement.startIndex, body.startIndex), ...inside];
  const contentStart = file.nextLine(body.startIndex);
  const contentEnd = file.lineStart(body.endIndex);
  const inner = file.indentation(first.startIndex);
  const dedented: SourceEdit[] = [];
  for (let line = contentStart; line < contentEnd; line = file.nextLine(line)) {
    const indent = file.indentation(line);
    const isGone = inside.some(({ start, end }) => line >= start && line < end && end > start + 1);
    if (isGone || !indent.startsWith(inner)) continue;
    dedented.push({ start: line, end: line + inner.length, newText: outer });
  }
  return [
    remove(file.lineStart(statement.startIndex), contentStart),
    ...dedented,
    ...inside,
    remove(contentEnd, file.nextLine(body.endIndex)),
  ];
}

function dedentEdits(file: SourceFile, body: Node, outer: string): SourceEdit[] {
  const inner = file.indentation(body.startIndex);
  const edits: SourceEdit[] = [];
  for (
    let line = file.nextLine(body.startIndex);
    line < body.endIndex;
    line = file.nextLine(line)
  ) {
    if (file.indentation(line).startsWith(inner)) {
      edits.push({ start: line, end: line + inner.length, newText: outer });
    }
  }
  return edits;
}

function namesCollide(body: Node, statement: Node): boolean {
  const scope = outermostFunction(statement) ?? statement.parent;
  const declared = new Set(
    descendants(
      body,
      'variable_declarator',
      'foreach_statement',
      'declaration_expression',
      'declaration_pattern',
    )
      .map((node) => (field(node, 'name') ?? field(node, 'left'))?.text)
      .filter((name) => name !== undefined),
  );
  return (
    scope !== null &&
    descendants(scope, 'identifier').some(
      (node) =>
        declared.has(node.text) &&
        (node.startIndex < body.startIndex || node.startIndex >= body.endIndex),
    )
  );
}
