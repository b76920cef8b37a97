import type { Node } from '@vscode/tree-sitter-wasm';
import type { Finding } from '../../finding';
import type { SourceFile } from '../../sourceFile';
import { field, namedChildren, stringValue } from '../../syntax';
import { originOf } from './bindings';
import { blockOf, references } from './scopes';

export type Protocol = 'http' | 'https';

/** A call that sends a request. */
export interface RequestCall {
  readonly call: Node;
  /** Node's own `http`/`https`, a client library that is built upon it, or the built-in `fetch`. */
  readonly library: 'node' | 'other' | 'fetch';
  /** Unknown where the program chooses, or where the URL decides. */
  readonly protocol?: Protocol;
}

const verbs = /^(request|get|head|post|put|patch|delete|del|options|stream|default)$/;
const libraries = [
  'axios',
  'got',
  'node-fetch',
  'request',
  'request-promise',
  'needle',
  'cross-fetch',
];

/** Whether a call sends a request, by where its function was imported from. */
export function requestOf(call: Node, file: SourceFile): RequestCall | undefined {
  const callee = field(call, 'function');
  const origin = originOf(callee, file);
  if (origin === undefined) {
    return callee?.text === 'fetch' ? { call, library: 'fetch' } : undefined;
  }
  const { module, member } = origin;
  if (/^http(s|\(s\))?$/.test(module)) {
    if (member !== 'request' && member !== 'get') return undefined;
    const protocol = isProtocol(module) ? { protocol: module } : {};
    return { call, library: 'node', ...protocol };
  }
  const sends = libraries.includes(module) && (member === undefined || verbs.test(member));
  return sends ? { call, library: 'other' } : undefined;
}

export function isProtocol(module: string | undefined): module is Protocol {
  return module === 'http' || module === 'https';
}

/** The request that an object literal is the options of: directly, spread, or through a variable. */
export function requestWith(object: Node, file: SourceFile): RequestCall | undefined {
  const direct = requestOfArgument(object, file);
  if (direct !== undefined) return direct;
  const holder = outermost(object).parent;
  const name =
    holder?.type === 'variable_declarator'
      ? field(holder, 'name')
      : holder?.type === 'assignment_expression'
        ? field(holder, 'left')
        : undefined;
  if (holder === null || name?.type !== 'identifier') return undefined;
  for (const reference of references(name.text, blockOf(holder))) {
    const spread =
      reference.parent?.type === 'spread_element' ? reference.parent.parent : undefined;
    const request = requestOfArgument(spread ?? reference, file);
    if (request !== undefined) return request;
  }
  return undefined;
}

/** The request whose argument `node` is. */
function requestOfArgument(node: Node, file: SourceFile): RequestCall | undefined {
  const list = outermost(node).parent;
  const call = list?.type === 'arguments' ? list.parent : undefined;
  return call?.type === 'call_expression' ? requestOf(call, file) : undefined;
}

/** `node` with the parentheses, casts and assertions around it. */
export function outermost(node: Node): Node {
  let outer = node;
  const wrappers = [
    'parenthesized_expression',
    'as_expression',
    'satisfies_expression',
    'non_null_expression',
  ];
  while (outer.parent !== null && wrappers.includes(outer.parent.type)) outer = outer.parent;
  return outer;
}

/** The `key: value` of an object literal, by key without quotes and in any case. */
export function pairOf(object: Node, key: string): Node | undefined {
  return namedChildren(object).find((item) => keyOf(item)?.toLowerCase() === key.toLowerCase());
}

/** The key of a pair or shorthand, without quotes. */
export function keyOf(item: Node): string | undefined {
  if (item.type === 'shorthand_property_identifier') return item.text;
  const key = item.type === 'pair' ? field(item, 'key') : undefined;
  return key?.type === 'string' ? stringValue(key) : key?.text;
}

/** The destination that a request names in plain sight: in its URL, or as host and port. */
export function targetOf({ call }: RequestCall, options?: Node): Finding['target'] {
  const list = field(call, 'arguments');
  const [first] = list === undefined ? [] : namedChildren(list);
  const url = stringValue(first);
  // A relative URL names no host, and `new URL` throws at it (`URL.canParse` is newer than Node 18.15).
  if (url !== undefined && /^https?:\/\/[\w.-]+(:\d{1,4}|:[1-5]\d{4})?(\/|$)/.test(url)) {
    const { hostname, port, protocol } = new URL(url);
    return { host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
  }
  if (options === undefined) return undefined;
  const value = (key: string): Node | undefined => {
    const pair = pairOf(options, key);
    return pair === undefined ? undefined : field(pair, 'value');
  };
  const host = stringValue(value('hostname') ?? value('host'));
  const port = Number(stringValue(value('port')) ?? value('port')?.text);
  if (host === undefined && !Number.isInteger(port)) return undefined;
  return { ...(host === undefined ? {} : { host }), ...(Number.isInteger(port) ? { port } : {}) };
}
