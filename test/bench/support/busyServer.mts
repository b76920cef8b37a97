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
   * @returns the command line, and what it needs in its environment besides
   */
  readonly command: (
    port: number,
    side: string | undefined,
    isCounted: boolean,
  ) => { readonly line: readonly string[]; readonly environment: NodeJS.ProcessEnv };
}

/** The side that is measured for. */
export const withProbe = 'with the probe';

export interface BusyServer {
  readonly port: number;
  /** Tells a probe where the editor's pipe is. */
  readonly probed: NodeJS.ProcessEnv;
  /** So many probes have opened the pipe. */
  readonly hellos: () => number;
}

/** A client's command line and environment; the parameters are those of `Case.command`. */
export function clientOf(
  each: Case,
  { port, probed }: BusyServer,
  side: string | undefined,
  isCounted: boolean,
): { readonly line: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  const { line, environment } = each.command(port, side, isCounted);
  // A plain client does without `probed`: requests goes through its whole environment for each call.
  return { line, env: { ...process.env, ...(side === undefined ? {} : probed), ...environment } };
}

/** Throws where clients ran without the probe that were to have it: their figures would be chance. */
export function checkHellos(each: Case, heard: number, expected: number): void {
  if (heard !== expected) {
    throw new Error(`${each.what}: ${heard} of ${expected} clients had the probe`);
  }
}

/** Listens while `run` goes on. */
export async function withServer(run: (server: BusyServer) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sd-bench-'));
  const server = createServer((_, response) => response.end('answer'));
  server.keepAliveTimeout = 0; // a client that stands still keeps its connections
  let hellos = 0;
  const editor = createPipe((socket) => {
    hellos += 1;
    socket.on('error', () => undefined).resume();
  });
  const pipe = join(folder, 'pipe');
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', 511, done));
  await new Promise<void>((done) => editor.listen(pipe, done));
  const { port } = server.address() as AddressInfo;
  const probed = { [probeVariable]: `${wireVersion}:bench:${pipe}` };
  try {
    await run({ port, probed, hellos: () => hellos });
  } finally {
    server.close();
    server.closeAllConnections();
    editor.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
