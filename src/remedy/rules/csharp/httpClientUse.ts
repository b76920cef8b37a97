import type { Node } from '@vscode/tree-sitter-wasm';
import { ancestors, descendants, field, isWithin, namedChildren } from '../../syntax';
import { enclosingFunction, mayRunOften, mentionsOf } from './members';

/** An HttpClient that a call makes for itself. */
export interface ClientUse {
  readonly creation: Node;
  /** The statement or `using` that declares it; absent where it is used on the spot. */
  readonly declaration?: {
    readonly declarator: Node;
    readonly statement: Node;
    readonly mentions: readonly Node[];
  };
  /** Assignments to Timeout and BaseAddress that can become part of the initializer. */
  readonly settings: readonly Node[];
  /** Whether what the client is made of depends on the call, so that it cannot be shared as it is. */
  readonly isBound: boolean;
  /** Whether it is made with a handler of its own. */
  readonly hasHandler: boolean;
}

/** Whether `creation` makes an HttpClient: `new HttpClient(…)`, or `new(…)` for a variable of that type. */
function makesHttpClient(creation: Node): boolean {
  if (creation.type === 'object_creation_expression') {
    return /^(System\.Net\.Http\.)?HttpClient$/.test(field(creation, 'type')?.text ?? '');
  }
  const declaration = creation.parent?.parent;
  return (
    declaration?.type === 'variable_declaration' &&
    /^(System\.Net\.Http\.)?HttpClient$/.test(field(declaration, 'type')?.text ?? '')
  );
}

/**
 * A client made per call; `undefined` where it is stored, returned or handed on, where the code runs
 * once (a constructor, `Main`, a field), or where the handler comes from elsewhere: the pool belongs
 * to the handler.
 */
export function clientUse(creation: Node): ClientUse | undefined {
  if (!makesHttpClient(creation) || !mayRunOften(creation)) return undefined;
  const handler = handlerOf(creation);
  if (handler === 'shared') return undefined;
  const hasHandler = handler !== 'none';
  const isOwnBound = handler === 'bound' || !isConstant(initializerOf(creation));
  const parent = creation.parent;
  if (parent?.type === 'member_access_expression') {
    return { creation, settings: [], isBound: isOwnBound, hasHandler };
  }
  const declarator = parent?.type === 'variable_declarator' ? parent : undefined;
  const statement = declarator?.parent?.parent;
  const name = declarator && field(declarator, 'name');
  if (
    declarator === undefined ||
    statement === null ||
    statement === undefined ||
    name === undefined
  ) {
    return undefined;
  }
  if (!/^(local_declaration_statement|using_statement)$/.test(statement.type)) return undefined;
  const block = statement.type === 'using_statement' ? statement : (statement.parent ?? statement);
  const mentions = mentionsOf(name.text, creation).filter(
    (node) => node.id !== name.id && isWithin(node, block),
  );
  if (mentions.some(escapes)) return undefined;
  const settings: Node[] = [];
  let isConfigured = false;
  for (const mention of mentions) {
    const setting = settingOf(mention);
    if (setting === 'other') isConfigured = true;
    else if (setting !== undefined) settings.push(setting);
  }
  const isBound =
    isOwnBound || isConfigured || (settings.length > 0 && initializerOf(creation) !== undefined);
  const declaration = { declarator, statement, mentions };
  return { creation, declaration, settings, isBound, hasHandler };
}

/** Returned, stored, captured as a value or given to a constructor: it outlives the call. */
function escapes(mention: Node): boolean {
  const { parent } = mention;
  switch (parent?.type) {
    case 'return_statement':
    case 'arrow_expression_clause':
    case 'lambda_expression':
    case 'yield_statement':
      return true;
    case 'assignment_expression':
      return field(parent, 'right')?.id === mention.id;
    case 'argument':
      return parent.parent?.parent?.type !== 'invocation_expression';
    default:
      return false;
  }
}

/** A statement that configures the client: to be moved, or `other` where it cannot be. */
function settingOf(mention: Node): Node | 'other' | undefined {
  const access = mention.parent;
  if (access?.type !== 'member_access_expression') return undefined;
  const member = field(access, 'name')?.text ?? '';
  if (member === 'DefaultRequestHeaders') return 'other';
  const assignment = access.parent;
  if (assignment?.type !== 'assignment_expression' || field(assignment, 'left')?.id !== access.id) {
    return undefined;
  }
  const isPlain = assignment.parent?.type === 'expression_statement';
  return isPlain && isConstant(field(assignment, 'right')) ? assignment : 'other';
}

/** Where the handler comes from: `none`, made here of constants (`own`) or not (`bound`), or `shared`. */
function handlerOf(creation: Node): 'none' | 'own' | 'bound' | 'shared' {
  const list =
    field(creation, 'arguments') ??
    namedChildren(creation).find(({ type }) => type === 'argument_list');
  const argument = list && namedChildren(list)[0];
  if (argument === undefined) return 'none';
  const [value] = namedChildren(argument);
  if (value?.type === 'object_creation_expression') return isConstant(value) ? 'own' : 'bound';
  if (value?.type !== 'identifier') return 'shared';
  const scope = enclosingFunction(creation);
  const made =
    scope &&
    descendants(scope, 'variable_declarator').find((d) => field(d, 'name')?.text === value.text);
  const maker = made && namedChildren(made).at(-1)?.type;
  return (maker ?? '').endsWith('object_creation_expression') ? 'bound' : 'shared';
}

export function initializerOf(creation: Node): Node | undefined {
  return (
    field(creation, 'initializer') ??
    namedChildren(creation).find(({ type }) => type === 'initializer_expression')
  );
}

const knownTypes =
  /^(System|Net|Http|Uri|UriKind|TimeSpan|Timeout|HttpVersion|HttpVersionPolicy|Version|HttpClientHandler|SocketsHttpHandler|WinHttpHandler|DecompressionMethods|CookieContainer|NetworkCredential|CredentialCache|WebProxy|SslProtocols|HttpClient|nameof)$/;

/** Whether an expression says the same in every call: literals, well-known types and what they offer. */
function isConstant(node: Node | undefined): boolean {
  if (node === undefined) return true;
  if (
    descendants(node, 'this', 'await_expression', 'lambda_expression', 'interpolation').length > 0
  ) {
    return false;
  }
  return descendants(node, 'identifier').every((name) => {
    const { parent } = name;
    if (parent?.type === 'member_access_expression' && field(parent, 'name')?.id === name.id)
      return true;
    const isSetting =
      parent?.type === 'assignment_expression' &&
      field(parent, 'left')?.id === name.id &&
      parent.parent?.type === 'initializer_expression';
    return isSetting || knownTypes.test(name.text) || isConstantField(name);
  });
}

/** A `const` or `static readonly` field of the same type. */
function isConstantField(name: Node): boolean {
  const type = [...ancestors(name)].find(({ type: kind }) =>
    /^(class|struct|record)_declaration$/.test(kind),
  );
  const fields = type === undefined ? [] : descendants(type, 'field_declaration');
  return fields.some(
    (f) =>
      /\bconst\b|\bstatic\b[^=]*\breadonly\b/.test(f.text) &&
      descendants(f, 'variable_declarator').some((d) => field(d, 'name')?.text === name.text),
  );
}
