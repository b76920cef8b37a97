import type { Node } from '@vscode/tree-sitter-wasm';
import { ancestors, field, isWithin } from '../../syntax';
import { optionsWith, outermost } from './requests';
import { blockOf, isFunction, isLoop, references, repeatedScope } from './scopes';

/** `object.member`, and the call of it where it is called. */
export interface MemberUse {
  readonly mention: Node;
  readonly member: string;
  readonly call?: Node;
}

/** What a function or loop makes for itself, in a variable that does not leave it. */
export interface OwnedObject {
  readonly creation: Node;
  /** `const client = new Client()`, the part without `const`. */
  readonly declarator: Node;
  /** Whether the declarator awaits the creation. */
  readonly isAwaited: boolean;
  readonly mentions: readonly Node[];
  readonly members: readonly MemberUse[];
  /** Mentions that are handed to a call as it runs. */
  readonly lent: readonly Node[];
  /** The options that carry it under one of the keys that were asked for. */
  readonly carriers: readonly { readonly mention: Node; readonly options: Node }[];
}

/**
 * The object that `creation` makes anew with each run of the code around it. `undefined` where the
 * code runs once, where the object gets away (returned, stored, caught by a closure that runs
 * later), or where a loop uses one object many times.
 *
 * @param keys the options that may carry the object, e.g. `dispatcher`
 */
export function ownedObject(creation: Node, keys?: RegExp): OwnedObject | undefined {
  const scope = repeatedScope(creation);
  if (scope === undefined) return undefined;
  let value = outermost(creation);
  const isAwaited = value.parent?.type === 'await_expression';
  if (isAwaited && value.parent !== null) value = outermost(value.parent);
  const declarator = value.parent;
  const name = declarator?.type === 'variable_declarator' ? field(declarator, 'name') : undefined;
  if (declarator === null || name?.type !== 'identifier') return undefined;

  const block = blockOf(declarator);
  const mentions = references(name.text, block).filter(({ id }) => id !== name.id);
  const members: MemberUse[] = [];
  const lent: Node[] = [];
  const carriers: { mention: Node; options: Node }[] = [];
  for (const mention of mentions) {
    const { parent } = mention;
    if (isRepeatedWithin(mention, scope, name.text)) return undefined;
    if (parent?.type === 'member_expression' && field(parent, 'object')?.id === mention.id) {
      const call = parent.parent;
      const isCalled =
        call?.type === 'call_expression' && field(call, 'function')?.id === parent.id;
      members.push({
        mention,
        member: field(parent, 'property')?.text ?? '',
        ...(isCalled ? { call } : {}),
      });
      continue;
    }
    const options = keys && optionsWith(mention, keys);
    if (options !== undefined) {
      carriers.push({ mention, options });
    } else if (parent?.type === 'arguments' && parent.parent?.type === 'call_expression') {
      lent.push(mention);
    } else {
      return undefined;
    }
  }
  return { creation, declarator, isAwaited, mentions, members, lent, carriers };
}

/** Whether code inside `scope` may run `mention` many times, or later than the scope itself. */
function isRepeatedWithin(mention: Node, scope: Node, name: string): boolean {
  for (const parent of ancestors(mention)) {
    if (parent.id === scope.id) return false;
    if (isLoop(parent)) {
      const body = field(parent, 'body');
      if (body !== undefined && isWithin(mention, body)) return true;
    }
    if (isFunction(parent) && !isCallbackOf(parent, name)) return true;
  }
  return false;
}

/** A callback of the object's own call (`client.query(sql, (error) => …)`), or a Promise's executor. */
function isCallbackOf(fn: Node, name: string): boolean {
  const list = fn.parent;
  if (list?.type !== 'arguments' || list.parent === null) return false;
  if (list.parent.type === 'new_expression') {
    return field(list.parent, 'constructor')?.text === 'Promise';
  }
  const callee = field(list.parent, 'function');
  const receiver = callee?.type === 'member_expression' ? field(callee, 'object') : undefined;
  return receiver?.text === name;
}
