import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceFile } from '../../sourceFile';
import { ancestor, field } from '../../syntax';
import { isVerb } from './calls';
import { literal, positionalOf, usesOf } from './imports';
import type { Repetition } from './scopes';
import { enclosingFunction, repetition, runsOftenWithin } from './scopes';

/** A session that a call makes for one request of its own. */
export interface SessionUse {
  readonly creation: Node;
  readonly repeated: Repetition;
  /** The call that sends the request. */
  readonly request: Node;
  /** `with … as session`, `session = …`, or used on the spot. */
  readonly holder: Holder;
  /** Whether it is set up after it is made (headers, adapters), so that it cannot be shared as it is. */
  readonly isConfigured: boolean;
}

export type Holder =
  | {
      readonly kind: 'with';
      readonly item: Node;
      readonly statement: Node;
      readonly uses: readonly Node[];
    }
  | {
      readonly kind: 'assignment';
      readonly statement: Node;
      readonly uses: readonly Node[];
      /** The statements that close it. */
      readonly closings: readonly Node[];
    }
  | { readonly kind: 'inline' };

/**
 * The one request that a session is made for, where each run of the code makes another session.
 * `undefined` where it serves several requests (a login and what follows, a loop, an inner
 * function), where it outlives the call (returned, stored, handed on), or where the code runs once.
 */
export function sessionUse(creation: Node, file: SourceFile): SessionUse | undefined {
  const parent = creation.parent;
  const repeated = parent === null ? undefined : repetition(creation, file);
  if (parent === null || repeated === undefined) return undefined;
  if (parent.type === 'attribute') {
    const request = requestOf(creation);
    const holder = { kind: 'inline' } as const;
    return request && { creation, repeated, request, holder, isConfigured: false };
  }
  const place = withPlace(creation) ?? assignmentPlace(creation);
  if (place === undefined) return undefined;
  const { name, scope } = place;
  const uses = usesOf(name.text, scope, file).filter(
    (node) => node.startIndex > creation.endIndex && node.id !== name.id,
  );
  const requests: Node[] = [];
  const closings: Node[] = [];
  let isConfigured = false;
  for (const use of uses) {
    const access = use.parent;
    if (access?.type !== 'attribute') return undefined;
    const method = field(access, 'attribute')?.text ?? '';
    const closing = /^a?close$/.test(method) ? closingStatement(access) : undefined;
    const request = isVerb(method) ? requestOf(use) : undefined;
    if (request !== undefined) requests.push(request);
    else if (closing !== undefined) closings.push(closing);
    else if (isVerb(method))
      return undefined; // handed on as a function
    else if (method === 'mount' && leadsElsewhere(access)) return undefined;
    else isConfigured = true;
  }
  const [request, ...others] = requests;
  if (request === undefined || others.length > 0) return undefined;
  if (runsOftenWithin(request, place.statement.parent ?? scope)) return undefined;
  const holder: Holder =
    place.item !== undefined
      ? { kind: 'with', item: place.item, statement: place.statement, uses }
      : { kind: 'assignment', statement: place.statement, uses, closings };
  return { creation, repeated, request, holder, isConfigured };
}

/** `session.mount("http://snapd/", SomeAdapter())`: an adapter for one name that may need no TCP. */
function leadsElsewhere(access: Node): boolean {
  const [prefix, adapter] = access.parent === null ? [] : positionalOf(access.parent);
  const isForAll = /^https?:\/\/$/.test(literal(prefix) ?? 'http://');
  return !isForAll && !/\bHTTPAdapter\b/.test(adapter?.text ?? '');
}

/** The call of a method of `object`. */
function requestOf(object: Node): Node | undefined {
  const access = object.parent;
  const call = access?.parent;
  const isMethod = access !== null && isVerb(field(access, 'attribute')?.text);
  if (!isMethod || call?.type !== 'call') return undefined;
  return field(call, 'function')?.id === access.id ? call : undefined;
}

/** `session.close()` or `await session.aclose()` as a statement of its own. */
function closingStatement(access: Node): Node | undefined {
  const call = access.parent;
  const outer = call?.parent?.type === 'await' ? call.parent : call;
  const statement = outer?.parent;
  return call?.type === 'call' && statement?.type === 'expression_statement'
    ? statement
    : undefined;
}

/** Where a session gets its name. */
interface Place {
  readonly name: Node;
  /** Where the name is known. */
  readonly scope: Node;
  readonly statement: Node;
  /** The part of a `with` that makes it. */
  readonly item?: Node;
}

function withPlace(creation: Node): Place | undefined {
  const binding = creation.parent;
  const item = binding?.parent;
  if (binding?.type !== 'as_pattern' || item?.type !== 'with_item') return undefined;
  const statement = ancestor(item, 'with_statement');
  const name = field(binding, 'alias')?.firstChild;
  if (statement === undefined || name?.type !== 'identifier') return undefined;
  return { name, scope: statement, statement, item };
}

function assignmentPlace(creation: Node): Place | undefined {
  const assignment = creation.parent;
  const statement = assignment?.parent;
  if (assignment?.type !== 'assignment' || statement?.type !== 'expression_statement') {
    return undefined;
  }
  const scope = enclosingFunction(creation) ?? statement.parent;
  const name = field(assignment, 'left');
  return scope !== null && name?.type === 'identifier' ? { name, scope, statement } : undefined;
}
