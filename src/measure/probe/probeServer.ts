/**
 * Where probes report to: a Unix socket in a directory of its own, or a named pipe. It only listens;
 * nothing is ever sent to a program. Who speaks without knowing a launch's token, says what is no
 * message, or says too much, is cut off.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reading } from '../measurement';
import { unavailable, unavailableFrom, value } from '../reading';
import type { CallLedger, ProbedThread } from './callLedger';
import { LineReader } from './lines';
import { readMessage } from './messages';
import { longestLineBytes, wireVersion } from './wire';

const mostPeers = 1_024;
/** A program that holds the pipe but says nothing is none of ours. */
const helloWithinMs = 10_000;
/**
 * What one peer may say in a slice of time: sixteen times what a probe with many places says, and
 * little enough that a malicious one does not hold up the editor.
 */
const sliceMs = 250;
const mostBytesInSlice = 262_144;
/**
 * sockaddr_un holds 108 bytes on Linux (unix(7)) and 104 on macOS (sys/un.h), with the final zero.
 */
const longestSocketPath = 103;

/** The listening end, open until it is disposed. */
export interface ProbeServer {
  /** The value of the probe's environment variable for programs of this launch. */
  variableFor(launch: string): string;
  dispose(): void;
}

/** A token that nobody guesses; names a launch in the ledger and in the programs' environment. */
export function newLaunch(): string {
  return randomBytes(16).toString('hex');
}

/**
 * Opens the pipe. Never rejects: where none can be opened, the reading says why, and programs start
 * without a probe.
 */
export async function openProbeServer(
  ledger: Pick<CallLedger, 'greet'>,
  platform: NodeJS.Platform = process.platform,
): Promise<Reading<ProbeServer>> {
  const place = choosePlace(platform);
  if (place.kind === 'unavailable') return place;
  const { path, remove } = place.value;
  const peers = new Set<Socket>();
  const server = createServer((socket) => {
    if (peers.size >= mostPeers) {
      socket.destroy();
      return;
    }
    peers.add(socket);
    socket.once('close', () => peers.delete(socket));
    hear(socket, ledger);
  });
  try {
    await listening(server, path);
  } catch (error) {
    remove();
    return unavailableFrom(error, path);
  }
  return value(
    {
      variableFor: (launch: string) => `${wireVersion}:${launch}:${path}`,
      dispose: () => {
        server.close();
        for (const peer of peers) peer.destroy();
        remove();
      },
    },
    { how: 'file', where: path, atMs: Date.now() },
  );
}

interface PipePlace {
  readonly path: string;
  readonly remove: () => void;
}

function choosePlace(platform: NodeJS.Platform): Reading<PipePlace> {
  const atMs = Date.now();
  if (platform === 'win32') {
    // Named pipes are no files: they vanish with their last handle.
    const path = `\\\\.\\pipe\\socket-doctor-${randomBytes(12).toString('hex')}`;
    return value({ path, remove: () => undefined }, { how: 'file', where: path, atMs });
  }
  const parent = tmpdir();
  try {
    const directory = mkdtempSync(join(parent, 'socket-doctor-')); // for this user only (mode 0700)
    const remove = () => {
      rmSync(directory, { recursive: true, force: true });
    };
    const path = join(directory, 'probe');
    if (Buffer.byteLength(path) > longestSocketPath) {
      remove();
      return unavailable('too-large', path, 'The path of the socket is too long for this system.');
    }
    return value({ path, remove }, { how: 'file', where: path, atMs });
  } catch (error) {
    return unavailableFrom(error, parent);
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      // What goes wrong with it later (EMFILE) concerns one program that cannot report.
      server.on('error', () => undefined);
      server.unref();
      resolve();
    });
  });
}

/** Reads one peer until either side has had enough. */
function hear(socket: Socket, ledger: Pick<CallLedger, 'greet'>): void {
  const lines = new LineReader(longestLineBytes);
  let thread: ProbedThread | undefined;
  let bytesInSlice = 0;
  const silence = setTimeout(() => socket.destroy(), helloWithinMs).unref();
  let slice: NodeJS.Timeout | undefined;
  const nextSlice = () => {
    slice = undefined;
    bytesInSlice = 0;
    socket.resume();
  };

  const take = (line: string): boolean => {
    const message = readMessage(line);
    if (message === undefined) return false;
    if (thread !== undefined) {
      thread.take(message);
      return true;
    }
    if (message.type !== 'hello') return false;
    clearTimeout(silence);
    thread = ledger.greet(message);
    return thread !== undefined;
  };
  socket.on('data', (bytes: Buffer) => {
    slice ??= setTimeout(nextSlice, sliceMs).unref();
    bytesInSlice += bytes.length;
    if (bytesInSlice > mostBytesInSlice) socket.pause();
    const complete = lines.read(bytes);
    if (complete?.every(take) !== true) socket.destroy();
  });
  socket.on('error', () => undefined); // 'close' follows
  socket.on('close', () => {
    clearTimeout(silence);
    clearTimeout(slice);
    thread?.end();
    thread = undefined;
  });
}
