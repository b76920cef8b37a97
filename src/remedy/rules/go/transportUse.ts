import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceFile } from '../../sourceFile';
import { field } from '../../syntax';
import {
  dialsUnixSocket,
  elementOf,
  holderOf,
  isConstant,
  isLiteralOf,
  valueOf,
  withAddress,
} from './literals';
import type { Declaration } from './scopes';
import { declarationOf, innermostRepeater, isInTest, mayRunOften, mentionsOf } from './scopes';

/** A value that a local variable holds, with every other mention of it. */
export interface Local extends Declaration {
  readonly mentions: readonly Node[];
}

/** An `http.Transport` that a call makes for itself. */
export interface TransportUse {
  /** The transport's literal. */
  readonly literal: Node;
  readonly local?: Local;
  /** The client's literal that it goes into. */
  readonly client: Node;
  readonly clientLocal?: Local;
  /** Statements `….CloseIdleConnections()`, deferred or not. */
  readonly closings: readonly Node[];
  /** Whether the transport says the same in every call, so that it can be shared as it is. */
  readonly isConstant: boolean;
  /** Whether the client does, too. */
  readonly isClientConstant: boolean;
}

const requests = /^(Do|Get|Head|Post|PostForm)$/;

/**
 * The transport of a literal where each run of the code makes another one for its own request;
 * `undefined` where it outlives the call (returned, stored, handed on), serves several requests, or
 * the code runs once. A client without a transport of its own uses the shared one: nothing is wrong.
 */
export function transportUse(literal: Node, file: SourceFile): TransportUse | undefined {
  if (!isLiteralOf(literal, 'Transport', file) || dialsUnixSocket(literal)) return undefined;
  if (!mayRunOften(literal, file) || isInTest(literal)) return undefined;
  const value = withAddress(literal);
  const declared = declarationOf(value);
  const local = declared && localOf(declared);
  const closings: Node[] = [];
  let isSet = false;
  let client: Node | undefined;
  for (const use of local?.mentions ?? [value]) {
    const holder = holderOf(use.parent?.type === 'unary_expression' ? use.parent : use);
    if (holder?.key === 'Transport' && isLiteralOf(holder.literal, 'Client', file)) {
      if (client !== undefined) return undefined;
      client = holder.literal;
      continue;
    }
    const member = memberUse(use);
    if (member?.kind === 'set') isSet = true;
    else if (member?.kind === 'call' && member.name === 'CloseIdleConnections')
      closings.push(member.statement);
    else return undefined;
  }
  const users = client && usersOf(client, literal);
  if (client === undefined || users === undefined) return undefined;
  closings.push(...users.closings);
  const { local: clientLocal } = users;
  return {
    literal,
    client,
    closings,
    isConstant: !isSet && isConstant(literal, file),
    isClientConstant:
      !users.isSet && isConstantBeside(client, valueOf(elementOf(client, 'Transport')), file),
    ...(local === undefined ? {} : { local }),
    ...(clientLocal === undefined ? {} : { clientLocal }),
  };
}

function localOf(declared: Declaration): Local {
  const { name } = declared;
  return { ...declared, mentions: mentionsOf(name.text, name).filter(({ id }) => id !== name.id) };
}

interface ClientUsers {
  readonly local?: Local;
  readonly closings: readonly Node[];
  readonly isSet: boolean;
}

/** How a client is used that lives for this call only; `undefined` where it does not. */
function usersOf(client: Node, transport: Node): ClientUsers | undefined {
  const value = withAddress(client);
  const declared = declarationOf(value);
  if (declared === undefined) {
    let outer = value.parent;
    if (outer?.type === 'parenthesized_expression') outer = outer.parent;
    const call = outer?.parent;
    const isRequest =
      outer?.type === 'selector_expression' &&
      requests.test(field(outer, 'field')?.text ?? '') &&
      call?.type === 'call_expression';
    return isRequest ? { closings: [], isSet: false } : undefined;
  }
  const local = localOf(declared);
  const closings: Node[] = [];
  let isSet = false;
  let isUsed = false;
  for (const mention of local.mentions) {
    const member = memberUse(mention);
    if (member?.kind === 'set') isSet = true;
    else if (member?.kind === 'call' && member.name === 'CloseIdleConnections')
      closings.push(member.statement);
    else if (member?.kind === 'call' && requests.test(member.name)) {
      // Made before a loop or a closure, it serves many requests.
      if (innermostRepeater(mention)?.id !== innermostRepeater(transport)?.id) return undefined;
      isUsed = true;
    } else return undefined;
  }
  return isUsed ? { local, closings, isSet } : undefined;
}

type MemberUse =
  | { readonly kind: 'set' }
  | { readonly kind: 'call'; readonly name: string; readonly statement: Node };

/** What is done to a member of a variable: `x.Member(…)`, or `x.Member… = …`. */
function memberUse(mention: Node): MemberUse | undefined {
  const selector = mention.parent;
  if (selector?.type !== 'selector_expression' || field(selector, 'operand')?.id !== mention.id)
    return undefined;
  const call = selector.parent;
  if (call?.type === 'call_expression' && field(call, 'function')?.id === selector.id) {
    return {
      kind: 'call',
      name: field(selector, 'field')?.text ?? '',
      statement: call.parent ?? call,
    };
  }
  let target: Node = selector;
  while (target.parent?.type === 'selector_expression') target = target.parent;
  const assignment = target.parent?.parent;
  const isTarget =
    assignment?.type === 'assignment_statement' &&
    field(assignment, 'left')?.id === target.parent?.id;
  return isTarget ? { kind: 'set' } : undefined;
}

/** Whether all of a client but its transport is constant. */
function isConstantBeside(client: Node, transport: Node | undefined, file: SourceFile): boolean {
  const body = field(client, 'body');
  const elements = body?.namedChildren ?? [];
  return elements.every((element) => {
    const value = element === null ? undefined : valueOf(element);
    return value === undefined || value.id === transport?.id || isConstant(value, file);
  });
}
