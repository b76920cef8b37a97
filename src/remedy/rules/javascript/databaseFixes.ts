import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { removeStatement, replace } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { field, namedChildren, stringValue } from '../../syntax';
import type { DatabaseCase } from './databaseClientPerCall';
import { suitsAnyConnection } from './databaseLibraries';
import type { Shared } from './hoist';
import { argumentsText, dependenciesOf, hoist } from './hoist';
import type { MemberUse } from './ownedObject';
import { isInFinally, rename, withoutDeclarator, withoutReleases } from './release';
import { siblingExport } from './sibling';
import { inStyleOf } from './style';
import { methodOf } from './requests';

/** One client, or a pool that queries go through, which the whole module shares. */
export function useSharedClient(found: DatabaseCase, file: SourceFile): SourceEdit[] | undefined {
  const { client, owned, opened, closed, used } = found;
  const commands = used.filter((use) => !isErrorListener(use));
  const listeners = used.filter(isErrorListener);
  const { pool } = client;
  if (pool !== undefined) {
    const isPooled = ({ member, call }: MemberUse): boolean =>
      pool.methods.test(member) &&
      call !== undefined &&
      (!/^(query|execute)$/.test(member) || suitsAnyConnection(call));
    if (owned.lent.length > 0 || !commands.every(isPooled)) return undefined;
  }
  const calls = [...opened, ...closed, ...listeners].map(({ call }) => call);
  if (!calls.every(isPlainStatement)) return undefined;
  const shared = share(found, file, listenerOf(found));
  if (shared === undefined) return undefined;

  const ways = openingEdits(found, shared.name, file);
  const isGone = (mention: Node): boolean =>
    ways.some(({ start, end }) => mention.startIndex >= start && mention.endIndex <= end);
  return withoutReleases(
    file,
    [...closed, ...listeners].flatMap(({ call }) => call ?? []),
    [
      ...shared.edits,
      ...ways,
      ...owned.mentions
        .filter((mention) => !isGone(mention))
        .map((mention) => rename(mention, shared.name)),
    ],
  );
}

/** The edits where each call declared and opened its client, now that a shared one is called `name`. */
function openingEdits(
  { client, creation, owned, opened }: DatabaseCase,
  name: string,
  file: SourceFile,
): SourceEdit[] {
  const statements = opened.flatMap(({ call }) => statementOf(call) ?? []);
  const declared = withoutDeclarator(file, owned.declarator);
  if (client.reconnects === true) return [declared];
  if (client.pool !== undefined) {
    return [declared, ...statements.map((statement) => removeStatement(file, statement))];
  }
  // Only one of several calls at once may connect: `isOpen` is true as soon as the first has begun.
  const opening = inStyleOf(file, `if (!${name}.isOpen) await ${name}.connect();`);
  const isChained = owned.creation.id !== creation.id && methodOf(owned.creation) === 'connect';
  const { parent } = owned.declarator;
  if (isChained && parent !== null) return [replace(parent, opening)];
  return [declared, ...statements.map((statement) => replace(statement, opening))];
}

/** A client of the shared pool for as long as the call needs one of its own, a transaction say. */
export function useLentClient(found: DatabaseCase, file: SourceFile): SourceEdit[] | undefined {
  const { client, creation, owned, opened, closed, used } = found;
  const { pool } = client;
  const isTyped = field(owned.declarator, 'type') !== undefined;
  if (pool === undefined || isTyped || useSharedClient(found, file) !== undefined) return undefined;
  // A client that is not given back for certain would be missing from the pool for good.
  const isGivenBack = closed.length === 1 && closed.every(({ call }) => call && isInFinally(call));
  if (!isGivenBack || used.some(isErrorListener)) return undefined;
  const calls = [...opened, ...closed].map(({ call }) => call);
  if (!calls.every(isPlainStatement) || !calls.every(isAwaited)) return undefined;
  const shared = share(found, file, undefined);
  if (shared === undefined) return undefined;
  const lent = `await ${shared.name}.${pool.lend}()`;
  const value = owned.isAwaited ? (creation.parent ?? creation) : creation;
  return [
    ...shared.edits,
    replace(value, lent),
    ...opened.flatMap(({ call }) => {
      const statement = statementOf(call);
      return statement === undefined ? [] : [removeStatement(file, statement)];
    }),
    ...closed.flatMap(({ mention, call }) => {
      const outer = call?.parent;
      return outer?.type === 'await_expression'
        ? [replace(outer, `${mention.text}.release()`)]
        : [];
    }),
  ];
}

/** The shared client or pool at the top of the module, with a listener where it needs one. */
function share(
  { client, creation }: DatabaseCase,
  file: SourceFile,
  listener: Node | undefined,
): Shared | undefined {
  if (dependenciesOf(file, listener) === undefined) return undefined; // it listens for the call
  const after = client.needsErrorListener
    ? (name: string) =>
        `${name}.on('error', ${listener?.text ?? '(error) => console.error(error.message)'});`
    : undefined;
  const used = field(creation, client.isClass ? 'constructor' : 'function');
  if (client.pool === undefined || used === undefined) {
    return hoist(file, creation, client.names, after && { after });
  }
  const maker = siblingExport(file, used, client.pool.maker);
  if (maker === undefined) return undefined;
  const code = `${client.isClass ? 'new ' : ''}${maker.text}${argumentsText(file, creation)}`;
  const shared = hoist(file, creation, client.names, { code, ...(after && { after }) });
  return shared && { name: shared.name, edits: [...shared.edits, ...maker.edits] };
}

/** The error listener that the call gave its client, on its own or in the chain that made it. */
function listenerOf({ creation, owned, used }: DatabaseCase): Node | undefined {
  const chained = owned.creation.id === creation.id ? undefined : chainedListener(owned.creation);
  const call = used.find(isErrorListener)?.call ?? chained;
  const list = call && field(call, 'arguments');
  return list && namedChildren(list)[1];
}

function chainedListener(end: Node): Node | undefined {
  for (let call: Node | undefined = end; call?.type === 'call_expression';) {
    if (methodOf(call) === 'on') return call;
    const callee: Node | undefined = field(call, 'function');
    call = callee?.type === 'member_expression' ? field(callee, 'object') : undefined;
  }
  return undefined;
}

function isErrorListener({ member, call }: MemberUse): boolean {
  if (call === undefined || (member !== 'on' && member !== 'once')) return false;
  const list = field(call, 'arguments');
  return stringValue(list && namedChildren(list)[0]) === 'error';
}

/** `client.end();` or `await client.end();`, not with a callback and not within an expression. */
function isPlainStatement(call: Node | undefined): boolean {
  if (statementOf(call) === undefined) return false;
  const list = call && field(call, 'arguments');
  return (
    list !== undefined &&
    (namedChildren(list).length === 0 || methodOf(list.parent ?? list) === 'on')
  );
}

function isAwaited(call: Node | undefined): boolean {
  return call?.parent?.type === 'await_expression';
}

function statementOf(call: Node | undefined): Node | undefined {
  const outer = call?.parent?.type === 'await_expression' ? call.parent : call;
  return outer?.parent?.type === 'expression_statement' ? outer.parent : undefined;
}
