import type { Node } from '@vscode/tree-sitter-wasm';
import type { Finding } from '../../finding';
import type { SourceFile } from '../../sourceFile';
import { field, namedChildren, stringValue } from '../../syntax';
import { makesInstance, originOf } from './bindings';
import { blockOf, references } from './scopes';

export type Protocol = 'http' | 'https';

/** A call that sends a request. */
export interface RequestCall {
  readonly call: Node;
  /** Node's own `http`/`https`, a library built upon it, or `fetch`: the built-in one and undici. */
  readonly library: 'node' | 'other' | 'fetch';
  /** Unknown where the program chooses, or where the URL decides. */
  readonly protocol?: Protocol;
}

const verbs = /^(fetch|request|get|head|post|put|patch|delete|del|options|stream|default)$/;
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
  if (member !== undefined && !verbs.test(member)) return undefined;
  if (module === 'undici') return member === undefined ? undefined : { call, library: 'fetch' };
  return libraries.includes(module) ? { call, library: 'other' } : undefined;
}

/**
 * The first request of an instance that a call makes: `axios.create(…)`, `got.extend(…)`,
 * `request.defaults(…)`, called on the spot or through a variable. `undefined` for any other call,
 * and for an instance that is handed on.
 */
export function requestOfInstance(creation: Node, file: SourceFile): RequestCall | undefined {
  if (!makesInstance(creation, file)) return undefined;
  const holder = outermost(creation).parent;
  const direct = callOf(creation);
  if (direct !== undefined) return { call: direct, library: 'other' };
  const name = holder?.type === 'variable_declarator' ? field(holder, 'name') : undefined;
  if (holder === null || name?.type !== 'identifier') return undefined;
  const mentions = references(name.text, blockOf(holder)).filter(({ id }) => id !== name.id);
  const calls = mentions.map(callOf);
  const [first] = calls;
  if (first === undefined || calls.includes(undefined)) return undefined;
  return { call: first, library: 'other' };
}

/** The call of `instance(…)` or `instance.get(…)`. */
function callOf(instance: Node): Node | undefined {
  const member = instance.parent;
  const isMember =
    member?.type === 'member_expression' && field(member, 'object')?.id === instance.id;
  if (isMember && !verbs.test(field(member, 'property')?.text ?? '')) return undefined;
  const callee = isMember ? member : instance;
  const call = callee.parent;
  return call?.type === 'call_expression' && field(call, 'function')?.id === callee.id
    ? call
    : undefined;
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
  if (call?.type !== 'call_expression' || isUnread(node, file)) return undefined;
  return requestOf(call, file);
}

/** Whether `node` is an argument that its call takes no notice of. */
export function isUnread(node: Node, file: SourceFile): boolean {
  const argument = outermost(node);
  const list = argument.parent;
  const call = list?.type === 'arguments' ? list.parent : undefined;
  if (call?.type !== 'call_expression' || list === null) return false;
  const position = namedChildren(list).findIndex(({ id }) => id === argument.id);
  return position >= argumentsRead(call, file);
}

/** How many of its arguments a request looks at: axios has three for a verb with a body, and else two. */
function argumentsRead(call: Node, file: SourceFile): number {
  if (originOf(field(call, 'function'), file)?.module !== 'axios') return Infinity;
  return /^(post|put|patch)/.test(methodOf(call) ?? '') ? 3 : 2;
}

/** The name of the method that a call calls. */
export function methodOf(call: Node): string | undefined {
  const callee = field(call, 'function');
  return callee?.type === 'member_expression' ? field(callee, 'property')?.text : undefined;
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

/** The options that carry `node` under one of the keys, as a value or shorthand. */
export function optionsWith(node: Node, keys: RegExp): Node | undefined {
  const item = node.type === 'shorthand_property_identifier' ? node : node.parent;
  const options = item?.parent;
  if (item === null || options?.type !== 'object') return undefined;
  return keys.test(keyOf(item) ?? '') ? options : undefined;
}

/** The protocol that the URL of a call begins with, where it is written there. */
export function protocolOf(call: Node): Protocol | undefined {
  const list = field(call, 'arguments');
  const [url] = list === undefined ? [] : namedChildren(list);
  const [, protocol] = /^["'`](https?):\/\//.exec(url?.text ?? '') ?? [];
  return protocol === 'http' || protocol === 'https' ? protocol : undefined;
}

/** The destination that a request names in plain sight: in its URL, or as host and port. */
export function targetOf({ call }: Pick<RequestCall, 'call'>, options?: Node): Finding['target'] {
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
