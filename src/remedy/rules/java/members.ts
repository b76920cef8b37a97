import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import {
  ancestors,
  descendants,
  eachChild,
  field,
  isWithin,
  mentions,
  namedChildren,
} from '../../syntax';

const types = ['class_declaration', 'record_declaration', 'enum_declaration'];
const functions = [
  'method_declaration',
  'constructor_declaration',
  'compact_constructor_declaration',
  'lambda_expression',
];
const loops = ['for_statement', 'enhanced_for_statement', 'while_statement', 'do_statement'];

/** The named children without comments, which have two types in this grammar. */
export function children(node: Node): Node[] {
  return namedChildren(node).filter(({ type }) => !type.endsWith('_comment'));
}

/** The outermost type around a node, which may hold static members in every version of Java. */
export function outermostType(node: Node): Node | undefined {
  return [...ancestors(node)].filter(({ type }) => types.includes(type)).at(-1);
}

/** The outermost function around a node, where its local names live. */
export function outermostFunction(node: Node): Node | undefined {
  for (const parent of ancestors(node)) {
    if (/^(method|(compact_)?constructor)_declaration$|^static_initializer$/.test(parent.type))
      return parent;
  }
  return undefined;
}

/** The innermost loop or function around a node: what runs it again. */
export function innermostRepeater(node: Node): Node | undefined {
  return [...ancestors(node)].find(
    (parent) => functions.includes(parent.type) || isLoopAround(parent, node),
  );
}

function isLoopAround(parent: Node, node: Node): boolean {
  const body = loops.includes(parent.type) ? field(parent, 'body') : undefined;
  return body !== undefined && isWithin(node, body);
}

/** Containers and test runners call these once, or for each test. */
const once =
  /@(Bean|PostConstruct|Provides|Produces|Singleton|Before\w*|After\w*|Test|ParameterizedTest|Setup|TearDown)\b/;

/**
 * Whether a node may run many times: it stands in a loop, or in a method other than `main`, one that
 * `main` calls once, and one that a container calls once. A constructor makes what its object keeps.
 */
export function mayRunOften(node: Node): boolean {
  for (const parent of ancestors(node)) {
    if (isLoopAround(parent, node) || parent.type === 'lambda_expression') return true;
    if (parent.type === 'method_declaration') return !runsOnce(parent);
    if (functions.includes(parent.type)) return false;
  }
  return false;
}

function runsOnce(method: Node): boolean {
  const name = field(method, 'name')?.text ?? '';
  const modifiers = children(method).find(({ type }) => type === 'modifiers')?.text ?? '';
  if (name === 'main' || once.test(modifiers)) return true;
  const type = outermostType(method);
  if (type === undefined || !/\b(private|static)\b/.test(modifiers)) return false;
  const calls = mentions(name, type, 'identifier').filter(({ parent }) => parent?.id !== method.id);
  const [call] = calls;
  const caller = call && innermostRepeater(call);
  return (
    calls.length === 1 &&
    caller?.type === 'method_declaration' &&
    field(caller, 'name')?.text === 'main'
  );
}

/** Every other mention of a local name in the method around its declaration. */
export function mentionsOf(name: Node): Node[] {
  const scope = outermostFunction(name);
  if (scope === undefined) return [];
  return mentions(name.text, scope, 'identifier').filter((mention) => {
    const { parent } = mention;
    if (mention.id === name.id || parent === null) return false;
    const isMember =
      (parent.type === 'method_invocation' && field(parent, 'name')?.id === mention.id) ||
      (parent.type === 'field_access' && field(parent, 'field')?.id === mention.id);
    return !isMember;
  });
}

/** The call `mention.method(…)`, or `undefined`. */
export function callOn(
  mention: Node,
): { readonly call: Node; readonly method: string } | undefined {
  const call = mention.parent;
  if (call?.type !== 'method_invocation' || field(call, 'object')?.id !== mention.id)
    return undefined;
  return { call, method: field(call, 'name')?.text ?? '' };
}

