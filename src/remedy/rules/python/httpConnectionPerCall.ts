import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { applySourceEdits, insert, removeStatement, replace } from '../../edits';
import type { Finding } from '../../finding';
import { rotationFix } from '../../rotationFix';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { ancestors, descendants, field } from '../../syntax';
import { literal, pathOf, positionalOf, usesOf } from './imports';
import { ownPortConnection } from './ownPortConnection';
import type { Repetition } from './scopes';
import { enclosingFunction, namesIn, repetition, runsOftenWithin } from './scopes';
import { clientClosesFirst, costOfSourceAddress, raceOfKeepAlive, severityOf } from './wording';

interface Case {
  readonly creation: Node;
  /** The statement that gives it a name. */
  readonly statement: Node;
  readonly name: string;
  readonly uses: readonly Node[];
  readonly repeated: Repetition;
}

export const httpConnectionPerCall = defineRule<Case>({
  id: 'py/http-connection-per-call',
  title: () => l10n.t('HTTPConnection made for one request'),
  needs: /\bHTTPS?Connection\b/,
  query: `(expression_statement
    (assignment left: (identifier) @name
      right: (call function: [(identifier) (attribute)] @maker) @creation)) @statement`,
  find: (captures, file) => {
    const [creation, statement] = [captures.get('creation'), captures.get('statement')];
    const name = captures.get('name')?.text;
    if (creation === undefined || statement === undefined || name === undefined) return undefined;
    const path = pathOf(captures.get('maker'), file) ?? '';
    const repeated = /^http\.client\.HTTPS?Connection$/.test(path)
      ? repetition(creation, file)
      : undefined;
    if (repeated === undefined) return undefined;
    const uses = usesOf(name, enclosingFunction(creation) ?? file.root, file).filter(
      (use) => use.startIndex > creation.endIndex,
    );
    return servesOneRequest(statement, uses)
      ? { creation, statement, name, uses, repeated }
      : undefined;
  },
  at: ({ creation }) => creation,
  severity: ({ repeated }) => severityOf(repeated),
  message: ({ repeated }) =>
    `${l10n.t('This HTTPConnection is made for a single request, though it could send the next one too.')} ${clientClosesFirst(repeated)}`,
  target: ({ creation }) => target(creation),
  fixes: [
    {
      id: 'keep-connection',
      kind: 'reuse',
      title: () => l10n.t('Make the connection once, before the loop'),
      cost: raceOfKeepAlive,
      edits: (found, file) => beforeLoop(found, file),
    },
    rotationFix<Case>(costOfSourceAddress, (found, file, block) => {
      const maker = field(found.creation, 'function');
      const own = maker && ownPortConnection(file, maker, block);
      const edits = own && beforeLoop(found, file, replace(maker, own.name));
      return edits && [...own.edits, ...edits];
    }),
  ],
});

/** One `request` that no inner loop repeats, no tunnel, and nobody else who gets the connection. */
function servesOneRequest(statement: Node, uses: readonly Node[]): boolean {
  let requests = 0;
  for (const use of uses) {
    const access = use.parent;
    const method = access?.type === 'attribute' ? field(access, 'attribute')?.text : undefined;
    const isCall = access?.parent?.type === 'call';
    if (method === undefined || !isCall) return false;
    if (method === 'request') requests++;
    else if (!/^(getresponse|close|connect|set_debuglevel)$/.test(method)) return false;
    if (statement.parent !== null && runsOftenWithin(use, statement.parent)) return false;
  }
  return requests === 1;
}

/**
 * The edits that take the connection out of its loop; `undefined` in a function, as an HTTPConnection
 * serves one request at a time and cannot be shared, and where an error that is caught in the loop
 * or an answer that is not read would leave it unusable for the next request.
 *
 * @param inStatement edits in the statement that moves
 */
