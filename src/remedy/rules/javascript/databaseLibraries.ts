import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceFile } from '../../sourceFile';
import { field, namedChildren } from '../../syntax';
import type { Origin } from './bindings';
import { originOf } from './bindings';

/** A way in which a library opens connections to a database, and what becomes of them. */
export interface DatabaseClient {
  /** As people call it. */
  readonly database: 'PostgreSQL' | 'MySQL' | 'Redis' | 'MongoDB';
  readonly modules: readonly string[];
  /** The export that makes a client; `default` for the module itself. */
  readonly maker: string;
  readonly isClass: boolean;
  /** Methods that open the connection; calling them again does no harm where `reconnects`. */
  readonly opens: RegExp;
  readonly reconnects?: boolean;
  /** Methods that close it, by who closes first: measured, 12 clients each on loopback. */
  readonly closedHere: RegExp;
  readonly closedThere?: RegExp;
  /** Methods that need a connection of their own; a client that uses one is left alone. */
  readonly ownConnection: RegExp;
  /** What the module shares instead, best name first. */
  readonly names: readonly [string, ...string[]];
  /** The export that makes a pool of such clients, and the method that lends one of them. */
  readonly pool?: { readonly maker: string; readonly lend: string; readonly methods: RegExp };
  /** Whether an `error` event without a listener ends the process. */
  readonly needsErrorListener: boolean;
}

const none = /^$/;

const mysql = {
  database: 'MySQL',
  modules: ['mysql2', 'mysql2/promise', 'mysql'],
  isClass: false,
  // COM_QUIT asks the server to close; 12 of 12 TIME_WAIT rows were the server's (MariaDB 10.11).
  closedThere: /^end$/,
  names: ['pool', 'mysqlPool'],
  needsErrorListener: false,
} as const;

/** Closing was measured with pg 8.23, mysql2 3.24, redis 6, ioredis 6, mongodb 7 on Linux. */
export const databaseClients: readonly DatabaseClient[] = [
  {
    database: 'PostgreSQL',
    modules: ['pg'],
    maker: 'Client',
    isClass: true,
    opens: /^connect$/,
    closedHere: /^end$/,
    ownConnection: none,
    names: ['pool', 'pgPool'],
    pool: { maker: 'Pool', lend: 'connect', methods: /^query$/ },
    needsErrorListener: true,
  },
  {
    database: 'PostgreSQL',
    modules: ['pg'],
    maker: 'Pool',
    isClass: true,
    opens: none,
    closedHere: /^end$/,
    ownConnection: none,
    names: ['pool', 'pgPool'],
    needsErrorListener: true,
  },
  {
    ...mysql,
    maker: 'createConnection',
    opens: /^connect$/,
    closedHere: /^destroy$/,
    ownConnection: none,
    pool: {
      maker: 'createPool',
      lend: 'getConnection',
      methods: /^(query|execute|format|escape)$/,
    },
  },
  { ...mysql, maker: 'createPool', opens: none, closedHere: none, ownConnection: none },
  {
    database: 'Redis',
    modules: ['redis', '@redis/client'],
    maker: 'createClient',
    isClass: false,
    opens: /^connect$/,
    closedHere: /^(close|disconnect|destroy)$/,
    closedThere: /^(quit|QUIT)$/,
    ownConnection: /^([ps]?subscribe|monitor|watch|duplicate|b[lrz]\w+|executeIsolated|select)$/i,
    names: ['redis', 'redisClient'],
    needsErrorListener: true,
  },
  {
    database: 'Redis',
    modules: ['ioredis'],
    maker: 'default',
    isClass: true,
    opens: none,
    closedHere: /^disconnect$/,
    closedThere: /^quit$/,
    ownConnection: /^([ps]?subscribe|monitor|watch|duplicate|b[lrz]\w+|connect|select)$/i,
    names: ['redis', 'redisClient'],
    needsErrorListener: false,
  },
  {
    database: 'MongoDB',
    modules: ['mongodb'],
    maker: 'MongoClient',
    isClass: true,
    opens: /^connect$/,
    reconnects: true,
    closedHere: /^close$/,
    ownConnection: none,
    names: ['mongo', 'mongoClient'],
    needsErrorListener: false,
  },
];

/** The library's client that an expression makes. */
export function databaseClientOf(creation: Node, file: SourceFile): DatabaseClient | undefined {
  const isClass = creation.type === 'new_expression';
  const origin = originOf(field(creation, isClass ? 'constructor' : 'function'), file);
  if (origin === undefined) return undefined;
  return databaseClients.find(
    (client) =>
      client.isClass === isClass &&
      client.modules.includes(origin.module) &&
      client.maker === makerOf(origin),
  );
}

/** ioredis exports its class by name too. */
function makerOf({ module, member = 'default' }: Origin): string {
  return module === 'ioredis' && member === 'Redis' ? 'default' : member;
}

/** SQL that leaves something behind in its session, so that the next statement must go there too. */
const sessionBound =
  /^\s*(begin|start|commit|rollback|savepoint|set|reset|listen|unlisten|declare|fetch|prepare|execute|lock|use|discard|copy)\b|\b(temp|temporary|pg_temp|last_insert_id|found_rows|\w*advisory\w*|get_lock|@@?\w+)\b/i;

/** Whether a query may go to any connection of a pool: its SQL is written there and is not bound to a session. */
export function suitsAnyConnection(call: Node): boolean {
  const list = field(call, 'arguments');
  const [sql] = list === undefined ? [] : namedChildren(list);
  if (sql?.type !== 'string' && sql?.type !== 'template_string') return false;
  return !sessionBound.test(sql.text.slice(1, -1));
}
