import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BSON } from 'mongodb';

/** A database on loopback. */
export interface Database {
  readonly port: number;
  readonly stop: () => void;
}

/** Starts a real server in an empty folder; `undefined` where it is not installed. */
export type StartDatabase = (dir: string) => Promise<Database | undefined>;

export const startPostgres: StartDatabase = async (dir) => {
  const bin = newest('/usr/lib/postgresql');
  if (bin === undefined) return undefined;
  const data = join(dir, 'postgres');
  // PostgreSQL refuses to run as root.
  const user = userOf('postgres');
  mkdirSync(data);
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  const options = ['-D', data, '-U', 'test', '-A', 'trust', '--no-sync'];
  execFileSync(join(bin, 'initdb'), options, { stdio: 'ignore', cwd: '/', ...user });
  return run(join(bin, 'postgres'), user, (port) => [
    ...['-D', data, '-p', `${port}`, '-k', data, '-h', '127.0.0.1', '-c', 'fsync=off'],
  ]);
};

export const startMariadb: StartDatabase = async (dir) => {
  const program = '/usr/sbin/mariadbd';
  if (!existsSync(program)) return undefined;
  const data = join(dir, 'mariadb');
  mkdirSync(data);
  const user = userOf('mysql');
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  return run(program, user, (port) => [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${join(data, 'socket')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-grant-tables',
    '--innodb=OFF',
    '--default-storage-engine=MyISAM',
  ]);
};

export const startRedis: StartDatabase = async (dir) => {
  const program = '/usr/bin/redis-server';
  if (!existsSync(program)) return undefined;
  return run(program, undefined, (port) => [
    ...['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', dir],
  ]);
};

/**
 * The few messages of MongoDB's wire protocol that a driver sends to find one document; no
 * distribution packages the server. OP_MSG is 2013, OP_REPLY 1
 * (github.com/mongodb/specifications, source/message/OP_MSG.md).
 */
export const startMongoStandIn = async (): Promise<Database & { readonly found: () => number }> => {
  const sockets = new Set<Socket>();
  let found = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    let pending = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      pending = Buffer.concat([pending, data]);
      while (pending.length >= 16 && pending.length >= pending.readInt32LE(0)) {
        const message = pending.subarray(0, pending.readInt32LE(0));
        pending = pending.subarray(message.length);
        if (message.includes('\x02find\0')) found += 1;
        socket.write(answer(message));
      }
    });
  });
  const port = await listen(server);
  const stop = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port, stop, found: () => found };
};

function answer(message: Buffer): Buffer {
  const [id, operation] = [message.readInt32LE(4), message.readInt32LE(12)];
  const isMessage = operation === 2013;
  const command = isMessage ? BSON.deserialize(message.subarray(21)) : { hello: 1 };
  const body = BSON.serialize(replyTo(command));
  const head = Buffer.alloc(isMessage ? 21 : 36);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(id, 8);
  head.writeInt32LE(isMessage ? 2013 : 1, 12);
  if (!isMessage) head.writeInt32LE(1, 32); // one document
  return Buffer.concat([head, body]);
}

function replyTo(command: Record<string, unknown>): Record<string, unknown> {
  if ('find' in command) {
    const { _id: id } = command['filter'] as { _id: number };
    const firstBatch = [{ _id: id, answer: `answer ${id}` }];
    return { ok: 1, cursor: { id: BSON.Long.ZERO, ns: 'test.answers', firstBatch } };
  }
  return { ok: 1, isWritablePrimary: true, helloOk: true, minWireVersion: 0, maxWireVersion: 21 };
}

/** A port that passes everything on to a database, and counts the connections. */
export async function countConnectionsTo(
  target: number,
): Promise<{ readonly port: number; readonly opened: () => number; readonly close: () => void }> {
  let opened = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    opened++;
    const far = connect(target, '127.0.0.1');
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.pipe(other);
    }
  });
  const port = await listen(proxy);
  const close = (): void => {
    proxy.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port, opened: () => opened, close };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function run(
  program: string,
  user: { uid: number; gid: number } | undefined,
  args: (port: number) => string[],
): Promise<Database> {
  const finder = createServer();
  const port = await listen(finder);
  await new Promise((resolve) => finder.close(resolve));
  const server = spawn(program, args(port), { stdio: 'ignore', cwd: '/', ...user });
  await untilAnswering(port, server);
  return { port, stop: () => server.kill('SIGKILL') };
}

async function untilAnswering(port: number, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt++) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}`);
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket
        .once('connect', () => {
          resolve(true);
        })
        .once('error', () => {
          resolve(false);
        });
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await sleep(100);
  }
  throw new Error('The server does not answer');
}

function newest(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => join(folder, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'postgres')) && existsSync(join(bin, 'initdb')));
}

/** The system user that a server runs as, where we are root and may become it. */
function userOf(name: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
