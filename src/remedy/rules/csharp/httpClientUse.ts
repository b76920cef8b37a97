import type { Node } from '@vscode/tree-sitter-wasm';
import { descendants, field, namedChildren } from '../../syntax';
import { isConstant } from './constants';
import type { FoldedLocal } from './foldedLocal';
import { foldLocal } from './foldedLocal';
import type { LocalDeclaration } from './locals';
import { argumentsOf, bodyOf, createdType, escapes, initializerOf, localOf } from './locals';
import { enclosingFunction, mayRunOften } from './members';

/** An HttpClient that a call makes for itself. */
export interface ClientUse {
  readonly creation: Node;
  /** The statement or `using` that declares it; absent where it is used on the spot. */
  readonly declaration?: LocalDeclaration;
  /** Assignments to Timeout and BaseAddress that can become part of the initializer. */
  readonly settings: readonly Node[];
  /** Whether what the client is made of depends on the call, so that it cannot be shared as it is. */
  readonly isBound: boolean;
  /** Whether it is made with a handler of its own. */
  readonly hasHandler: boolean;
  /** The local that holds that handler, where it can be written in place. */
  readonly handler?: FoldedLocal;
}

/**
 * A client made per call; `undefined` where it is stored, returned or handed on, where the code runs
 * once (a constructor, `Main`, a field), or where the handler comes from elsewhere: the pool belongs
 * to the handler.
 */
export function clientUse(creation: Node): ClientUse | undefined {
  const isClient = /^(System\.Net\.Http\.)?HttpClient$/.test(createdType(creation));
  if (!isClient || !mayRunOften(creation)) return undefined;
  const handler = handlerOf(creation);
  if (handler === 'shared') return undefined;
  const hasHandler = handler !== 'none';
  const isOwnBound = handler === 'bound' || !isConstant(initializerOf(creation));
  const folded = typeof handler === 'string' ? {} : { handler };
  if (creation.parent?.type === 'member_access_expression') {
    return { creation, settings: [], isBound: isOwnBound, hasHandler, ...folded };
  }
  const declaration = localOf(creation);
  if (declaration === undefined || declaration.mentions.some(escapes)) return undefined;
  const settings: Node[] = [];
  let isConfigured = false;
  for (const mention of declaration.mentions) {
    const setting = settingOf(mention, bodyOf(declaration));
    if (setting === 'other') isConfigured = true;
    else if (setting !== undefined) settings.push(setting);
  }
  const isBound =
    isOwnBound || isConfigured || (settings.length > 0 && initializerOf(creation) !== undefined);
  return { creation, declaration, settings, isBound, hasHandler, ...folded };
}

/** A statement that configures the client: to be moved, or `other` where it cannot be. */
function settingOf(mention: Node, body: Node | undefined): Node | 'other' | undefined {
  const access = mention.parent;
  if (access?.type !== 'member_access_expression') return undefined;
  const member = field(access, 'name')?.text ?? '';
  if (member === 'DefaultRequestHeaders') return 'other';
  const assignment = access.parent;
  if (assignment?.type !== 'assignment_expression' || field(assignment, 'left')?.id !== access.id) {
    return undefined;
  }
  // One that stands in an `if` does not hold for every call.
  const isPlain =
    assignment.parent?.type === 'expression_statement' && assignment.parent.parent?.id === body?.id;
  return isPlain && isConstant(field(assignment, 'right')) ? assignment : 'other';
}

/**
 * Where the handler comes from: `none`, made here of constants (`own`, or a local that can be written
 * in place) or not (`bound`), or `shared`: not ours, or without connections of its own.
 */
function handlerOf(creation: Node): 'none' | 'own' | 'bound' | 'shared' | FoldedLocal {
  const list = argumentsOf(creation);
  const argument = list && namedChildren(list)[0];
  if (argument === undefined) return 'none';
  const value = namedChildren(argument).at(-1);
  const made = value?.type === 'identifier' ? madeHere(value) : value;
  if (value === undefined || made === undefined || !poolingHandler.test(createdType(made))) {
    return 'shared';
  }
  if (made === value) return isConstant(value) ? 'own' : 'bound';
  return foldLocal(value) ?? 'bound';
}

/** Handlers that open connections; others lead elsewhere, as those of tests do. */
const poolingHandler =
  /^([\w.]+\.)?(HttpClientHandler|SocketsHttpHandler|WinHttpHandler|WebRequestHandler)$/;

/** What the function that uses a name makes it hold. */
function madeHere(value: Node): Node | undefined {
  const scope = enclosingFunction(value);
  const made =
    scope &&
    descendants(scope, 'variable_declarator').find(
      (each) => field(each, 'name')?.text === value.text,
    );
  const maker = made && namedChildren(made).at(-1);
  return maker?.type.endsWith('object_creation_expression') === true ? maker : undefined;
}
