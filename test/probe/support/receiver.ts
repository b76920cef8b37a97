import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type {
  Destination,
  DestinationCounts,
  Hello,
  ProbeMessage,
  Site,
} from '../../../src/measure/probe/wire';

/** What one thread of a program said. */
export interface Heard {
  hello?: Hello;
  readonly sites: Map<number, Site>;
  readonly destinations: Map<number, Destination>;
  readonly counts: Map<number, DestinationCounts>;
  leftOut: number;
  readonly longestLineBytes: number;
}

/** The editor's end of the pipe, for tests: keeps what it hears, and checks nothing. */
export class Receiver {
  readonly threads: (Heard & { longestLineBytes: number })[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly path: string,
  ) {}

  static async open(folder: string): Promise<Receiver> {
    const path = process.platform === 'win32' ? `\\\\.\\pipe\\${process.pid}` : join(folder, 'p');
    rmSync(path, { force: true });
    const server = createServer();
    const receiver = new Receiver(server, path);
    server.on('connection', (socket) => {
      receiver.hear(socket);
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return receiver;
  }

  private hear(socket: Socket): void {
    const heard: Heard & { longestLineBytes: number } = {
      sites: new Map(),
      destinations: new Map(),
      counts: new Map(),
      leftOut: 0,
      longestLineBytes: 0,
    };
    this.threads.push(heard);
    this.sockets.add(socket);
    let rest = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        heard.longestLineBytes = Math.max(heard.longestLineBytes, Buffer.byteLength(line) + 1);
        take(heard, JSON.parse(line) as ProbeMessage);
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }

  /** Until every program that spoke has gone. */
  async silence(): Promise<void> {
    while (this.sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

function take(heard: Heard, message: ProbeMessage): void {
  switch (message.type) {
    case 'hello':
      heard.hello = message;
      break;
    case 'site':
      heard.sites.set(message.site, message);
      break;
    case 'destination':
      heard.destinations.set(message.destination, message);
      break;
    case 'counts':
      for (const counts of message.destinations) heard.counts.set(counts.destination, counts);
      heard.leftOut = message.leftOut;
      break;
  }
}
