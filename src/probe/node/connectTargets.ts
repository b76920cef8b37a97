import type { Socket } from 'node:net';
import { Adopting } from './attached';
import { observeReads, symbolOf, type Undo } from './observeReads';

/** What lib/net.js hands to the system with each attempt, in Node 18 to 26: a `TCPConnectWrap`. */
interface ConnectRequest {
  readonly address?: unknown;
  readonly port?: unknown;
  readonly localPort?: unknown;
}

/** `TCP`, or a `TLSWrap` around one. */
interface SocketHandle {
  readonly _parent?: object;
}

const mostTries = 16;

/** A request's own member, defined as an assignment would have. */
class LocalPort extends Adopting {
  localPort: unknown;
  constructor(request: object, localPort: unknown) {
    super(request);
    this.localPort = localPort;
  }
}

/**
 * Learns where a socket is about to connect to, without asking the system once it is there: a call of
 * the system for each connection was a third of what the probe cost. Between making a request and
 * handing it to the socket's handle, lib/net.js assigns the members of the one and reads `connect` (or
 * `connect6`) of the other: both prototypes are the runtime's own, and no program gets to see them.
 */
export class ConnectTargets {
  private readonly undos: Undo[] = [];
  /** A runtime that shows no such request, or names it otherwise, is not asked for ever. */
  private triesLeft = mostTries;
  private address: unknown;
  private port: unknown;

  /** @param note is told of each attempt at a TCP connection, just before it is made */
  constructor(private readonly note: (socket: Socket, address: string, port: number) => void) {}

  /**
   * Call it while Node tells that a socket is connected: its request is still among the active ones.
   * The first such call finds the prototypes; attempts before that are not told of.
   */
  learnFrom(socketHandle: SocketHandle): void {
    if (this.triesLeft === 0) return;
    this.triesLeft -= 1;
    const handle = socketHandle._parent ?? socketHandle;
    // Deprecated in words only (DEP0161 of Node's doc/api/deprecations.md), up to Node 26.
    const { _getActiveRequests: activeRequests } = process as {
      _getActiveRequests?: () => readonly object[];
    };
    const request = activeRequests?.().find(
      ({ constructor: { name } }) => name === 'TCPConnectWrap',
    );
    const owner = symbolOf(handle, 'owner_symbol');
    if (!request || !owner) return;
    this.triesLeft = 0;
    this.watchRequests(Object.getPrototypeOf(request) as object);
    this.watchHandles(Object.getPrototypeOf(handle) as object, owner);
  }

  stop(): void {
    this.triesLeft = 0;
    for (const undo of this.undos) undo();
  }

  private watchRequests(prototype: object): void {
    const take = ({ address, port }: ConnectRequest) => {
      this.address = address;
      this.port = port;
    };
    // The last member that all these versions assign. Nobody reads it from the prototype.
    Object.defineProperty(prototype, 'localPort', {
      configurable: true,
      set(this: ConnectRequest, localPort: unknown) {
        new LocalPort(this, localPort);
        take(this);
      },
    });
    this.undos.push(() => {
      Reflect.deleteProperty(prototype, 'localPort');
    });
  }

  private watchHandles(prototype: object, owner: symbol): void {
    const connects = (handle: object) => {
      const { address, port } = this;
      this.address = undefined; // it is for this handle only
      if (typeof address !== 'string' || typeof port !== 'number') return;
      const { [owner]: socket } = handle as Readonly<Record<symbol, Socket | undefined>>;
      if (socket) this.note(socket, address, port);
    };
    for (const name of ['connect', 'connect6']) {
      this.undos.push(observeReads(prototype, name, connects));
    }
  }
}