/** Java written here with four spaces, as the file indents. */
function inStyleOf(file: SourceFile, code: string, indent: string): string {
  return code
    .replace(/^( {4})+/gm, (spaces) => file.indentUnit.repeat(spaces.length / 4))
    .split('\n')
    .map((line) => (line === '' ? line : indent + line))
    .join(file.eol);
}

function memberIndent(file: SourceFile, type: Node, member: Node | undefined): string {
  const isOwnLine =
    member !== undefined && file.lineStart(member.startIndex) !== file.lineStart(type.startIndex);
  return isOwnLine
    ? file.indentation(member.startIndex)
    : file.indentation(type.startIndex) + file.indentUnit;
}

/** Adds a field as the first member, or after the fields that its value mentions. */
export function addField(file: SourceFile, type: Node, declaration: string): SourceEdit[] {
  const body = field(type, 'body');
  if (body === undefined || type.type === 'enum_declaration') return [];
  const members = children(body);
  const [first] = members;
  const text = inStyleOf(file, declaration, memberIndent(file, type, first));
  const needed = members.filter(
    (member) =>
      member.type === 'field_declaration' &&
      descendants(member, 'variable_declarator').some((each) =>
        new RegExp(`\\b${field(each, 'name')?.text ?? ' '}\\b`).test(declaration),
      ),
  );
  const after = needed.at(-1);
  if (after !== undefined) return [insert(file.lineEnd(after.endIndex), file.eol + text)];
  const start = body.startIndex + 1;
  if (first === undefined)
    return [insert(start, file.eol + text + file.eol + file.indentation(type.startIndex))];
  const sharesLine = file.lineStart(start) === file.lineStart(first.startIndex);
  if (sharesLine)
    return [insert(start, `${file.eol}${text}${file.eol}${memberIndent(file, type, first)}`)];
  const isBlank =
    file.text.slice(file.nextLine(start), file.lineEnd(file.nextLine(start))).trim() === '';
  const gap = first.type === 'field_declaration' || isBlank ? '' : file.eol;
  return [insert(file.lineEnd(start), `${file.eol}${text}${gap}`)];
}

/** Adds members after the last one of a type. */
export function addMembers(file: SourceFile, type: Node, code: string): SourceEdit[] {
  const body = field(type, 'body');
  if (body === undefined) return [];
  const text = inStyleOf(file, code, memberIndent(file, type, children(body)[0]));
  const lineStart = file.lineStart(body.endIndex - 1);
  const isOwnLine = file.text.slice(lineStart, body.endIndex - 1).trim() === '';
  const before = file.text.slice(0, lineStart).trimEnd();
  if (!isOwnLine) return [insert(body.endIndex - 1, `${file.eol}${text}${file.eol}`)];
  return [
    { start: before.length, end: lineStart, newText: `${file.eol}${file.eol}${text}${file.eol}` },
  ];
}

/** The imports that a file lacks, in their alphabetical place. */
export function addImports(file: SourceFile, names: readonly string[]): SourceEdit[] {
  const declarations = [...eachChild(file.root)].filter(
    ({ type, text }) => type === 'import_declaration' && !/^import\s+static\b/.test(text),
  );
  const nameOf = (node: Node): string => node.text.replace(/^import\s+|\s*;$/g, '');
  const present = new Set(declarations.map(nameOf));
  const missing = names
    .filter((name) => !present.has(name) && !present.has(name.replace(/\.\w+$/, '.*')))
    .sort();
  const last = declarations.at(-1);
  if (last === undefined) {
    const anchor = [...eachChild(file.root)].find(({ type }) => type === 'package_declaration');
    const lines = missing.map((name) => `import ${name};`).join(file.eol);
    if (missing.length === 0) return [];
    if (anchor !== undefined) return [insert(anchor.endIndex, file.eol + file.eol + lines)];
    return [insert(children(file.root)[0]?.startIndex ?? 0, lines + file.eol + file.eol)];
  }
  return missing.map((name) => {
    const next = declarations.find((each) => nameOf(each) > name);
    return next === undefined
      ? insert(last.endIndex, `${file.eol}import ${name};`)
      : insert(next.startIndex, `import ${name};${file.eol}`);
  });
}
