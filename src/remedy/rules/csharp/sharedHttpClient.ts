import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert, reindent, remove, removeStatement, replace } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { ancestor, ancestors, descendants, field, namedChildren } from '../../syntax';
import type { ClientUse } from './httpClientUse';
import { initializerOf } from './httpClientUse';
import { addField, addUsings, enclosingType, inStyleOf, outermostFunction } from './members';

/** How the shared client is to be made. */
export interface ClientShape {
  /** With a SocketsHttpHandler that renews its connections. */
  readonly isPooled: boolean;
  /** The method that opens connections, where it is ours. */
  readonly connectCallback?: string;
}

/**
 * The edits that make one client for all calls of a type, or of a program without types; `undefined`
 * where the client depends on the call.
 */
export function shareClient(
  file: SourceFile,
  use: ClientUse,
  shape: ClientShape,
): SourceEdit[] | undefined {
  if (use.isBound) return undefined;
  const type = enclosingType(use.creation);
  const existing = type && existingClient(type, use, shape);
  const name = existing ?? nameFor(file, type);
  const expression = clientExpression(file, use, shape);
  const made = existing === undefined ? declare(file, use, type, name, expression, shape) : [];
  return made && [...made, ...useShared(file, use, name)];
}

/** A static client that the type has, where this call asks for nothing special. */
function existingClient(type: Node, use: ClientUse, shape: ClientShape): string | undefined {
  const isPlain =
    !use.hasHandler && use.settings.length === 0 && initializerOf(use.creation) === undefined;
  if (!isPlain) return undefined;
  for (const declaration of descendants(type, 'field_declaration')) {
    if (!/\bstatic\s+readonly\s+(System\.Net\.Http\.)?HttpClient\b/.test(declaration.text))
      continue;
    if (/\b(BaseAddress|Timeout|DefaultRequestHeaders|Credentials)\b/.test(declaration.text))
      continue;
    if (shape.connectCallback !== undefined && !declaration.text.includes('ConnectCallback'))
      continue;
    const [declarator] = descendants(declaration, 'variable_declarator');
    return declarator && field(declarator, 'name')?.text;
  }
  return undefined;
}

/** Named as the type names its other static fields. */
function nameFor(file: SourceFile, type: Node | undefined): string {
  const statics =
    type === undefined ? [] : (type.text.match(/\bstatic\b[^;={(]*?\w+\s*[=;]/g) ?? []);
  const names = statics.map((text) => /(\w+)\s*[=;]$/.exec(text)?.[1] ?? '');
  if (names.some((name) => name.startsWith('s_'))) return file.freeName('s_httpClient');
  if (
    names.some((name) => name.startsWith('_')) ||
    /\breadonly\s+[\w<>]+\s+_\w+/.test(type?.text ?? '')
  ) {
    return file.freeName('_httpClient', '_sharedHttpClient');
  }
  return file.freeName('httpClient', 'sharedHttpClient');
}

function clientExpression(file: SourceFile, use: ClientUse, shape: ClientShape): string {
  const settings = use.settings.map((assignment) => {
    const left = field(assignment, 'left');
    return `${left && field(left, 'name')?.text} = ${field(assignment, 'right')?.text}`;
  });
  const initializer = initializerOf(use.creation);
  const own = initializer === undefined ? '' : ` ${unindented(file, initializer)}`;
  const tail = settings.length > 0 ? ` { ${settings.join(', ')} }` : own;
  if (use.hasHandler) {
    const list = field(use.creation, 'arguments') ?? namedChildren(use.creation)[0];
    return `new HttpClient${list === undefined ? '()' : unindented(file, list)}${tail}`;
  }
  if (!shape.isPooled) return `new HttpClient${tail === '' ? '()' : tail}`;
  const connect =
    shape.connectCallback === undefined ? '' : `\n    ConnectCallback = ${shape.connectCallback},`;
  return `new HttpClient(new SocketsHttpHandler
{
    PooledConnectionLifetime = TimeSpan.FromMinutes(5),${connect}
})${tail}`;
}

function unindented(file: SourceFile, node: Node): string {
  return reindent(node.text, file.indentation(node.startIndex), '').replaceAll('\r\n', '\n');
}

function declare(
  file: SourceFile,
  use: ClientUse,
  type: Node | undefined,
  name: string,
  expression: string,
  shape: ClientShape,
): SourceEdit[] | undefined {
  const namespaces = shape.isPooled && !use.hasHandler ? ['System', 'System.Net.Http'] : [];
  const usings = shape.connectCallback === undefined ? addUsings(file, namespaces) : [];
  if (type !== undefined) {
    return [
      ...usings,
      addField(file, type, `private static readonly HttpClient ${name} = ${expression};`),
    ];
  }
  // Top-level statements: a local before the first one, which functions may capture unless static.
  const isStatic = [...ancestors(use.creation)].some((node) =>
    node.children.some(
      (child) =>
        child?.type === 'static' || (child?.type === 'modifier' && child.text === 'static'),
    ),
  );
  const first = namedChildren(file.root).find(({ type: kind }) => kind === 'global_statement');
  if (isStatic || first === undefined || outermostFunction(use.creation) === undefined)
    return undefined;
  const text = inStyleOf(file, `var ${name} = ${expression};`);
  return [...usings, insert(first.startIndex, text + file.eol + file.eol)];
}

function useShared(file: SourceFile, use: ClientUse, name: string): SourceEdit[] {
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

/** The statement `client.Dispose();`. */
function disposal(mention: Node): Node | undefined {
  const access = mention.parent;
  const call = access?.parent;
  const isDispose =
    access?.type === 'member_access_expression' && field(access, 'name')?.text === 'Dispose';
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
