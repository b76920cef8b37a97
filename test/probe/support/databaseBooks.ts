import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { createClient } from 'redis';
import {
  countConnectionsTo,
  type Database,
  startMariadb,
  startMongoStandIn,
  startPostgres,
  startRedis,
} from '../../remedy/databases';

import type { Certificate } from './countingServer';

/** A real server on loopback, which itself says how much it was asked. */
export interface DatabaseBooks {
  readonly port: number;
  readonly url: string;
  /** Connections so far, but for our own. */
  readonly connections: () => number;
  /** What programs asked for so far, and neither we nor their libraries. */
  readonly requests: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** @returns undefined where the server is not installed */
export type OpenBooks = (folder: string) => Promise<DatabaseBooks | undefined>;

/** Its programs take the next number of a sequence with each statement. */
export const postgresBooks: OpenBooks = async (folder) => {
  const database = await startPostgres(folder);
  if (!database) return undefined;
  const urlAt = (port: number) => `postgres://test@127.0.0.1:${port}/postgres`;
  const own = await connected(urlAt(database.port));
  await own.query('create sequence calls');
  const requests = async () => {
    const { rows } = await own.query<{ count: string }>(
      'select case when is_called then last_value else 0 end as count from calls',
    );
    return Number(rows[0]?.count);
  };
  return books(database, urlAt, requests, () => own.end());
};

/** A server that listens may still be starting (`cannot_connect_now`). */
async function connected(connectionString: string): Promise<Client> {
  for (;;) {
    const client = new Client({ connectionString });
    try {
      await client.connect();
      return client;
    } catch (error) {
      if ((error as { code?: unknown }).code !== '57P03') throw error;
      await sleep(50);
    }
  }
}

/** What libraries send by themselves, and `INFO`, which is ours. */
const ofRedisLibraries = /^(client|hello|auth|select|quit|info|config)\b/;

export const redisBooks: OpenBooks = async (folder) => {
  const database = await startRedis(folder);
  if (!database) return undefined;
  const urlAt = (port: number) => `redis://127.0.0.1:${port}`;
  const own = await createClient({ url: urlAt(database.port) }).connect();
  const requests = async () => {
    const text = await own.info('commandstats');
    let sum = 0;
    for (const [, name = '', calls] of text.matchAll(/^cmdstat_(.+?):calls=(\d+)/gm)) {
      if (!ofRedisLibraries.test(name)) sum += Number(calls);
    }
    return sum;
  };
  return books(database, urlAt, requests, async () => {
    await own.quit();
  });
};

/** Its programs send nothing but `select`. */
export const mariadbBooks: OpenBooks = async (folder) => {
  const database = await startMariadb(folder);
  if (!database) return undefined;
  const urlAt = (port: number) => `mysql://root@127.0.0.1:${port}`;
  const own = await createConnection(urlAt(database.port));
  const requests = async () => {
    // Statements that were run, prepared or not; `Questions` also counts the end of a connection.
    const [rows] = await own.query(`show global status like 'Com_select'`);
    return Number((rows as { Value: string }[])[0]?.Value);
  };
  return books(database, urlAt, requests, () => own.end());
};

/** No distribution packages the server: its stand-in counts what it was asked to find. */
export const mongoBooks: OpenBooks = async () => {
  const standIn = await startMongoStandIn();
  const requests = () => Promise.resolve(standIn.found());
  return books(
    standIn,
    (port) => `mongodb://127.0.0.1:${port}/`,
    requests,
    () => Promise.resolve(),
  );
};

/** The same server behind TLS, at another port, by its name. */
export async function overTls(
  behind: DatabaseBooks,
  { key, cert }: Certificate,
): Promise<DatabaseBooks> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ key, cert }, (near) => {
    connections += 1;
    const far = connect(behind.port, '127.0.0.1');
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.pipe(other);
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    ...behind,
    port,
    url: behind.url.replace('://', 's://').replace(/@?127\.0\.0\.1:\d+/, `localhost:${port}`),
    connections: () => connections,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      return Promise.resolve();
    },
  };
}

async function books(
  database: Database,
  urlAt: (port: number) => string,
  requests: () => Promise<number>,
  end: () => Promise<void>,
): Promise<DatabaseBooks> {
  const { port, opened, close } = await countConnectionsTo(database.port);
  return {
    port,
    url: urlAt(port),
    connections: opened,
    requests,
    close: async () => {
      close();
      await end();
      database.stop();
    },
  };
}
