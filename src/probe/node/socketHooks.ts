import { type Channel, channel as channelOf } from 'node:diagnostics_channel';
import * as net from 'node:net';
import { Socket } from 'node:net';
import type { Connections } from './connections';
import { noSite } from './ledger';
import { observeReads, symbolOf, type Undo } from './observeReads';
import type { Sites } from './sites';
import type { WrittenRequests } from './writtenRequests';

interface NewSocket extends Socket {
  readonly encrypted?: boolean;
  readonly _tlsOptions?: { readonly isServer?: boolean };
  readonly _pendingData?: unknown;
  readonly _handle?: object | null;
  readonly _undestroy?: unknown;
}

/**
 * Whether the socket that is made now belongs to a request (or to a client that says when it sends
 * one): its place is looked up anyway, and what is written need not be looked at.
 */
export interface RequestInProgress {
  isOpen: boolean;
}

/**
 * Watches a socket's life by reads of what Node reads itself at these moments. All are private or
 * for implementers of streams: nobody replaces them, as people do with `connect` in tests.
 */
export function watchSockets(
  connections: Connections,
  sites: Sites,
  request: RequestInProgress,
  written: WrittenRequests,
): Undo {
  const begins = (socket: Socket) => {
    if (!connections.isNew(socket)) {
      written.follow(socket);
      return;
    }
    const isClaimed = request.isOpen;
    request.isOpen = false;
    connections.began(socket, isClaimed ? noSite : sites.lookForSocket());
    if (!isClaimed) written.watch(socket);
  };
  const undo = [
    // What `initSocketHandle` of lib/net.js begins with, in Node 18 to 26: synchronously in
    // `connect`, or where a TLS socket is made.
    observeReads(
      Socket.prototype as NewSocket,
      '_undestroy',
      (socket) => {
        const isClientOfTls = socket.encrypted && socket._tlsOptions?.isServer !== true;
        // Unset while the constructor runs: then it is a connection that came in.
        if (isClientOfTls || socket._pendingData === null) begins(socket);
      },
      (parent) => parent._undestroy,
    ),
    watchBoundSockets(begins),
    // What `afterConnect` of lib/net.js ends with, in Node 18 to 26.
    observeReads(
      Socket.prototype,
      'isPaused',
      (socket) => {
        connections.established(socket);
      },
      (parent: Readonly<Record<'isPaused', unknown>>) => parent.isPaused,
    ),
    observeReads(Socket.prototype, '_final', (socket: Socket) => {
      connections.finishes(socket);
    }),
    observeReads(Socket.prototype, '_destroy', (socket: Socket) => {
      connections.ends(socket);
    }),
  ];
  return () => {
    for (const each of undo) each();
    written.stop();
    connections.stop();
  };
}

/**
 * A socket that was given a handle which is bound already (`net.BoundSocket`, since Node 24) needs no new
 * one in `connect`. From the first of them on the channel is listened to, which costs each connection
 * more than a read does.
 */
function watchBoundSockets(begins: (socket: Socket) => void): Undo {
  const { prototype } = (net as { BoundSocket?: { prototype: object } }).BoundSocket ?? {};
  // What the constructor of the socket takes the handle by.
  const takesHandle = prototype && symbolOf(prototype, 'kBoundSocketConsume');
  if (!takesHandle) return () => undefined;
  let unsubscribe: Undo | undefined;
  const undo = observeReads(prototype, takesHandle, () => {
    unsubscribe ??= subscribe('net.client.socket', (message) => {
      const { socket } = message as { socket: NewSocket };
      if (socket._handle) begins(socket);
    });
  });
  return () => {
    undo();
    unsubscribe?.();
  };
}

/** Listens to a channel; nothing that the listener does may reach the program. */
export function subscribe(name: string, listener: (message: unknown) => void): Undo {
  // Held on to: a channel without a reference is collected, with its subscribers (Node 18).
  const channel: Channel = channelOf(name);
  const guarded = (message: unknown) => {
    try {
      listener(message);
    } catch {
      // A message of a form that we do not know.
    }
  };
  channel.subscribe(guarded);
  return () => {
    channel.unsubscribe(guarded);
  };
}
