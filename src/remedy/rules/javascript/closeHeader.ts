import type { Node } from '@vscode/tree-sitter-wasm';
import type { Captures } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { descendants, field, namedChildren, stringValue } from '../../syntax';
import { originOf } from './bindings';
import type { RequestCall } from './requests';
import {
  methodOf,
  optionsWith,
  outermost,
  requestOf,
  requestOfInstance,
  requestWith,
} from './requests';
import { blockOf, references } from './scopes';
import { superagentRequest } from './superagent';

/** Where `Connection: close` is written for a request. */
export interface CloseHeader {
  /** A pair of an object, a whole statement, or the call of a chain that sets it. */
  readonly header: Node;
  readonly request: RequestCall;
  /** The request's options, where they are a literal. */
  readonly options?: Node;
}

/** The name and value in each of the ways to write a header. */
export const closeHeaderQuery = `
  (pair key: (_) @key value: (string) @value) @pair
  (call_expression
    function: (member_expression property: (property_identifier) @method)
    arguments: (arguments . (string) @key . (string) @value .)) @call
  (assignment_expression
    left: [(subscript_expression index: (string) @key)
           (member_expression property: (property_identifier) @key)]
    right: (string) @value) @assignment`;

/** The header that a match of {@link closeHeaderQuery} is; `undefined` for a response's, or another one. */
export function closeHeader(captures: Captures, file: SourceFile): CloseHeader | undefined {
  const key = captures.get('key');
  const name = key?.type === 'string' ? stringValue(key) : key?.text;
  if (name?.toLowerCase() !== 'connection') return undefined;
  if (stringValue(captures.get('value'))?.toLowerCase() !== 'close') return undefined;
  const [pair, call] = [captures.get('pair'), captures.get('call')];
  if (pair !== undefined) return inObject(pair, file);
  if (call !== undefined) return byCall(call, captures.get('method')?.text ?? '', file);
  const assignment = captures.get('assignment');
  return assignment && asDefault(assignment, file);
}

/** A pair in the headers of a request. */
function inObject(pair: Node, file: SourceFile): CloseHeader | undefined {
  const headers = pair.parent;
  if (headers?.type !== 'object') return undefined;
  const list = headers.parent;
  if (list?.type !== 'arguments' || list.parent === null) return asHeaders(pair, headers, file);
  if (isHeaders(list.parent)) return asHeaders(pair, list.parent, file);
  const chained = setOfSuperagent(list.parent, file);
  if (chained === undefined) return undefined;
  const isAlone = namedChildren(headers).length === 1;
  return isAlone ? chained : { ...chained, header: pair };
}

/** A request whose options have `headers`: there, or through a variable. */
function asHeaders(header: Node, headers: Node, file: SourceFile): CloseHeader | undefined {
  const direct = inOptions(header, headers, file);
  if (direct !== undefined) return direct;
  const holder = outermost(headers).parent;
  const name = holder?.type === 'variable_declarator' ? field(holder, 'name') : undefined;
  if (holder === null || name === undefined) return undefined;
  for (const mention of references(name.text, blockOf(holder))) {
    const found = inOptions(header, mention, file);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inOptions(header: Node, headers: Node, file: SourceFile): CloseHeader | undefined {
  const options = optionsWith(headers, /^headers$/);
  if (options === undefined) return undefined;
  const list = outermost(options).parent;
  const maker = list?.type === 'arguments' ? list.parent : undefined;
  const request =
    requestWith(options, file) ??
    (maker?.type === 'call_expression' ? instance(maker, file) : undefined);
  return request && { header, request, options };
}

/** The defaults of an instance are those of every request it makes, whoever calls it. */
function instance(maker: Node, file: SourceFile): RequestCall | undefined {
  const request = requestOfInstance(maker, file);
  if (request !== undefined) return request;
  const origin = originOf(field(maker, 'function'), file);
  const isMaker = origin?.member === 'create' || origin?.member === 'extend';
  return isMaker ? { call: maker, library: 'other' } : undefined;
}

function byCall(call: Node, method: string, file: SourceFile): CloseHeader | undefined {
  const callee = field(call, 'function');
  const receiver = callee && field(callee, 'object');
  if (receiver === undefined) return undefined;
  if (method === 'set') {
    const chained = setOfSuperagent(call, file);
    if (chained !== undefined) return chained;
  }
  const statement = call.parent;
  if (receiver.type !== 'identifier' || statement?.type !== 'expression_statement')
    return undefined;
  if (method === 'setHeader') return onRequest(statement, receiver, file);
  const isHeadersMethod = method === 'set' || method === 'append';
  return isHeadersMethod ? onHeaders(statement, receiver, file) : undefined;
}

/** `req.setHeader(…)` where `req` came from a request: on a server's response it is another matter. */
function onRequest(statement: Node, receiver: Node, file: SourceFile): CloseHeader | undefined {
  for (const call of valuesOf(receiver)) {
    const request = call.type === 'call_expression' ? requestOf(call, file) : undefined;
    if (request === undefined) continue;
    const list = field(call, 'arguments');
    const options = list && namedChildren(list).find(({ type }) => type === 'object');
    return { header: statement, request, ...(options === undefined ? {} : { options }) };
  }
  return undefined;
}

/** `headers.set(…)` where `headers` is `new Headers()` and belongs to a request. */
function onHeaders(statement: Node, receiver: Node, file: SourceFile): CloseHeader | undefined {
  for (const value of valuesOf(receiver)) {
    if (!isHeaders(value)) continue;
    const found = asHeaders(statement, value, file);
    // Its options are not where the header stands, so they stay as they are.
    if (found !== undefined) return { header: statement, request: found.request };
  }
  return undefined;
}

/** What is assigned where a variable is declared. */
function valuesOf(variable: Node): Node[] {
  return descendants(blockOf(variable), 'variable_declarator').flatMap((declarator) =>
    field(declarator, 'name')?.text === variable.text ? (field(declarator, 'value') ?? []) : [],
  );
}

function isHeaders(node: Node): boolean {
  return node.type === 'new_expression' && field(node, 'constructor')?.text === 'Headers';
}

function setOfSuperagent(call: Node, file: SourceFile): CloseHeader | undefined {
  if (call.type !== 'call_expression' || methodOf(call) !== 'set') return undefined;
  const request = superagentRequest(call, file);
  return request && { header: call, request: { call: request, library: 'other' } };
}

/** `axios.defaults.headers.common.Connection = 'close'`. */
function asDefault(assignment: Node, file: SourceFile): CloseHeader | undefined {
  const statement = assignment.parent;
  if (statement?.type !== 'expression_statement') return undefined;
  const path = (field(assignment, 'left')?.text ?? '').split(/\s*\.\s*/);
  const root = field(assignment, 'left')?.descendantForIndex(assignment.startIndex);
  const isDefault = path[1] === 'defaults' && path[2]?.startsWith('headers') === true;
  const isAxios = isDefault && originOf(root ?? undefined, file)?.module === 'axios';
  return isAxios
    ? { header: statement, request: { call: statement, library: 'other' } }
    : undefined;
}
