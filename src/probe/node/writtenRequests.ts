import type { Socket } from 'node:net';
import { attachments } from './attached';
import type { Connections } from './connections';
import { noSite, type SiteNumber } from './ledger';
import { observeReads } from './observeReads';
import { PrototypeBetween } from './prototypeBetween';
import { StreamRequests } from './protocols/streamRequests';
import type { Sites } from './sites';
import { WriteTaps } from './writeTaps';

/** So many writes that wait for the socket are remembered by who made them. */
const mostWaiting = 1_024;

interface SocketInside extends Socket {
  readonly _handle?: object | null;
}

/** One socket whose writes are looked at. */
export interface Watched {
  readonly socket: SocketInside;
  readonly stream: StreamRequests;
  /** Who called `write`, for each chunk that is not on its way yet. */
  readonly waiting: SiteNumber[];
  /** Seen at a chunk that held no request: it belongs to the next of the same write (Parse before Execute). */
  carried: SiteNumber;
  handle: object | undefined;
}

/**
 * Counts the requests of sockets that no HTTP client has opened, by what is written to them. The
 * place is looked up when the library calls `write`, which may be long before the bytes go out. A
 * socket whose protocol is unknown is left alone after its first bytes.
 */
export class WrittenRequests {
  private readonly byHandle = attachments<Watched>();
  private readonly between = new PrototypeBetween((between) => {
    observeReads(between as Socket, 'write', (socket) => {
      this.writes(socket);
    });
  });
  private readonly taps = new WriteTaps((handle) => this.listenerOf(handle));
  private isOver = false;

  constructor(
    private readonly connections: Pick<
      Connections,
      'requestWritten' | 'requestsLost' | 'watch' | 'watchedOf'
    >,
    private readonly sites: Pick<Sites, 'lookForWrite'>,
  ) {}

  /** A socket begins, also where it is used again. */
  watch(socket: SocketInside): void {
    this.connections.watch({
      socket,
      stream: new StreamRequests(),
      waiting: [],
      carried: noSite,
      handle: undefined,
    });
    this.between.insert(socket);
    this.follow(socket);
  }

  /** A socket may have got its handle, or another one for its next address. */
  follow(socket: SocketInside): void {
    const watched = this.connections.watchedOf(socket);
    const handle = socket._handle;
    if (!watched || !handle || handle === watched.handle || watched.stream.gaveUp) return;
    watched.handle = handle;
    this.byHandle.set(handle, watched);
    this.taps.open(handle);
  }

  /** From the next write of each socket on, nothing is looked at. */
  stop(): void {
    this.isOver = true;
  }

  /** Somebody looks up `write`, as a rule to call it. */
  private writes(socket: Socket): void {
    const waiting = this.connections.watchedOf(socket)?.waiting;
    if (!waiting || this.isOver) return;
    if (socket.writableLength === 0) waiting.length = 0;
    if (waiting.length < mostWaiting) waiting.push(this.sites.lookForWrite());
  }

  private listenerOf(handle: object): ((chunk: Buffer) => void) | undefined {
    const watched = this.byHandle.get(handle);
    if (watched && !this.isOver) {
      watched.carried = noSite;
      return (chunk) => {
        this.read(watched, chunk);
      };
    }
    if (watched) this.leave(watched);
    return undefined;
  }

  private read(watched: Watched, chunk: Buffer): void {
    const { socket, stream, waiting } = watched;
    const site = waiting.shift() ?? noSite;
    if (site !== noSite) watched.carried = site;
    for (let left = stream.feed(chunk); left > 0; left -= 1) {
      this.connections.requestWritten(socket, watched.carried);
      if (left === 1) watched.carried = noSite;
    }
    if (!stream.gaveUp) return;
    if (stream.isKnown) this.connections.requestsLost(socket);
    this.leave(watched);
  }

  private leave({ socket, handle }: Watched): void {
    this.between.remove(socket);
    if (handle) this.taps.close(handle);
  }
}
