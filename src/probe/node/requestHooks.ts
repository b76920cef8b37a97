import { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Connections } from './connections';
import { noSite, type SiteNumber } from './ledger';
import { observeReads, symbolOf, type Undo } from './observeReads';
import type { Sites } from './sites';
import { type RequestInProgress, subscribe } from './socketHooks';

/** What lib/_http_client.js has beside the documented members. */
interface RequestInside extends ClientRequest {
  readonly _storeHeader?: unknown;
  readonly _flush?: unknown;
}

/** More that were looked at do not wait for a socket; who waits longest is forgotten then. */
const mostWaiting = 512;

/**
 * The requests that were looked at and have no socket yet: few, as few are looked at. Not a
 * `WeakMap`: that costs every request, also those that are not in it (by the garbage collector).
 */
class WaitingRequests {
  private readonly places = new Map<object, SiteNumber>();

  has(request: object): boolean {
    return this.places.size > 0 && this.places.has(request);
  }

  add(request: object, site: SiteNumber): void {
    if (this.places.size >= mostWaiting) {
      for (const oldest of this.places.keys()) {
        this.places.delete(oldest);
        break;
      }
    }
    this.places.set(request, site);
  }

  take(request: object): SiteNumber {
    if (this.places.size === 0) return noSite;
    const site = this.places.get(request);
    if (site === undefined) return noSite;
    this.places.delete(request);
    return site;
  }
}

/**
 * Counts the requests of `node:http`, `node:https` and undici (`fetch`), each when it is given to a
 * socket: one that never gets any was never sent. Its place is where it was made.
 */
export function watchRequests(
  connections: Connections,
  sites: Sites,
  inProgress: RequestInProgress,
): Undo {
  const waiting = new WaitingRequests();
  /** Its constructor may read a header more than once, and so may the program. */
  let newest: object | undefined;
  /** Where a request keeps its headers, if they were no raw list. */
  let outHeaders: symbol | undefined;
  const made = (request: object) => {
    newest = request;
    const site = sites.look();
    if (site !== noSite) waiting.add(request, site);
  };
  const given = (request: object, socket: Socket | null) => {
    if (request === newest) newest = undefined;
    const site = waiting.take(request);
    if (socket) connections.requested(socket, site);
  };

  const prototype = ClientRequest.prototype as RequestInside;
  const begins = (request: ClientRequest) => {
    // No longer null when the request is on its way, and never on the prototype.
    if (request.socket !== null || request === newest || waiting.has(request)) return;
    made(request);
    inProgress.isOpen = true;
  };

  const undo = [
    // The constructor asks for it before it asks the agent for a socket, in Node 18 to 26.
    observeReads(
      prototype,
      'getHeader',
      begins,
      (parent: Readonly<Record<'getHeader', unknown>>) => parent.getHeader,
    ),
    // With a raw list of headers it asks for this instead; else that is for who sends the request.
    observeReads(
      prototype,
      '_storeHeader',
      (request) => {
        outHeaders ??= symbolOf(request, 'kOutHeaders');
        const inside = request as unknown as Readonly<Record<symbol, unknown>>;
        if (outHeaders && inside[outHeaders] === null) begins(request);
        else inProgress.isOpen = false;
      },
      (parent) => parent._storeHeader,
    ),
    // Read by the agent (lib/_http_agent.js, Node 18 to 26) where it gives the request a socket: a kept
    // one at once, before the request is sent.
    observeReads(prototype, 'onSocket', () => {
      inProgress.isOpen = false;
    }),
    // Read by `onSocketNT` of lib/_http_client.js when the request has its socket.
    observeReads(
      prototype,
      '_flush',
      (request) => {
        inProgress.isOpen = false;
        given(request, request.socket);
      },
      (parent) => parent._flush,
    ),
    subscribe('undici:request:create', (message) => {
      made((message as { request: object }).request);
    }),
    // Its connector is called right after this.
    subscribe('undici:client:beforeConnect', () => {
      inProgress.isOpen = true;
    }),
    subscribe('undici:client:connected', () => {
      inProgress.isOpen = false;
    }),
    subscribe('undici:client:connectError', () => {
      inProgress.isOpen = false;
    }),
    subscribe('undici:client:sendHeaders', (message) => {
      const { request, socket } = message as { request: object; socket: Socket };
      given(request, socket);
    }),
  ];
  return () => {
    for (const each of undo) each();
  };
}
