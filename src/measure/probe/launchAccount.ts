/** The account of one launch: its programs, and what they did per destination and place. */
import { ClosingLog } from '../closingLog';
import { ConnectionTimes } from '../connectionTimes';
import type { RateEstimate, SocketAddress } from '../measurement';
import type { CallSite, DestinationCalls, LaunchCalls, ProbedProgram } from './calls';
import { reportDelayMs, type Destination, type Frame, type Hello } from './wire';

const mostPrograms = 512;
const mostDestinations = 256;
const mostSites = 1_024;
const mostNames = 4;
const mostCodes = 8;

/** What happened between two messages of a thread. */
export interface Growth {
  /** The thread's message before; the changes lie between it and {@link atMs}. */
  readonly afterMs: number;
  readonly atMs: number;
  readonly connections: number;
  readonly failures: readonly (readonly [code: string, count: number])[];
  readonly requests?: number;
  /** From now on nobody knows how many there are. */
  readonly losesRequests?: true;
  readonly closed?: { readonly here: number; readonly there: number; readonly heldMs: number };
  readonly sites: readonly {
    readonly id: string;
    readonly connections: number;
    readonly requests: number;
  }[];
}

interface Program extends Omit<ProbedProgram, 'isRunning'> {
  threads: number;
}

class DestinationAccount {
  readonly names = new Set<string>();
  readonly failures = new Map<string, number>();
  readonly sites = new Map<string, { connections: number; requests: number }>();
  readonly connectionTimes = new ConnectionTimes();
  readonly requestTimes = new ConnectionTimes();
  readonly closings = new ClosingLog();
  connections = 0;
  requests: number | undefined;
  hasLostRequests = false;
  closed: { here: number; there: number; heldMs: number } | undefined;
  latestMs = 0;

  constructor(readonly destination: SocketAddress) {}
}

export class LaunchAccount {
  private readonly programs = new Map<number, Program>();
  private readonly destinations = new Map<string, DestinationAccount>();
  private readonly sites = new Map<string, readonly Frame[]>();
  private leftOut = 0;

  constructor(private readonly launch: string) {}

  get isRunning(): boolean {
    return [...this.programs.values()].some(({ threads }) => threads > 0);
  }

  /** A thread says hello. @returns its process id as the key for {@link leave}; undefined: no room */
  join(hello: Hello): number | undefined {
    const { processId } = hello;
    const known = this.programs.get(processId);
    if (known !== undefined && known.threads > 0) {
      known.threads += 1;
      return processId;
    }
    if (this.programs.size >= mostPrograms) return undefined;
    const { runtime, version, parentProcessId, program, startedAtMs } = hello;
    this.programs.set(processId, {
      runtime,
      version,
      processId,
      parentProcessId,
      program,
      startedAtMs,
      threads: 1,
    });
    return processId;
  }

  leave(processId: number): void {
    const program = this.programs.get(processId);
    if (program !== undefined) program.threads -= 1;
  }

  leaveOut(count: number): void {
    this.leftOut += count;
  }

  /** The key of a destination; its names are added to those known. */
  destination({ address, port, names }: Destination): string {
    const key = `${address} ${port}`;
    let account = this.destinations.get(key);
    if (account === undefined) {
      if (this.destinations.size >= mostDestinations) return key; // add() counts it as left out
      account = new DestinationAccount({ address, port });
      this.destinations.set(key, account);
    }
    for (const name of names) {
      if (account.names.size < mostNames && name !== '') account.names.add(name);
    }
    return key;
  }

  /** The id of a place: two threads that run the same code mean the same one. */
  site(frames: readonly Frame[]): string {
    const id = frames.map(({ file, line, column }) => `${file}:${line}:${column ?? ''}`).join('\n');
    if (this.sites.size < mostSites) this.sites.set(id, frames);
    return id;
  }

  add(key: string, growth: Growth): void {
    const account = this.destinations.get(key);
    if (account === undefined) {
      this.leftOut += 1;
      return;
    }
    const { atMs, connections, requests, closed } = growth;
    const fromMs = Math.max(growth.afterMs, atMs - reportDelayMs);
    account.latestMs = Math.max(account.latestMs, atMs);
    account.connections += connections;
    if (connections > 0) account.connectionTimes.add(fromMs, atMs, connections);
    if (growth.losesRequests) account.hasLostRequests = true;
    if (requests !== undefined) {
      account.requests = (account.requests ?? 0) + requests;
      if (requests > 0) account.requestTimes.add(fromMs, atMs, requests);
    }
    if (closed !== undefined) {
      const sum = (account.closed ??= { here: 0, there: 0, heldMs: 0 });
      sum.here += closed.here;
      sum.there += closed.there;
      sum.heldMs += closed.heldMs;
      account.closings.add(atMs, closed.here, closed.there);
    }
    for (const [code, count] of growth.failures) {
      if (account.failures.size < mostCodes || account.failures.has(code)) {
        account.failures.set(code, (account.failures.get(code) ?? 0) + count);
      }
    }
    for (const site of growth.sites) {
      const sum = account.sites.get(site.id) ?? { connections: 0, requests: 0 };
      sum.connections += site.connections;
      sum.requests += site.requests;
      account.sites.set(site.id, sum);
    }
  }

  /** Undefined while no program has said hello. */
  calls(): LaunchCalls | undefined {
    if (this.programs.size === 0) return undefined;
    return {
      launch: this.launch,
      programs: [...this.programs.values()].map(({ threads, ...program }) => ({
        ...program,
        isRunning: threads > 0,
      })),
      destinations: [...this.destinations.values()]
        .map((account) => this.destinationCalls(account))
        .sort((a, b) => b.connections - a.connections || b.latestMs - a.latestMs),
      leftOut: this.leftOut,
    };
  }

  private destinationCalls(account: DestinationAccount): DestinationCalls {
    const { destination, connections, closed, latestMs } = account;
    const requests = account.hasLostRequests ? undefined : account.requests;
    const closes = closed === undefined ? 0 : closed.here + closed.there;
    const rate = rateOf(account);
    const requestsPerSecond =
      requests === undefined ? undefined : account.requestTimes.latestBurst()?.connectionsPerSecond;
    return {
      destination,
      names: [...account.names],
      connections,
      failures: Object.fromEntries(account.failures),
      ...(requests !== undefined && { requests }),
      ...(closed && { closed: { here: closed.here, there: closed.there } }),
      ...(closed && closes > 0 && { meanHoldMs: closed.heldMs / closes }),
      ...(rate && { rate }),
      ...(requestsPerSecond !== undefined && { requestsPerSecond }),
      latestMs,
      sites: this.sitesOf(account),
    };
  }

  private sitesOf({ sites }: DestinationAccount): readonly CallSite[] {
    return [...sites]
      .flatMap(([id, counts]) => {
        const frames = this.sites.get(id);
        return frames === undefined ? [] : [{ id, frames, ...counts }];
      })
      .sort((a, b) => b.connections - a.connections || b.requests - a.requests);
  }
}

function rateOf(account: DestinationAccount): RateEstimate | undefined {
  const burst = account.connectionTimes.latestBurst();
  if (burst === undefined) return undefined;
  const { connections, connectionsPerSecond, fromMs, toMs } = burst;
  return {
    destination: account.destination,
    connectionsPerSecond,
    connections,
    fromMs,
    toMs,
    ...(account.closed && { closed: account.closings.since(fromMs) }),
    source: 'probe',
  };
}
