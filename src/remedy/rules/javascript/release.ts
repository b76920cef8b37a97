import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { applySourceEdits, insideOf, remove, removeStatement, replace } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { ancestor, descendants, field, isWithin, namedChildren } from '../../syntax';

/** `const { a, b } = x, client = y` without one declarator, or without the statement. */
export function withoutDeclarator(file: SourceFile, declarator: Node): SourceEdit {
  const statement = declarator.parent ?? declarator;
  const siblings = namedChildren(statement);
  if (siblings.length === 1) return removeStatement(file, statement);
  const index = siblings.findIndex(({ id }) => id === declarator.id);
  const next = siblings[index + 1];
  const previous = siblings[index - 1];
  if (next !== undefined) return remove(declarator.startIndex, next.startIndex);
  return remove(previous?.endIndex ?? declarator.startIndex, declarator.endIndex);
}

/** A mention by another name; a shorthand property keeps its key. */
export function rename(mention: Node, name: string): SourceEdit {
  const isShorthand = mention.type === 'shorthand_property_identifier';
  return replace(mention, isShorthand ? `${mention.text}: ${name}` : name);
}

/**
 * The edits of a fix after which an object outlives the call: calls such as `client.close()` go, and
 * so does what only served them, a listener, a `finally`, or a whole `try`.
 *
 * @param calls the call expressions; each is a statement, awaited or not, or a listener's body
 * @param others the fix's other edits; those inside a call that goes are left out
 */
export function withoutReleases(
  file: SourceFile,
  calls: readonly Node[],
  others: readonly SourceEdit[],
): SourceEdit[] {
  const released: SourceEdit[] = [];
  const unwrapped: Node[] = [];
  for (const call of calls) {
    const tryStatement = onlyServedByFinally(call);
    if (tryStatement === undefined) released.push(withoutRelease(file, call));
    else unwrapped.push(tryStatement);
  }
  const isGone = ({ start, end }: SourceEdit, gone: { start: number; end: number }): boolean =>
    start >= gone.start && end <= gone.end && start !== end;
  const kept = others.filter((edit) => !released.some((gone) => isGone(edit, gone)));
  return unwrapped.reduce<SourceEdit[]>(
    (edits, statement) => unwrap(file, statement, edits),
    [...kept, ...released],
  );
}

/** The `try` without a `catch` whose `finally` holds this call alone. */
function onlyServedByFinally(call: Node): Node | undefined {
  const clause = aloneInBlock(statementOf(call));
  const statement = clause?.type === 'finally_clause' ? clause.parent : undefined;
  return statement && field(statement, 'handler') === undefined ? statement : undefined;
}

/** The call's own statement, `await` included. */
function statementOf(call: Node): Node | undefined {
  const outer = call.parent?.type === 'await_expression' ? call.parent : call;
  return outer.parent?.type === 'expression_statement' ? outer.parent : undefined;
}

/** What a block belongs to, where the statement is all there is in it. */
function aloneInBlock(statement: Node | undefined): Node | undefined {
  const block = statement?.parent;
  const isAlone = block?.type === 'statement_block' && namedChildren(block).length === 1;
  return isAlone ? (block.parent ?? undefined) : undefined;
}

function withoutRelease(file: SourceFile, call: Node): SourceEdit {
  const statement = statementOf(call);
  const parent = call.parent;
  if (statement !== undefined) {
    const owner = aloneInBlock(statement);
    const handler =
      owner?.type === 'finally_clause' && owner.parent !== null
        ? field(owner.parent, 'handler')
        : undefined;
    if (handler !== undefined && owner !== undefined)
      return remove(handler.endIndex, owner.endIndex);
    const listener = owner?.type === 'arrow_function' ? withoutListener(file, owner) : undefined;
    return listener ?? removeStatement(file, statement);
  }
  if (parent?.type === 'arrow_function')
    return withoutListener(file, parent) ?? replace(call, '{}');
  return replace(call, 'undefined');
}

/** `response.on('end', () => agent.destroy())` without the listener, or without the statement. */
function withoutListener(file: SourceFile, listener: Node): SourceEdit | undefined {
  const call = listener.parent?.parent;
  const callee = call?.type === 'call_expression' ? field(call, 'function') : undefined;
  const method = callee?.type === 'member_expression' ? field(callee, 'property')?.text : undefined;
  const receiver = callee && field(callee, 'object');
  if (call === null || call === undefined || receiver === undefined) return undefined;
  if (method !== 'on' && method !== 'once') return undefined;
  const statement = call.parent;
  if (statement?.type === 'expression_statement' && receiver.type === 'identifier') {
    return removeStatement(file, statement);
  }
  return remove(receiver.endIndex, call.endIndex);
}

/** The edits with those inside `try { … }` made, and its body moved out to where `try` stood. */
function unwrap(file: SourceFile, statement: Node, edits: readonly SourceEdit[]): SourceEdit[] {
  const body = field(statement, 'body');
  if (body === undefined) return [...edits];
  const inside = edits.filter((edit) => insideOf(edit, body));
  const outside = edits.filter(
    ({ start, end }) => end < statement.startIndex || start > statement.endIndex,
  );
  const templates = descendants(body, 'template_string');
  const dedents: SourceEdit[] = [];
  for (let at = file.nextLine(body.startIndex); at < body.endIndex; at = file.nextLine(at)) {
    const isText = templates.some((node) => at > node.startIndex && at < node.endIndex);
    const dedent = remove(at, at + file.indentUnit.length);
    const isEdited = inside.some(({ start, end }) => start < dedent.end && end > dedent.start);
    if (isText || isEdited || file.text.slice(at, dedent.end) !== file.indentUnit) continue;
    dedents.push(dedent);
  }
  const text = applySourceEdits(file.text, body.startIndex + 1, body.endIndex - 1, [
    ...inside,
    ...dedents,
  ]);
  return [...outside, replace(statement, text.trim())];
}

/** Whether a call stands in a `finally`, so that it runs whatever happens. */
export function isInFinally(call: Node): boolean {
  const clause = ancestor(call, 'finally_clause');
  return clause !== undefined && isWithin(call, clause);
}
