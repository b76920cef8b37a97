import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { ancestors, field, leavesAt, mentions, namedChildren } from '../../syntax';

const types = ['class_declaration', 'struct_declaration', 'record_declaration'];
export const functions = [
  'method_declaration',
  'constructor_declaration',
  'local_function_statement',
  'lambda_expression',
  'anonymous_method_expression',
  'accessor_declaration',
  'operator_declaration',
];
export const loops = ['for_statement', 'foreach_statement', 'while_statement', 'do_statement'];

/** The class, struct or record around a node. */
export function enclosingType(node: Node): Node | undefined {
  return [...ancestors(node)].find(({ type }) => types.includes(type));
}

/** The innermost method, lambda, local function or accessor around a node. */
export function enclosingFunction(node: Node): Node | undefined {
  return [...ancestors(node)].find(({ type }) => functions.includes(type));
}

/** The outermost function around a node, inside its type: where its local names live. */
export function outermostFunction(node: Node): Node | undefined {
  return [...ancestors(node)].filter(({ type }) => functions.includes(type)).at(-1);
}

/**
 * Whether a node may run many times: it stands in a loop, or in a function other than `Main` and
 * constructors. A constructor makes what its object keeps.
 */
export function mayRunOften(node: Node): boolean {
  for (const parent of ancestors(node)) {
    if (loops.includes(parent.type)) return true;
    if (parent.type === 'constructor_declaration') return false;
    if (functions.includes(parent.type)) {
      return parent.type !== 'method_declaration' || field(parent, 'name')?.text !== 'Main';
    }
  }
  return false;
}

/** Every mention of a local name in the outermost function (or the program) around a node. */
export function mentionsOf(name: string, near: Node): Node[] {
  const scope = outermostFunction(near) ?? [...ancestors(near)].at(-1) ?? near;
  return mentions(name, scope, 'identifier');
}

/** C# written here with four spaces and braces on their own lines, in the file's manner. */
export function inStyleOf(file: SourceFile, code: string, indent = ''): string {
  const unit = file.indentUnit;
  let styled = code.replace(/^( {4})+/gm, (spaces) => unit.repeat(spaces.length / 4));
  if (/\bclass\b[^\n{;]*\{/.test(file.text)) styled = styled.replace(/\n[\t ]*\{$/gm, ' {');
  return styled
    .split('\n')
    .map((line) => (line === '' ? line : indent + line))
    .join(file.eol);
}

/** Adds a field as the first member of a type. */
export function addField(file: SourceFile, type: Node, declaration: string): SourceEdit {
  const { eol } = file;
  const body = field(type, 'body');
  if (body === undefined) return insert(type.endIndex, '');
  const [first] = namedChildren(body);
  const indent = memberIndent(file, type, first);
  const text = inStyleOf(file, declaration, indent);
  const start = body.startIndex + 1;
  if (first === undefined)
    return insert(start, eol + text + eol + file.indentation(type.startIndex));
  const gap = first.type === 'field_declaration' ? '' : eol;
  const sharesLine = !file.text.slice(start, first.startIndex).includes('\n');
  return sharesLine
    ? insert(start, `${eol}${text}${eol}${gap}${indent}`)
    : insert(file.lineEnd(start), `${eol}${text}${gap}`);
}

/** Adds members after the last one of a type. */
export function addMembers(file: SourceFile, type: Node, declarations: string): SourceEdit {
  const { eol } = file;
  const body = field(type, 'body');
  if (body === undefined) return insert(type.endIndex, '');
  const members = namedChildren(body);
  const indent = memberIndent(file, type, members[0]);
  const text = inStyleOf(file, declarations, indent);
  const lineStart = file.lineStart(body.endIndex - 1);
  const isOnOwnLine = file.text.slice(lineStart, body.endIndex - 1).trim() === '';
  return isOnOwnLine
    ? insert(lineStart, `${eol}${text}${eol}`)
    : insert(body.endIndex - 1, `${eol}${eol}${text}${eol}${file.indentation(type.startIndex)}`);
}

function memberIndent(file: SourceFile, type: Node, member: Node | undefined): string {
  const own = file.indentation(type.startIndex);
  if (
    member === undefined ||
    file.lineStart(member.startIndex) === file.lineStart(type.startIndex)
  ) {
    return own + file.indentUnit;
  }
  return file.indentation(member.startIndex);
}

/** What the SDK imports by itself where ImplicitUsings is on (Microsoft.NET.Sdk). */
const implicit = new Set([
  'System',
  'System.IO',
  'System.Linq',
  'System.Net.Http',
  'System.Threading',
  'System.Threading.Tasks',
]);

/** The `using` lines that a file lacks, after those it has, or before its first declaration. */
export function addUsings(file: SourceFile, namespaces: readonly string[]): SourceEdit[] {
  const directives = leavesAt(/\busing\b/g, file.root)
    .map(({ parent }) => parent)
    .filter((node): node is Node => node?.type === 'using_directive');
  const present = new Set(
    directives.map(({ text }) => text.replace(/^(global\s+)?using\s+|\s*;$/g, '').trim()),
  );
  const hasImplicit =
    !present.has('System.Net.Http') && !present.has('System') && /\bHttpClient\b/.test(file.text);
  const missing = namespaces.filter(
    (name) => !present.has(name) && !(hasImplicit && implicit.has(name)),
  );
  if (missing.length === 0) return [];
  const last = directives.at(-1);
  if (last === undefined) {
    const lines = missing.map((name) => `using ${name};${file.eol}`).join('');
    return [insert(namedChildren(file.root)[0]?.startIndex ?? 0, lines + file.eol)];
  }
  const indent = file.indentation(last.startIndex);
  return missing.map((name) => {
    // In the alphabetical place among the System ones, as editors sort them.
    const next = directives.find(({ text }) => {
      const other = /^using\s+(System[\w.]*)\s*;$/.exec(text)?.[1];
      return other !== undefined && other > name;
    });
    return next === undefined
      ? insert(last.endIndex, `${file.eol}${indent}using ${name};`)
      : insert(next.startIndex, `using ${name};${file.eol}${indent}`);
  });
}

/** What the text itself says about the runtime it is for. */
export function isModernDotnet(file: SourceFile): boolean | undefined {
  const { targetFramework } = file.context;
  if (targetFramework !== undefined) {
    // .NET Core 2.1 and later, and .NET 5 and later; neither .NET Framework nor .NET Standard.
    return /^net(coreapp(2\.[1-9]|3\.)|[5-9]\.|[1-9]\d\.)/.test(targetFramework);
  }
  // SocketsHttpHandler needs .NET Core 2.1; each of these needs that or a later C#.
  const signs =
    /\bSocketsHttpHandler\b|^\s*namespace\s+[\w.]+\s*;|\bawait\s+foreach\b|\bawait\s+using\b|\busing\s+var\b|\bMicrosoft\.AspNetCore\b|\bSystem\.Text\.Json\b|#nullable\s+enable|^\s*global\s+using\b|\brecord\s+\w+\s*\(|\bWebApplication\.Create/m;
  if (signs.test(file.text)) return true;
  return /\b(HttpWebRequest|ServicePointManager|SoapHttpClientProtocol)\b/.test(file.text)
    ? false
    : undefined;
}

/** Whether the project is known to be older than .NET 5, which brought `ConnectCallback`. */
export function lacksConnectCallback(file: SourceFile): boolean {
  const { targetFramework } = file.context;
  return isModernDotnet(file) === false || targetFramework?.startsWith('netcoreapp') === true;
}
