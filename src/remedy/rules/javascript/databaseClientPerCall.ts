import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { defineRule } from '../../rule';
import { field } from '../../syntax';
import { useLentClient, useSharedClient } from './databaseFixes';
import type { DatabaseClient } from './databaseLibraries';
import { databaseClientOf } from './databaseLibraries';
import type { MemberUse, OwnedObject } from './ownedObject';
import { ownedObject } from './ownedObject';
import { localPortInTimeWait, serverClosesFirst } from './wording';
import { methodOf } from './requests';

/** A database client that a call makes for itself. */
export interface DatabaseCase {
  readonly client: DatabaseClient;
  readonly creation: Node;
  readonly owned: OwnedObject;
  readonly opened: readonly MemberUse[];
  readonly closed: readonly MemberUse[];
  /** What is left of its members: queries and commands. */
  readonly used: readonly MemberUse[];
}

export const databaseClientPerCall = defineRule<DatabaseCase>({
  id: 'js/database-client-per-call',
  title: () => l10n.t('Database client made for every call'),
  needs: /\b(pg|mysql2?|redis|ioredis|mongodb)\b/,
  query: '[(new_expression) (call_expression)] @creation',
  find: (captures, file) => {
    const creation = captures.get('creation');
    const client = creation && databaseClientOf(creation, file);
    if (creation === undefined || client === undefined) return undefined;
    const owned = ownedObject(endOfChain(creation));
    if (owned === undefined) return undefined;
    const isOpening = ({ member }: MemberUse): boolean => client.opens.test(member);
    const isClosing = ({ member }: MemberUse): boolean =>
      client.closedHere.test(member) || client.closedThere?.test(member) === true;
    const opened = owned.members.filter(isOpening);
    const closed = owned.members.filter(isClosing);
    const used = owned.members.filter((use) => !isOpening(use) && !isClosing(use));
    if (used.some(({ member }) => client.ownConnection.test(member))) return undefined;
    // Handed on and not closed here: whoever has it now may keep it.
    if (owned.lent.length > 0 && closed.length === 0) return undefined;
    if (owned.lent.length === 0 && !used.some(({ call }) => call !== undefined)) return undefined;
    return { client, creation, owned, opened, closed, used };
  },
  at: ({ creation }) => creation,
  severity: ({ client, closed }) =>
    closed.some(({ member }) => client.closedThere?.test(member)) ? 'information' : 'warning',
  message: (found) =>
    l10n.t(
      'Each call opens its own connection to {0}, with a handshake and a login. {1}',
      found.client.database,
      costOf(found),
    ),
  fixes: [
    {
      id: 'share-client',
      kind: 'reuse',
      title: ({ client }) =>
        client.pool === undefined
          ? l10n.t('Share one client')
          : l10n.t('Query through one shared pool'),
      cost: sharingCost,
      edits: useSharedClient,
    },
    {
      id: 'lend-client',
      kind: 'reuse',
      title: () => l10n.t('Lend a client from one shared pool'),
      cost: sharingCost,
      edits: useLentClient,
    },
  ],
});

/** `createClient().on('error', …).connect()`: all of it makes the client. */
function endOfChain(creation: Node): Node {
  let end = creation;
  for (;;) {
    const member: Node | null = end.parent;
    const call = member?.type === 'member_expression' ? member.parent : undefined;
    if (member === null || call?.type !== 'call_expression') return end;
    if (field(member, 'object')?.id !== end.id) return end;
    if (!/^(on|once|connect)$/.test(methodOf(call) ?? '')) return end;
    end = call;
  }
}

function costOf({ client, closed }: DatabaseCase): string {
  if (closed.length === 0) {
    return l10n.t(
      'Nothing here closes it, so each call also leaves a connection open, which holds a local port and a place at the server.',
    );
  }
  return closed.some(({ member }) => client.closedThere?.test(member))
    ? serverClosesFirst()
    : localPortInTimeWait();
}

function sharingCost({ client }: DatabaseCase): string {
  return client.pool !== undefined || client.maker.endsWith('Pool')
    ? l10n.t(
        'A pool has a limit (10 connections unless told otherwise): more calls at once wait for their turn. Idle connections keep the process running for a while, so a script should end the pool when it is done.',
      )
    : l10n.t(
        'The connection stays open and keeps the process running, so a script should close it when it is done.',
      );
}
