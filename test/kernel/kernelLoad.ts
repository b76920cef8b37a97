/** Runs the load generator in a network namespace of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SocketAddress } from '../../src/measure/measurement';
import { unshareFlags } from '../measure/support/lab';

/** What `load.mjs` does. Rates are per destination. */
export interface Load {
  readonly destinations: readonly { readonly host: string; readonly port: number }[];
  readonly perSecond: number;
  /** Connections that are made at the same moment; 1 where absent. */
  readonly burst?: number;
  /** How long each is open; `null`: for ever. 0 where absent. */
  readonly holdMs?: number | null;
  /** The share that the client closes first; 1 where absent. */
  readonly closedHereShare?: number;
  /** bind(address, 0) before connect, as a client with a local address does. */
  readonly bindsFirst?: boolean;
  /** Addresses of the machine itself that are not 127.0.0.1. */
  readonly ownAddresses?: readonly string[];
  /** Files under /proc/sys/net/ipv4. */
  readonly settings: Readonly<Record<string, string>>;
  /** How long it connects; until it is told to finish where absent. */
  readonly durationMs?: number;
  readonly stopsWhenRefused?: boolean;
  readonly tellsClosingTimes?: boolean;
}

/** The first connection to a destination that got no port. */
export interface Refusal {
  readonly atMs: number;
  /** Index into {@link Load.destinations}. */
  readonly destination: number;
  readonly code: string;
  /** Connections made to it before. */
  readonly made: number;
}

/** What was done, by destination. */
export interface LoadSummary {
  readonly made: readonly number[];
  /** By how much a connection was made later than it was due, at most, until the first refusal. */
  readonly latestByMs: number;
  /** When the client closed them, ascending; empty without {@link Load.tellsClosingTimes}. */
  readonly closedAtMs: readonly (readonly number[])[];
}

type LoadEvent =
  | { readonly event: 'ready' }
  | { readonly event: 'begun'; readonly atMs: number }
  | ({ readonly event: 'refused' } & Refusal)
  | ({ readonly event: 'ended' } & LoadSummary);

/** A generator that stands ready. */
export interface RunningLoad {
  readonly processId: number;
  /** Grows while it runs: at most one for each destination. */
  readonly refusals: readonly Refusal[];
  /** Begins. @returns when it did */
  go(): Promise<number>;
  /** Ends it, and its namespace with it. */
  finish(): Promise<LoadSummary>;
}

/** Starts a generator; it has set up its namespace and listens when this resolves. */
export async function startLoad(load: Load): Promise<RunningLoad> {
  const script = fileURLToPath(new URL('load.mjs', import.meta.url));
  const child = spawn(
    'unshare',
    [...unshareFlags(), process.execPath, script, JSON.stringify(load)],
    { cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout });
  const refusals: Refusal[] = [];
  const waiting = new Map<LoadEvent['event'], (event: LoadEvent) => void>();
  lines.on('line', (line) => {
    const event = JSON.parse(line) as LoadEvent;
    if (event.event === 'refused') refusals.push(event);
    waiting.get(event.event)?.(event);
  });
  const next = <Name extends LoadEvent['event']>(
    name: Name,
  ): Promise<Extract<LoadEvent, { event: Name }>> =>
    new Promise((resolve, reject) => {
      waiting.set(name, (event) => {
        resolve(event as Extract<LoadEvent, { event: Name }>);
      });
      child.once('exit', (code) => {
        reject(new Error(`the load generator ended (${String(code)}) before it was ${name}`));
      });
    });
  const ended = next('ended');
  ended.catch(() => undefined);
  const exited = once(child, 'exit');
  await next('ready');
  return {
    processId: child.pid ?? 0,
    refusals,
    go: async () => {
      const begun = next('begun');
      child.stdin.write('go\n');
      return (await begun).atMs;
    },
    finish: async () => {
      child.stdin.end();
      const summary = await ended;
      await exited;
      return summary;
    },
  };
}

/** A destination as the socket table names it. */
export function addressOf({ host, port }: { host: string; port: number }): SocketAddress {
  return { address: host, port };
}