function beforeLoop(
  found: Case,
  file: SourceFile,
  ...inStatement: readonly SourceEdit[]
): SourceEdit[] | undefined {
  const { creation, statement, uses } = found;
  const body = statement.parent;
  const loop = body?.parent;
  if (body?.type !== 'block' || !loop || !/^(for|while)_statement$/.test(loop.type))
    return undefined;
  if (uses.some((use) => use.startIndex >= loop.endIndex)) return undefined;
  if (descendants(loop, 'try_statement', 'continue_statement', 'return_statement').length > 0) {
    return undefined;
  }
  if (!readsAnswer(body, found)) return undefined;
  const changed = new Set(
    descendants(loop, 'identifier').flatMap((node) => (isAssigned(node, loop) ? [node.text] : [])),
  );
  const list = field(creation, 'arguments');
  if (list === undefined || /\bawait\b|:=/.test(list.text)) return undefined;
  if (namesIn(list).some((name) => changed.has(name))) return undefined;
  const closings = uses.flatMap(closingOf);
  if (closings.some(({ parent }) => parent?.id !== body.id)) return undefined;
  const indent = file.indentation(loop.startIndex);
  const made = unindented(file, statement, indent, inStatement) + file.eol + indent;
  return [
    insert(loop.startIndex, made),
    removeStatement(file, statement),
    ...closings.flatMap((closing, index) => afterLoop(file, closing, loop, index === 0)),
  ];
}

/** The first closing of several goes behind the loop; where it ends the loop, it only moves out. */
function afterLoop(file: SourceFile, closing: Node, loop: Node, isFirst: boolean): SourceEdit[] {
  const indent = file.indentation(loop.startIndex);
  if (isFirst && closing.endIndex === loop.endIndex) {
    return [
      { start: file.lineStart(closing.startIndex), end: closing.startIndex, newText: indent },
    ];
  }
  const moved = file.eol + indent + closing.text;
  return [
    removeStatement(file, closing),
    ...(isFirst ? [insert(file.lineEnd(loop.endIndex), moved)] : []),
  ];
}

function unindented(
  file: SourceFile,
  statement: Node,
  indent: string,
  edits: readonly SourceEdit[],
): string {
  const { startIndex, endIndex } = statement;
  const inner = file.indentation(startIndex);
  return applySourceEdits(file.text, startIndex, endIndex, edits).replaceAll(
    `\n${inner}`,
    `\n${indent}`,
  );
}

/** `conn.getresponse().read()`, or `.read()` on what it was assigned to. */
function readsAnswer(body: Node, { name }: Case): boolean {
  if (body.text.includes(`${name}.getresponse().read()`)) return true;
  const answer = new RegExp(`\\b(\\w+) = ${name}\\.getresponse\\(\\)`).exec(body.text)?.[1];
  return answer !== undefined && body.text.includes(`${answer}.read()`);
}

/** The statement `conn.close()`. */
function closingOf(use: Node): Node[] {
  const access = use.parent;
  const statement = access?.parent?.parent;
  const isClose = access !== null && field(access, 'attribute')?.text === 'close';
  return isClose && statement?.type === 'expression_statement' ? [statement] : [];
}

/** Whether a pass of the loop gives the name another value. */
function isAssigned(name: Node, loop: Node): boolean {
  for (const parent of ancestors(name)) {
    if (parent.type === 'assignment' || parent.type === 'augmented_assignment') {
      const left = field(parent, 'left');
      return left !== undefined && name.endIndex <= left.endIndex;
    }
    if (parent.type === 'as_pattern_target' || parent.type === 'named_expression') return true;
    if (parent.type === 'for_statement') {
      const left = field(parent, 'left');
      if (
        left !== undefined &&
        name.startIndex >= left.startIndex &&
        name.endIndex <= left.endIndex
      )
        return true;
    }
    if (parent.id === loop.id) return false;
  }
  return false;
}

/** The host and port that the connection names. */
function target(creation: Node): Finding['target'] {
  const [first, second] = positionalOf(creation);
  const [, host, digits] = /^([\w.-]+)(?::(\d{1,5}))?$/.exec(literal(first) ?? '') ?? [];
  const port = Number(digits ?? (second?.type === 'integer' ? second.text : undefined));
  if (host === undefined) return undefined;
  return { host, ...(Number.isInteger(port) ? { port } : {}) };
}
