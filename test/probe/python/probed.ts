import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  Destination,
  DestinationCounts,
  Hello,
  ProbeMessage,
  Site,
} from '../../../src/measure/probe/wire';
import { longestLineBytes, probeVariable, wireVersion } from '../../../src/measure/probe/wire';

export const probeFolder = fileURLToPath(new URL('../../../src/probe/python', import.meta.url));
export const programs = fileURLToPath(new URL('../../fixtures/probe/python', import.meta.url));
const launch = 'a-token-of-this-launch';

export interface Python {
  readonly path: string;
  /** `3.11.7` */
  readonly version: string;
}

/** One of each version that is installed here, 3.8 and newer. */
export function pythons(): Python[] {
  const pyenv = join(homedir(), '.pyenv/versions');
  const candidates = [
    '/usr/bin/python3',
    'python3',
    ...['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14'].map((each) => `python${each}`),
    ...(existsSync(pyenv)
      ? readdirSync(pyenv).map((each) => join(pyenv, each, 'bin/python3'))
      : []),
  ];
  const found = new Map<string, Python>();
  for (const candidate of candidates) {
    const asked = ask(candidate, 'import sys; print(sys.executable, sys.version.split()[0])');
    const [path, version] = asked?.trim().split(' ') ?? [];
    if (path === undefined || version === undefined || found.has(version)) continue;
    if (Number(version.split('.')[1]) >= 8) found.set(version, { path, version });
  }
  return [...found.values()];
}

export function has(python: Python, module: string): boolean {
  return ask(python.path, `import ${module}`) !== undefined;
}

function ask(python: string, program: string): string | undefined {
  try {
    return execFileSync(python, ['-c', program], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return undefined;
  }
}

/** What one process said, put together: the last counts of each destination. */
export interface Told {
  readonly hello: Hello;
  readonly sites: Map<number, Site>;
  readonly destinations: Map<number, Destination>;
  readonly counts: Map<number, DestinationCounts>;
  leftOut: number;
}

export interface Editor {
  readonly pipe: string;
  readonly told: Told[];
  readonly sockets: Set<Socket>;
  /** Resolves when every program has hung up and everything is read. */
  readonly close: () => Promise<void>;
}

/** The editor's end of the pipe, with what to do to a program that says hello. */
export async function startEditor(
  onHello: (socket: Socket) => void = () => undefined,
): Promise<Editor> {
  const folder = mkdtempSync(join(tmpdir(), 'probe-'));
  const pipe = join(folder, 'pipe');
  const told: Told[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    let rest = '';
    let current: Told | undefined;
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (Buffer.byteLength(line) > longestLineBytes) throw new Error('a line is too long');
        const message = JSON.parse(line) as ProbeMessage;
        if (message.type === 'hello') {
          if (message.launch !== launch) throw new Error('whose hello is that?');
          current = {
            hello: message,
            sites: new Map(),
            destinations: new Map(),
            counts: new Map(),
            leftOut: 0,
          };
          told.push(current);
          onHello(socket);
        } else if (current !== undefined) note(current, message);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(pipe, resolve));
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve(); // also where it was closed before
      });
    });
    rmSync(folder, { recursive: true, force: true });
  };
  return { pipe, told, sockets, close };
}

function note(told: Told, message: ProbeMessage): void {
  if (message.type === 'site') told.sites.set(message.site, message);
  if (message.type === 'destination') told.destinations.set(message.destination, message);
  if (message.type === 'counts') {
    told.leftOut = message.leftOut;
    for (const each of message.destinations) told.counts.set(each.destination, each);
  }
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: string | null;
}

/** Runs a Python; with the probe if there is a pipe for it. */
export async function run(
  python: Python,
  args: readonly string[],
  pipe?: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const given = environment['PYTHONPATH'] === undefined ? [] : [environment['PYTHONPATH']];
  const probe =
    pipe === undefined
      ? {}
      : {
          PYTHONPATH: [probeFolder, ...given].join(':'),
          [probeVariable]: `${wireVersion}:${launch}:${pipe}`,
        };
  const child = spawn(python.path, args, {
    cwd: programs,
    env: { ...process.env, ...environment, ...probe },
    timeout: 30_000,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => {
      resolve({ stdout, stderr, code, signal });
    });
  });
}

export interface Seen {
  readonly port: number;
  connections: number;
  requests: number;
  readonly close: () => void;
}

/** A server that counts what arrives. */
export async function startCountingServer(): Promise<Seen> {
  const server = createHttpServer((request, response) => {
    seen.requests += 1;
    request.resume().on('end', () => response.end('answer'));
  });
  server.on('connection', () => (seen.connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 511, resolve));
  const seen: Seen = {
    port: (server.address() as AddressInfo).port,
    connections: 0,
    requests: 0,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return seen;
}
