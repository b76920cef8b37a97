import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A server that counts the truth. */
export interface Truth {
  readonly port: number;
  readonly url: string;
  readonly connections: () => number;
  readonly requests: () => number;
  readonly close: () => void;
}

/** Makes a server listen on loopback, and counts what comes in. */
export async function countingServer(server: Server, scheme: string): Promise<Truth> {
  let connections = 0;
  let requests = 0;
  server.on('connection', () => (connections += 1));
  server.on('request', () => (requests += 1));
  server.on('upgrade', () => (requests += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}/`,
    connections: () => connections,
    requests: () => requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** For `localhost`. @returns undefined where no certificate can be made */
export async function secureServer(
  folder: string,
  answer: RequestListener,
): Promise<Truth | undefined> {
  const options = certificate(folder);
  return options && countingServer(createSecureServer(options, answer), 'https');
}

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
  /** Where `cert` is, for clients that are to trust it. */
  readonly file: string;
}

/** Of `localhost`, signed by itself. @returns undefined where there is no openssl */
export function certificate(folder: string): Certificate | undefined {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost'];
  try {
    execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return { key: readFileSync(key), cert: readFileSync(cert), file: cert };
}
