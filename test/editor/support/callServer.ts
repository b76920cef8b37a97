/** A server that keeps its own count of connections and requests: the truth about a client. */
import { createServer, type Server } from 'node:http';
import { WebSocketServer } from 'ws';

export class CallServer {
  connections = 0;
  requests = 0;
  port = 0;
  private server: Server | undefined;

  async listen(): Promise<void> {
    const server = createServer((request, response) => {
      this.requests += 1;
      request.resume();
      request.on('end', () => response.end('{}'));
    });
    // One request opens a web socket, and whoever asked for it closes it.
    new WebSocketServer({ server }).on('connection', () => (this.requests += 1));
    server.on('connection', () => (this.connections += 1));
    // Kept-alive connections last longer than any program of the tests.
    server.keepAliveTimeout = 60_000;
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.port = (server.address() as { port: number }).port;
  }

  close(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}
