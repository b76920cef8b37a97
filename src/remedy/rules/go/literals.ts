import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert, removeListItem } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { descendants, field, namedChildren } from '../../syntax';
import { isOfHttp, isStandardPackage } from './imports';
import { isKey, localNames } from './scopes';

/** Whether a node is a literal of a type of net/http, e.g. `http.Transport{…}`. */
export function isLiteralOf(
  node: Node | null | undefined,
  type: string,
  file: SourceFile,
): node is Node {
  return (
    node?.type === 'composite_literal' && isOfHttp(file, field(node, 'type')?.text ?? '', type)
  );
}

/** A literal with the `&` before it, where there is one. */
export function withAddress(literal: Node): Node {
  const { parent } = literal;
  return parent?.type === 'unary_expression' && parent.text.startsWith('&') ? parent : literal;
}

function elementsOf(literal: Node): Node[] {
  const body = field(literal, 'body');
  return body === undefined ? [] : namedChildren(body);
}

/** The `key: value` of a struct literal. */
export function elementOf(literal: Node, key: string): Node | undefined {
  return elementsOf(literal).find((element) => keyOf(element) === key);
}

function keyOf(element: Node): string {
  return element.type === 'keyed_element' ? (field(element, 'key')?.text ?? '') : '';
}

/** The expression of a `key: value`. */
export function valueOf(element: Node | undefined): Node | undefined {
  const value = element && field(element, 'value');
  return value?.type === 'literal_element' ? namedChildren(value)[0] : value;
}

/** The literal whose element a value is, and under which key. */
export function holderOf(
  value: Node,
): { readonly literal: Node; readonly key: string } | undefined {
  const element = value.parent?.parent;
  const literal = element?.parent?.parent;
  if (element?.type !== 'keyed_element' || literal?.type !== 'composite_literal') return undefined;
  return valueOf(element)?.id === value.id ? { literal, key: keyOf(element) } : undefined;
}

/** A connection to a socket of the file system uses no port. */
export function dialsUnixSocket(literal: Node): boolean {
  return /"unix"|\bDialPipe\b|\bUnix\w*Dial|\bdialUnix/i.test(literal.text);
}

/**
 * Whether an expression says the same in every call and before `main`: literals, the standard
 * library, and constants of this file. A package's variable may be set later (flags, settings).
 */
export function isConstant(node: Node, file: SourceFile): boolean {
  const locals = localNames(node);
  const constants = file.once('constants', () => topLevelConstants(file));
  const own = new Set(
    descendants(node, 'func_literal')
      .flatMap((fn) => [
        ...descendants(fn, 'parameter_declaration').flatMap((each) =>
          each.childrenForFieldName('name'),
        ),
        ...descendants(fn, 'short_var_declaration').flatMap((each) =>
          namedChildren(field(each, 'left') ?? each),
        ),
      ])
      .map((name) => name?.text ?? ''),
  );
  return descendants(node, 'identifier').every((name) => {
    if (isKey(name) || own.has(name.text)) return true;
    if (locals.has(name.text)) return false;
    if (constants.has(name.text)) return true;
    const isOperand = name.parent?.type === 'selector_expression';
    return isOperand
      ? isStandardPackage(file, name.text)
      : /^(new|make|append|len|true|false|nil|string)$/.test(name.text);
  });
}

function topLevelConstants(file: SourceFile): ReadonlySet<string> {
  const specs = namedChildren(file.root)
    .filter(({ type }) => type === 'const_declaration')
    .flatMap((declaration) => descendants(declaration, 'const_spec'));
  return new Set(
    specs.flatMap((spec) => spec.childrenForFieldName('name')).map((name) => name?.text ?? ''),
  );
}

/** What is to become of a struct literal. */
export interface LiteralChange {
  readonly removed?: Node;
  /** Gets a value that takes one line, by an edit of its own. */
  readonly flattened?: Node;
  /** Added after the last element. */
  readonly added?: readonly { readonly key: string; readonly value: string }[];
}

/** The edits of a struct literal, with the values aligned as gofmt does it. */
export function changeLiteral(
  file: SourceFile,
  literal: Node,
  change: LiteralChange,
): SourceEdit[] {
  const { removed, flattened, added = [] } = change;
  const body = field(literal, 'body');
  if (body === undefined) return [];
  const elements = elementsOf(literal);
  const kept = elements.filter(({ id }) => id !== removed?.id);
  const last = kept.at(-1);
  const addition = added.map(({ key, value }) => `${key}: ${value}`).join(', ');
  const removal = removed === undefined ? [] : removeListItem(file, removed);
  if (last === undefined) {
    if (addition === '') return removal;
    return [{ start: body.startIndex, end: body.endIndex, newText: `{${addition}}` }];
  }
  const isLaidOut = file.lineStart(body.startIndex) !== file.lineStart(last.startIndex);
  if (!isLaidOut) {
    return [...removal, ...(addition === '' ? [] : [insert(last.endIndex, `, ${addition}`)])];
  }
  const before = alignment(elements.map((element) => lineOf(file, element)));
  const fresh = added.map(({ key }) => ({ key, breaks: false, follows: true }));
  const after = alignment([
    ...kept.map((element, index) => ({
      ...lineOf(file, element, kept[index - 1], removed),
      ...(element.id === flattened?.id ? { breaks: false } : {}),
    })),
    ...fresh,
  ]);
  const padding = kept.flatMap((element, index) => {
    const [was, is] = [before[elements.indexOf(element)], after[index]];
    const value = field(element, 'value');
    const key = field(element, 'key');
    if (was === is || is === undefined || value === undefined || key === undefined) return [];
    return [{ start: key.endIndex + 1, end: value.startIndex, newText: ' '.repeat(is) }];
  });
  const indent = file.indentation(last.startIndex);
  const lines = added
    .map(
      ({ key, value }, index) =>
        `${file.eol}${indent}${key}:${' '.repeat(after[kept.length + index] ?? 1)}${value},`,
    )
    .join('');
  return [
    ...removal,
    ...padding,
    ...(lines === '' ? [] : [insert(file.lineEnd(last.endIndex), lines)]),
  ];
}

interface ElementLine {
  readonly key: string;
  /** It takes several lines, and parts those before it from those after it. */
  readonly breaks: boolean;
  /** It stands on the line after the one before it. */
  readonly follows: boolean;
}

function lineOf(file: SourceFile, element: Node, previous?: Node, removed?: Node): ElementLine {
  const before = previous ?? element.previousNamedSibling ?? undefined;
  const from = before === undefined ? 0 : file.nextLine(before.endIndex);
  const start = file.lineStart(element.startIndex);
  const isBesideRemoved =
    removed !== undefined &&
    from === file.lineStart(removed.startIndex) &&
    file.nextLine(removed.endIndex) === start;
  return {
    key: keyOf(element),
    breaks: element.text.includes('\n'),
    follows:
      before !== undefined && before.type !== 'comment' && (from === start || isBesideRemoved),
  };
}

/** Spaces between each key's colon and its value (go/printer, exprList: one column a section). */
function alignment(lines: readonly ElementLine[]): number[] {
  const spaces: number[] = [];
  let section: number[] = [];
  const close = (): void => {
    const longest = Math.max(...section.map((index) => lines[index]?.key.length ?? 0));
    for (const index of section) spaces[index] = longest - (lines[index]?.key.length ?? 0) + 1;
    section = [];
  };
  lines.forEach((line, index) => {
    if (line.breaks || !line.follows || lines[index - 1]?.breaks === true) close();
    section.push(index);
  });
  close();
  return spaces;
}
