import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';

/** A local server that notes the remote port of every connection it accepts. */
export interface CountingServer {
  readonly port: number;
  /** In the order of arrival. */
  readonly remotePorts: readonly number[];
  /** Empties {@link remotePorts}. */
  readonly forget: () => void;
  readonly close: () => void;
}

/** Answers every request with its path, after a moment, so that concurrent calls do overlap. */
export async function startServer(
  options: {
    readonly secure?: { readonly key: string; readonly cert: string };
    /** Close each connection after its answer. */
    readonly closes?: boolean;
    /** Ask for basic authentication. */
    readonly asksForUser?: boolean;
    /** Answers are filled up to this many bytes. */
    readonly bodyLength?: number;
  } = {},
): Promise<CountingServer> {
  const remotePorts: number[] = [];
  const body = (path = ''): string => `answer ${path}`.padEnd(options.bodyLength ?? 0);
  const listener: RequestListener = (request, response) => {
    if (options.closes === true) response.setHeader('Connection', 'close');
    if (options.asksForUser === true && request.headers.authorization === undefined) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="back"' }).end();
      return;
    }
    setTimeout(() => response.end(body(request.url)), 2);
  };
  const server: Server =
    options.secure === undefined
      ? createServer(listener)
      : createSecureServer(options.secure, listener);
  server.on('connection', (socket: Socket) => remotePorts.push(socket.remotePort ?? 0));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  const forget = (): void => {
    remotePorts.length = 0;
  };
  return { port: (server.address() as AddressInfo).port, remotePorts, forget, close };
}

/** A listener on a port, so that nobody can bind it; a port that somebody else has is as good. */
export async function holdPort(port: number, address: string): Promise<{ close: () => void }> {
  const holder = createTcpServer();
  await new Promise<void>((resolve) => {
    holder.once('error', () => {
      resolve();
    });
    holder.listen(port, address, resolve);
  });
  return {
    close: () => {
      holder.close();
    },
  };
}
