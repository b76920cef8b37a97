import type { Socket } from 'node:net';
import { attachments } from './attached';
import { ConnectTargets } from './connectTargets';
import {
  type DestinationRecord,
  hiddenSite,
  type Ledger,
  noSite,
  type SiteNumber,
  type Target,
} from './ledger';
import type { Sampler } from './sampler';
import type { Watched } from './writtenRequests';

/** How one outgoing socket stands; lives and dies with the socket. */
interface Connection {
  /** Where its latest attempt goes. */
  target: Target | undefined;
  /** Known from the moment it is established. */
  destination: DestinationRecord | undefined;
  establishedAtMs: number;
  /** Who called `connect`; where nobody looked, who made the first request. */
  site: SiteNumber;
  isPlaced: boolean;
  isEnded: boolean;
  closedBy: 'here' | 'there' | undefined;
  /** Requests that were given to it before it was established. */
  earlyRequests: number;
  /** Where it is looked at what is written to it. */
  watched: Watched | undefined;
}

interface Peer {
  address: string;
  family: string;
  port: number;
}

/** What Node's sockets have beside their documented members. */
interface SocketInside extends Socket {
  readonly _handle?: {
    readonly _parent?: object;
    getpeername?(out: Peer): number;
  } | null;
  readonly _events?: { readonly connectionAttemptFailed?: unknown };
  readonly _host?: unknown;
  readonly _parent?: (Socket & { readonly stream?: Socket }) | null;
  readonly _readableState?: { readonly ended?: boolean };
  /** The request that it carries: set and taken away by lib/_http_client.js and the agent, in Node 18 to 26. */
  readonly _httpMessage?: {
    readonly shouldKeepAlive?: boolean;
    readonly res?: { readonly complete?: boolean } | null;
  } | null;
}

interface ConnectError extends Error {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
  readonly errors?: unknown;
}

/** A TLS socket over a TLS socket over a proxy's socket: nobody goes deeper. */
const deepestSocket = 4;
/** `autoSelectFamily` tries that many addresses at most before it gives up, for all we look at. */
const mostAttempts = 8;

/** From `connect` to `close`: counts each connection of this thread. */
export class Connections {
  /** By the state of a socket's readable side, which is as unique and as lasting, and keeps its shape. */
  private readonly known = attachments<Connection>();
  /** Filled anew each time: an object that has its members already is filled faster. */
  private readonly peer: Peer = { address: '', family: '', port: 0 };

  private readonly targets = new ConnectTargets((socket, address, port) => {
    const connection = this.of(socket);
    if (connection) connection.target = this.ledger.target(address, port);
  });

  constructor(
    private readonly ledger: Ledger,
    private readonly nowMs: () => number,
    private readonly sampler: Pick<Sampler, 'newDestination' | 'prompt'>,
  ) {}

  stop(): void {
    this.targets.stop();
  }

  private of(socket: SocketInside): Connection | undefined {
    const { _readableState: state } = socket;
    return state && this.known.get(state);
  }

  /** Is it new to us, or used again after its end? */
  isNew(socket: Socket): boolean {
    return this.of(socket)?.isEnded ?? true;
  }

  began(socket: SocketInside, site: SiteNumber): void {
    const { _readableState: state } = socket;
    if (!state) return;
    this.known.set(state, {
      target: undefined,
      destination: undefined,
      establishedAtMs: 0,
      site,
      isPlaced: false,
      isEnded: false,
      closedBy: undefined,
      earlyRequests: 0,
      watched: undefined,
    });
  }

  watchedOf(socket: Socket): Watched | undefined {
    return this.of(socket)?.watched;
  }

  watch(watched: Watched): void {
    const connection = this.of(watched.socket);
    if (connection) connection.watched = watched;
  }

  /** Looks whether a socket that we know has got its peer. Unix sockets never have one. */
  established(socket: SocketInside): void {
    const connection = this.of(socket);
    if (!connection || connection.destination || socket.connecting || !socket._handle) return;
    // Who listens to this may look at a socket that is not connected (lib/net.js, since Node 20.12).
    const isSure = socket._events?.connectionAttemptFailed === undefined;
    const known = isSure ? connection.target?.destination : undefined;
    this.establish(socket, connection, known ?? this.destinationOf(socket, connection));
    this.targets.learnFrom(socket._handle);
  }

