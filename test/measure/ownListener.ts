/** For the tests on the real system: a listener of our own with one connection to it. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface OwnListener {
  readonly port: number;
  /** The local port of the connection's client end. */
  readonly clientPort: number;
  close(): void;
}

/** Listens on 127.0.0.1 and connects to itself once. */
export async function openOwnListener(): Promise<OwnListener> {
  const accepted: Socket[] = [];
  const server: Server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  await once(client, 'connect');
  return {
    port,
    clientPort: client.localPort ?? 0,
    close: () => {
      for (const socket of [client, ...accepted]) socket.destroy();
      server.close();
    },
  };
}
