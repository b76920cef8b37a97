import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert, reindent, removeStatement, replace } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { eachChild, namedChildren } from '../../syntax';
import type { LiteralChange } from './literals';
import { changeLiteral, elementOf, valueOf, withAddress } from './literals';
import type { Local, TransportUse } from './transportUse';

/**
 * The edits that make one client, or one transport where the client depends on the call, for all
 * calls; `undefined` where the transport depends on it too.
 */
export function shareTransport(
  file: SourceFile,
  use: TransportUse,
  change: LiteralChange = {},
): SourceEdit[] | undefined {
  if (!use.isConstant) return undefined;
  const transport = addressed(hoisted(file, use.literal, changeLiteral(file, use.literal, change)));
  const given = valueOf(elementOf(use.client, 'Transport'));
  const gone = use.closings.map((statement) => removeStatement(file, statement));
  if (use.local !== undefined) gone.push(removeStatement(file, use.local.statement));
  const vars: string[] = [];
  const name = (kind: 'http' | 'client', expression: string): string =>
    existing(file, expression) ?? declare(file, vars, kind, expression);

  if (!use.isClientConstant || given === undefined) {
    const shared = name('http', transport);
    if (given === undefined) return undefined;
    const element = elementOf(use.client, 'Transport');
    const aligned =
      element?.text.includes('\n') === true
        ? changeLiteral(file, use.client, { flattened: element })
        : [];
    return [...declareAfterImports(file, vars), ...gone, ...aligned, replace(given, shared)];
  }
  const isPlain = !transport.includes('\n') || !use.client.text.includes('\n');
  const nested = reindent(transport, '', file.indentation(use.client.startIndex));
  const isInline = use.local === undefined;
  const inner = isInline
    ? changeLiteral(file, use.literal, change)
    : [replace(given, isPlain ? nested : name('http', transport))];
  const client = addressed(hoisted(file, use.client, inner));
  const shared = name('client', client);
  const { clientLocal } = use;
  const uses =
    clientLocal === undefined
      ? [replace(withoutParentheses(withAddress(use.client)), shared)]
      : renamed(file, clientLocal, gone, shared);
  return [...declareAfterImports(file, vars), ...gone, ...uses];
}

function addressed(literal: string): string {
  return `&${literal}`;
}

function withoutParentheses(node: Node): Node {
  return node.parent?.type === 'parenthesized_expression' ? node.parent : node;
}

/** Takes the declaration out and calls the variable by the shared name. */
function renamed(
  file: SourceFile,
  local: Local,
  gone: readonly SourceEdit[],
  name: string,
): SourceEdit[] {
  const isGone = (node: Node): boolean =>
    gone.some(({ start, end }) => node.startIndex >= start && node.endIndex <= end);
  return [
    removeStatement(file, local.statement),
    ...local.mentions
      .filter((mention) => !isGone(mention))
      .map((mention) => replace(mention, name)),
  ];
}

/** The text of a literal after the edits inside it, moved out to the top of the file. */
function hoisted(file: SourceFile, literal: Node, edits: readonly SourceEdit[]): string {
  let { text } = literal;
  for (const { start, end, newText } of [...edits].sort((a, b) => b.start - a.start)) {
    const [from, to] = [start - literal.startIndex, end - literal.startIndex];
    text = text.slice(0, from) + newText + text.slice(to);
  }
  return reindent(text, file.indentation(literal.startIndex), '');
}

function declare(
  file: SourceFile,
  vars: string[],
  kind: 'http' | 'client',
  expression: string,
): string {
  const name =
    kind === 'client'
      ? file.freeName('httpClient', 'sharedHTTPClient')
      : file.freeName('httpTransport', 'sharedTransport');
  vars.push(`var ${name} = ${expression}`);
  return name;
}

/** A variable of the file that has the very same value. */
function existing(file: SourceFile, expression: string): string | undefined {
  const wanted = normalized(expression);
  for (const declaration of eachChild(file.root)) {
    const name = /^var (\w+) = /.exec(
      declaration.type === 'var_declaration' ? declaration.text : '',
    )?.[1];
    if (
      name !== undefined &&
      normalized(declaration.text.slice(`var ${name} = `.length)) === wanted
    )
      return name;
  }
  return undefined;
}

function normalized(expression: string): string {
  return expression.replace(/\s/g, '').replace(/,(?=\})/g, '');
}

/** Puts declarations after the imports, each a paragraph of its own. */
export function declareAfterImports(
  file: SourceFile,
  declarations: readonly string[],
): SourceEdit[] {
  if (declarations.length === 0) return [];
  const anchor = namedChildren(file.root)
    .filter(({ type }) => type === 'import_declaration')
    .at(-1);
  if (anchor === undefined) return [];
  const end = file.lineEnd(anchor.endIndex);
  const text = declarations
    .map((each) => each.replace(/\r?\n/g, file.eol))
    .join(file.eol + file.eol);
  return [insert(end, file.eol + file.eol + text)];
}