  /** Asks the system where a socket is connected to: once for each target. */
  private destinationOf(
    socket: SocketInside,
    { target }: Connection,
  ): DestinationRecord | undefined {
    // Not `remoteAddress`: that one keeps what it read where `console.log(socket)` shows it.
    if (socket._handle?.getpeername?.(this.peer) !== 0) return undefined;
    const destination = this.ledger.destination(this.peer.address, this.peer.port);
    if (target) target.destination = destination;
    return destination;
  }

  private establish(
    socket: SocketInside,
    connection: Connection,
    destination: DestinationRecord | undefined,
  ): void {
    if (!destination) return;
    if (destination.connections === 0) this.sampler.newDestination();
    connection.destination = destination;
    connection.establishedAtMs = this.nowMs();
    destination.connected();
    destination.addName(socket._host);
    if (connection.site > noSite || connection.earlyRequests > 0) this.place(connection);
    for (; connection.earlyRequests > 0; connection.earlyRequests -= 1) {
      destination.requested(Math.max(noSite, connection.site));
    }
  }

  private place(connection: Connection): void {
    if (connection.isPlaced) return;
    connection.isPlaced = true;
    connection.destination?.placeConnection(Math.max(noSite, connection.site));
    if (connection.destination?.hasSites === false) this.sampler.prompt();
  }

  /** A request was given to a socket, which was opened for one as a rule. */
  requested(socket: Socket, site: SiteNumber): void {
    const connection = this.below(socket);
    if (connection) this.carries(connection, site, connection.site <= noSite);
  }

  /** A request was written to a socket, which somebody may have opened long before. */
  requestWritten(socket: Socket, site: SiteNumber): void {
    const connection = this.below(socket);
    if (connection) this.carries(connection, site, connection.site === hiddenSite);
  }

  private carries(connection: Connection, site: SiteNumber, tellsOpener: boolean): void {
    if (tellsOpener && !connection.isPlaced && site > noSite) connection.site = site;
    if (connection.destination) {
      this.place(connection);
      connection.destination.requested(site);
    } else {
      connection.earlyRequests += 1;
    }
  }

  /** Of those that a socket carries some were not seen: nobody knows any more how many there are. */
  requestsLost(socket: Socket): void {
    this.below(socket)?.destination?.loseRequests();
  }

  /** The connection that carries a socket: its own, or that of the socket it was put upon. */
  private below(socket: SocketInside): Connection | undefined {
    let at = socket;
    for (let depth = 0; depth < deepestSocket; depth += 1) {
      const parent = at._parent?.stream ?? at._parent;
      if (!parent) break;
      at = parent;
    }
    return this.of(at);
  }

  /** Our FIN goes out now. */
  finishes(socket: SocketInside): void {
    const connection = this.below(socket);
    if (connection && !connection.isEnded) connection.closedBy ??= whoCloses(socket);
  }

  ends(socket: SocketInside): void {
    const connection = this.below(socket);
    if (!connection || connection.isEnded) return;
    if (!connection.destination) {
      // What comes to its end here may never have been connected.
      this.establish(socket, connection, this.destinationOf(socket, connection));
    }
    connection.isEnded = true;
    const { destination } = connection;
    if (!destination) {
      this.failed(socket.errored, socket._host);
      return;
    }
    this.place(connection);
    connection.closedBy ??= whoCloses(socket);
    destination.closed(connection.closedBy, this.nowMs() - connection.establishedAtMs);
  }

  /** One attempt, or one for each address of a name. A name that has no address went nowhere. */
  private failed(error: ConnectError | null, name: unknown): void {
    if (!error) return;
    const attempts = Array.isArray(error.errors) ? error.errors.slice(0, mostAttempts) : [error];
    for (const { syscall, code, address, port } of attempts as readonly ConnectError[]) {
      if (syscall !== 'connect' || typeof code !== 'string') continue;
      if (typeof address !== 'string' || typeof port !== 'number') continue;
      const destination = this.ledger.destination(address, port);
      destination?.failed(code);
      destination?.addName(name);
    }
  }
}

/**
 * Who sends its FIN (or RST) first, if we close now. What has not been read yet is not known here:
 * where both agreed that the peer closes after its response, its FIN is right behind that.
 */
function whoCloses(socket: SocketInside): 'here' | 'there' {
  const { _readableState: state, _httpMessage: request } = socket;
  if (state?.ended || (request?.shouldKeepAlive === false && request.res?.complete)) return 'there';
  const error: ConnectError | null = socket.errored;
  const reset = error?.code === 'ECONNRESET' || error?.code === 'EPIPE';
  // undici's word for a response that said `Connection: close`.
  const asAgreed = error?.code === 'UND_ERR_INFO' && error.message === 'reset';
  return reset || asAgreed ? 'there' : 'here';
}
