import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceFile } from '../../sourceFile';
import { descendants, field } from '../../syntax';
import {
  callOn,
  children,
  innermostRepeater,
  mayRunOften,
  mentionsOf,
  outermostType,
} from './members';

/** The libraries whose clients own a pool of connections. */
export type Library = 'jdk' | 'apache' | 'okhttp' | 'spring';

/** A client that a call makes for itself. */
export interface ClientUse {
  readonly creation: Node;
  readonly library: Library;
  /** The variable or resource that holds it; absent where it is used on the spot. */
  readonly local?: {
    readonly name: Node;
    readonly declaration: Node;
    readonly mentions: readonly Node[];
  };
  /** Calls that close it. */
  readonly closings: readonly Node[];
  /** Whether it says the same in every call, so that it can be shared as it is. */
  readonly isConstant: boolean;
  /** Whether every answer is read or closed: a shared pool would run dry otherwise. */
  readonly isReleased: boolean;
}

const makers: readonly (readonly [Library, RegExp, RegExp])[] = [
  ['jdk', /\bjava\.net\.http\b/, /^HttpClient\.(newHttpClient|newBuilder)\(\)/],
  [
    'apache',
    /\borg\.apache\.(http|hc)\b/,
    /^(HttpClients\.(createDefault|createSystem|createMinimal|custom)|HttpClientBuilder\.create)\(\)|^new DefaultHttpClient\(\)$/,
  ],
  ['okhttp', /\bokhttp3\b/, /^new OkHttpClient(\.Builder)?\(\)/],
  [
    'spring',
    /\borg\.springframework\b/,
    /^new RestTemplate\(\s*new (HttpComponents|OkHttp3|Jdk|Jetty)ClientHttpRequestFactory\(\)\s*\)$/,
  ],
];

/** A pool that comes from elsewhere, or none at all. */
const foreignPool =
  /\.(setConnectionManager|setConnectionManagerShared|connectionPool|executor|sslContext\(\s*\w+\s*\)\.connectionPool)\(/;

const requests: Readonly<Record<Library, RegExp>> = {
  jdk: /^(send|sendAsync)$/,
  apache: /^execute$/,
  okhttp: /^newCall$/,
  spring: /^(getFor|postFor|patchFor|put|delete|exchange|execute|headFor|optionsFor)/,
};

/** The library of a finished client: a factory's call, a constructor, or a chain that ends in `build()`. */
function libraryOf(creation: Node, file: SourceFile): Library | undefined {
  let root = creation;
  const isBuilt =
    creation.type === 'method_invocation' && field(creation, 'name')?.text === 'build';
  for (
    let next = field(root, 'object');
    isBuilt && next !== undefined;
    next = field(root, 'object')
  ) {
    if (next.type !== 'method_invocation' && next.type !== 'object_creation_expression') break;
    root = next;
  }
  const isBuilder = /(newBuilder|custom|create)\(\)$|\.Builder\(\)$/.test(root.text);
  if (isBuilder !== isBuilt) return undefined;
  return makers.find(([, imported, made]) => made.test(root.text) && imported.test(file.text))?.[0];
}

/**
 * A client made per call; `undefined` where it is stored, returned or handed on, serves several
 * requests, uses a pool of somebody else, or the code runs once.
 */
export function clientUse(creation: Node, file: SourceFile): ClientUse | undefined {
  const library = libraryOf(creation, file);
  if (library === undefined || foreignPool.test(creation.text) || !mayRunOften(creation))
    return undefined;
  const isShareable = isConstant(creation);
  const direct = callOn(creation);
  if (direct !== undefined) {
    if (!requests[library].test(direct.method)) return undefined;
    const isReleased = releases(library, direct.call);
    return { creation, library, closings: [], isConstant: isShareable, isReleased };
  }
  const holder = creation.parent;
  const name =
    holder && /^(variable_declarator|resource)$/.test(holder.type)
      ? field(holder, 'name')
      : undefined;
  const declaration = holder?.type === 'resource' ? holder : holder?.parent;
  if (name === undefined || declaration === null || declaration === undefined) return undefined;
  if (
    declaration.type === 'local_variable_declaration' &&
    descendants(declaration, 'variable_declarator').length > 1
  ) {
    return undefined;
  }
  if (!/^(local_variable_declaration|resource)$/.test(declaration.type)) return undefined;
  const mentions = mentionsOf(name);
  const closings: Node[] = [];
  let isReleased = true;
  let isUsed = false;
  for (const mention of mentions) {
    const use = callOn(mention);
    if (use === undefined) return undefined;
    if (/^(close|shutdown|shutdownNow)$/.test(use.method)) {
      if (use.call.parent?.type !== 'expression_statement') return undefined;
      closings.push(use.call.parent);
    } else if (requests[library].test(use.method)) {
      // Made before a loop or a lambda, it serves many requests.
      if (innermostRepeater(mention)?.id !== innermostRepeater(creation)?.id) return undefined;
      isUsed = true;
      isReleased &&= releases(library, use.call);
    } else return undefined;
  }
  if (!isUsed) return undefined;
  const local = { name, declaration, mentions };
  return { creation, library, local, closings, isConstant: isShareable, isReleased };
}

/** Apache lends two connections a route, and waits for ever when they do not come back. */
function releases(library: Library, call: Node): boolean {
  if (library !== 'apache') return true;
  const list = field(call, 'arguments');
  const last = list && children(list).at(-1);
  if (last !== undefined && /^(lambda_expression|method_reference)$/.test(last.type)) return true;
  if ((last?.text ?? '').includes('Handler')) return true;
  const around = innermostRepeater(call);
  return call.parent?.type === 'resource' || /\bEntityUtils\.\w+\(/.test(around?.text ?? '');
}

/** Whether an expression says the same in every call: literals, classes, and constants of its type. */
function isConstant(expression: Node): boolean {
  if (descendants(expression, 'this', 'lambda_expression').length > 0) return false;
  const type = outermostType(expression);
  const body = type && field(type, 'body');
  const constants = new Set(
    (body === undefined ? [] : children(body))
      .filter(
        ({ type: kind, text }) =>
          kind === 'field_declaration' &&
          /\bstatic\b[^=]*\bfinal\b|\bfinal\b[^=]*\bstatic\b/.test(text),
      )
      .flatMap((declaration) => descendants(declaration, 'variable_declarator'))
      .map((each) => field(each, 'name')?.text),
  );
  const calls = descendants(expression, 'method_invocation');
  if (calls.some((call) => field(call, 'object') === undefined)) return false;
  return descendants(expression, 'identifier').every((name) => {
    const { parent } = name;
    const isMember =
      (parent?.type === 'method_invocation' && field(parent, 'name')?.id === name.id) ||
      (parent?.type === 'field_access' && field(parent, 'field')?.id === name.id);
    return (
      isMember ||
      constants.has(name.text) ||
      /^[A-Z]\w*[a-z]/.test(name.text) ||
      name.text === 'URI'
    );
  });
}
