import { ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Connections } from './connections';
import { noSite, type SiteNumber } from './ledger';
import { observeReads, type Undo } from './observeReads';
import type { Sites } from './sites';
import { type RequestInProgress, subscribe } from './socketHooks';

/**
 * Counts the requests of `node:http`, `node:https` and undici (`fetch`), each when it is given to a
 * socket: one that never gets any was never sent. Its place is where it was made.
 */
export function watchRequests(
  connections: Connections,
  sites: Sites,
  inProgress: RequestInProgress,
): Undo {
  const places = new WeakMap<object, SiteNumber>();
  /** Its constructor may read the header more than once, and so may the program. */
  let newest: object | undefined;

  const made = (request: object) => {
    if (request === newest || places.has(request)) return;
    newest = request;
    const site = sites.look();
    if (site !== noSite) places.set(request, site);
  };
  const given = (request: object, socket: Socket | null) => {
    if (request === newest) newest = undefined;
    if (socket) connections.requested(socket, places.get(request) ?? noSite);
  };

  const undo = [
    // The constructor asks for it before it asks the agent for a socket, in Node 18 to 26.
    observeReads(ClientRequest.prototype, 'getHeader', (request: ClientRequest) => {
      if (request.socket !== null) return; // it has been made long since (or is the prototype)
      made(request);
      inProgress.isOpen = request === newest;
    }),
    // With raw header lists it does not; this channel is there since Node 22.
    subscribe('http.client.request.created', (message) => {
      made((message as { request: ClientRequest }).request);
      inProgress.isOpen = false;
    }),
    // Read by `onSocketNT` of lib/_http_client.js when the request has its socket.
    observeReads(ClientRequest.prototype, '_flush', (request: ClientRequest) => {
      inProgress.isOpen = false;
      given(request, request.socket);
    }),
    subscribe('http.client.response.finish', (message) => {
      const { request, response } = message as {
        request: ClientRequest;
        response: IncomingMessage;
      };
      if (!request.shouldKeepAlive && request.socket) {
        connections.lastResponse(request.socket, response);
      }
    }),
    subscribe('undici:request:create', (message) => {
      made((message as { request: object }).request);
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
