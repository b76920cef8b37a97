import type { Node } from '@vscode/tree-sitter-wasm';
import { field } from '../../syntax';
import type { LocalDeclaration } from './locals';
import { localOf } from './locals';
import { mayRunOften } from './members';
import { isWebRequest } from './webRequests';

/** A response that nobody gives back: held by a local, dropped where it arrives, or asked for its head. */
export interface ResponseUse {
  readonly call: Node;
  readonly declaration?: LocalDeclaration;
  /** The statement that drops it. */
  readonly dropped?: Node;
}

/** The response of `request.GetResponse()` where neither it nor its stream is ever ended. */
export function undisposedResponse(call: Node): ResponseUse | undefined {
  const access = field(call, 'function');
  const receiver = access && field(access, 'expression');
  const method = access && field(access, 'name')?.text;
  if (receiver === undefined || !/^GetResponse(Async)?$/.test(method ?? '')) return undefined;
  if (!isWebRequest(receiver) || !mayRunOften(call)) return undefined;
  const value = valueOf(call, method === 'GetResponseAsync');
  if (value === undefined) return undefined;
  if (value.parent?.type === 'expression_statement') {
    return { call, dropped: value.parent };
  }
  if (value.parent?.type === 'member_access_expression') {
    const member = field(value.parent, 'name')?.text ?? '';
    return headOnly.test(member) ? { call } : undefined;
  }
  const declaration = localOf(value);
  if (declaration === undefined || isUsing(declaration.statement)) return undefined;
  return declaration.mentions.every(holds) ? { call, declaration } : undefined;
}

/** Members that are read without ending anything. */
const headOnly =
  /^(StatusCode|StatusDescription|Headers|ContentLength|ContentType|LastModified|ResponseUri|Cookies|Server)$/;

/** What a call's answer is after `await` or `.Result`, casts and parentheses; a task that nobody awaits is none. */
function valueOf(call: Node, isAsync: boolean): Node | undefined {
  let value = call;
  let isTask = isAsync;
  for (;;) {
    const { parent } = value;
    if (parent === null) return undefined;
    const member =
      parent.type === 'member_access_expression' ? field(parent, 'name')?.text : undefined;
    if (isTask && member === 'Result') {
      [value, isTask] = [parent, false];
    } else if (isTask && member === 'ConfigureAwait' && parent.parent !== null) {
      value = parent.parent;
    } else if (parent.type === 'await_expression') {
      [value, isTask] = [parent, false];
    } else if (/^(cast|as|parenthesized)_expression$/.test(parent.type)) {
      value = parent;
    } else {
      return isTask ? undefined : value;
    }
  }
}

function isUsing(statement: Node): boolean {
  return statement.type === 'using_statement' || statement.text.startsWith('using ');
}

/** Whether a mention leaves the response open: its head is read, or a stream that nobody ends. */
function holds(mention: Node): boolean {
  const access = mention.parent;
  if (
    access?.type !== 'member_access_expression' ||
    field(access, 'expression')?.id !== mention.id
  ) {
    return false; // handed on, returned, or asked with `?.`: whoever has it may end it
  }
  const member = field(access, 'name')?.text;
  if (/^(Close|Dispose)$/.test(member ?? '')) return false;
  return member !== 'GetResponseStream' || isLeftOpen(access.parent ?? access);
}

/** Whether a stream stays in a local that is neither ended nor read to its end. */
function isLeftOpen(call: Node): boolean {
  const reader = readerOf(call);
  const declaration = localOf(reader);
  if (declaration === undefined || isUsing(declaration.statement)) return false;
  return declaration.mentions.every((mention) => {
    const access = mention.parent;
    if (access?.type === 'argument') {
      const made = access.parent?.parent;
      // A reader over the stream: what ends the reader ends the stream.
      return made?.type === 'object_creation_expression' && isLeftOpen(made);
    }
    const isAsked =
      access?.type === 'member_access_expression' && field(access, 'expression')?.id === mention.id;
    return (
      isAsked && !/^(Close|Dispose|Read\w*|CopyTo\w*)$/.test(field(access, 'name')?.text ?? '')
    );
  });
}

/** `new StreamReader(response.GetResponseStream())` owns the stream. */
function readerOf(call: Node): Node {
  const made = call.parent?.type === 'argument' ? call.parent.parent?.parent : undefined;
  return made?.type === 'object_creation_expression' ? made : call;
}
