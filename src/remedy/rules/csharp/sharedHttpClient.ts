import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { applySourceEdits, insert, reindent, removeStatement, replace } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { ancestors, descendants, field, namedChildren } from '../../syntax';
import type { ClientUse } from './httpClientUse';
import { argumentsOf, initializerOf } from './locals';
import { addField, addUsings, enclosingType, inStyleOf, outermostFunction } from './members';
import { useShared } from './sharedLocal';

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
  const expression = clientExpression(file, use, shape);
  const existing = type && (sameClient(type, expression) ?? existingClient(type, use, shape));
  const name = existing ?? nameFor(file, type);
  const made = existing === undefined ? declare(file, use, type, name, expression, shape) : [];
  const handler = (use.handler?.gone ?? []).map((statement) => removeStatement(file, statement));
  return made && [...made, ...handler, ...useShared(file, use, name)];
}

/** A static client that the type has, made in the very same way. */
function sameClient(type: Node, expression: string): string | undefined {
  const wanted = expression.replace(/\s+/g, '');
  for (const declaration of descendants(type, 'field_declaration')) {
    const [, name, value = ''] =
      /\bstatic\s+readonly\s+HttpClient\s+(\w+)\s*=\s*([^]*);$/.exec(declaration.text) ?? [];
    if (value.replace(/\s+/g, '') === wanted) return name;
  }
  return undefined;
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
    return `new HttpClient${handlerArguments(file, use)}${tail}`;
  }
  if (!shape.isPooled) return `new HttpClient${tail === '' ? '()' : tail}`;
  const connect =
    shape.connectCallback === undefined ? '' : `\n    ConnectCallback = ${shape.connectCallback},`;
  return `new HttpClient(new SocketsHttpHandler
{
    PooledConnectionLifetime = TimeSpan.FromMinutes(5),${connect}
})${tail}`;
}

function handlerArguments(file: SourceFile, { creation, handler }: ClientUse): string {
  const list = argumentsOf(creation);
  if (list === undefined) return '()';
  if (handler === undefined) return unindented(file, list);
  const written = replace(handler.argument, handler.expression);
  return applySourceEdits(file.text, list.startIndex, list.endIndex, [written]);
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
