/** A server that answers at once, and an editor's pipe that takes whatever a probe tells. */
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer as createPipe } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeVariable, wireVersion } from '../../../src/measure/probe/wire';

/** A client that calls the server as fast as it can. */
export interface Case {
  /** What the client does. */
  readonly what: string;
  readonly promisedPercent: number;
  /** What is compared with plain clients, by the words that the report has for it. */
  readonly sides: readonly string[];
  /** So many requests, and so many, tell what one of them takes, whatever the start took. */
  readonly countedRequests: readonly [fewer: number, more: number];
  /**
   * @param side one of `sides`, or undefined: without the probe
   * @param isCounted whether its instructions are counted, which makes it `slowdown` times slower
   * @returns the command line, and what it needs in its environment
   */
  readonly command: (
    port: number,
    side: string | undefined,
    isCounted: boolean,
  ) => { readonly line: readonly string[]; readonly environment: NodeJS.ProcessEnv };
}

/**
 * @param run gets the server's port, and what tells a probe where the pipe is. A plain client does without:
 *   a library may look through its environment for each request (requests does).
 */
export async function withServer(
  run: (port: number, probed: NodeJS.ProcessEnv) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sd-bench-'));
  const server = createServer((_, response) => response.end('answer'));
  server.keepAliveTimeout = 0; // a client that stands still keeps its connections
  const editor = createPipe((socket) => socket.on('error', () => undefined).resume());
  const pipe = join(folder, 'pipe');
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', 511, done));
  await new Promise<void>((done) => editor.listen(pipe, done));
  const { port } = server.address() as AddressInfo;
  try {
    await run(port, { [probeVariable]: `${wireVersion}:bench:${pipe}` });
  } finally {
    server.close();
    server.closeAllConnections();
    editor.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
