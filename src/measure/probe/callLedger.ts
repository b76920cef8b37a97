/**
 * The books of what probes tell: cumulative counts of single threads come in, and go into one account
 * per launch and destination, whatever number of processes and threads it has.
 */
import { LaunchAccount, type Growth } from './launchAccount';
import type { LaunchCalls } from './calls';
import type { DestinationCounts, Hello, ProbeMessage } from './wire';

/** Launches remembered; the longest closed makes room. */
const mostLaunches = 32;
/** Threads whose counts are remembered, for those that say hello again. */
const mostThreads = 1_024;
const mostDestinationsOfThread = 512;
const mostSitesOfThread = 1_024;

/** One thread's line: takes its messages after the hello, and its end. */
export interface ProbedThread {
  take(message: ProbeMessage): void;
  end(): void;
}

/** Keeps the accounts of all launches. */
export class CallLedger {
  private readonly accounts = new Map<string, LaunchAccount>();
  private readonly threads = new Map<string, Thread>();

  /** @param changed told after every message that counts */
  constructor(private readonly changed: () => void) {}

  /** A launch whose programs may say hello from now on. */
  open(launch: string): void {
    this.accounts.set(launch, new LaunchAccount(launch));
    for (const [oldest, account] of this.accounts) {
      if (this.accounts.size <= mostLaunches) return;
      if (!account.isRunning && oldest !== launch) this.accounts.delete(oldest);
    }
  }

  /** Undefined for a launch that was never opened: whoever says that is none of ours. */
  greet(hello: Hello): ProbedThread | undefined {
    const account = this.accounts.get(hello.launch);
    const program = account?.join(hello);
    if (account === undefined || program === undefined) return undefined;
    this.changed();
    const thread = this.threadOf(hello, account);
    return {
      take: (message) => {
        if (thread.take(message)) this.changed();
      },
      end: () => {
        account.leave(program);
        this.changed();
      },
    };
  }

  /** A thread that says hello again (its last words, on a line of their own) goes on counting. */
  private threadOf(hello: Hello, account: LaunchAccount): Thread {
    const { launch, processId, threadId, startedAtMs } = hello;
    const key = `${launch} ${processId} ${threadId} ${startedAtMs}`;
    const known = this.threads.get(key);
    const thread = known?.account === account ? known : new Thread(account);
    this.threads.delete(key);
    this.threads.set(key, thread);
    for (const oldest of this.threads.keys()) {
      if (this.threads.size <= mostThreads) break;
      this.threads.delete(oldest);
    }
    return thread;
  }

  /** The accounts of all launches that any program has said hello for, the latest opened last. */
  launches(): readonly LaunchCalls[] {
    return [...this.accounts.values()].flatMap((account) => account.calls() ?? []);
  }
}

/** Translates one thread's numbers (of places and destinations) and cumulative counts. */
class Thread {
  private readonly destinations = new Map<number, string>();
  private readonly sites = new Map<number, string>();
  private readonly before = new Map<number, DestinationCounts>();
  private readonly sitesBefore = new Map<string, DestinationCounts['sites'][number]>();
  private leftOutBefore = 0;
  private latestMs = 0;

  constructor(readonly account: LaunchAccount) {}

  /** @returns whether anything changed */
  take(message: ProbeMessage): boolean {
    switch (message.type) {
      case 'hello':
        return false; // said once, to greet()
      case 'destination':
        if (this.destinations.size < mostDestinationsOfThread) {
          this.destinations.set(message.destination, this.account.destination(message));
        }
        return false;
      case 'site':
        if (this.sites.size < mostSitesOfThread) {
          this.sites.set(message.site, this.account.site(message.frames));
        }
        return false;
      case 'counts':
        this.account.leaveOut(Math.max(0, message.leftOut - this.leftOutBefore));
        this.leftOutBefore = message.leftOut;
        for (const counts of message.destinations) this.count(counts, message.atMs);
        this.latestMs = Math.max(this.latestMs, message.atMs);
        return true;
    }
  }

  private count(counts: DestinationCounts, atMs: number): void {
    const key = this.destinations.get(counts.destination);
    if (key === undefined) return;
    const before = this.before.get(counts.destination);
    this.before.set(counts.destination, counts);
    this.account.add(key, {
      afterMs: this.latestMs,
      atMs,
      connections: grown(counts.connections, before?.connections),
      failures: Object.entries(counts.failures).map(
        ([code, failed]) => [code, grown(failed, before?.failures[code])] as const,
      ),
      ...(counts.requests !== undefined
        ? { requests: grown(counts.requests, before?.requests) }
        : before?.requests !== undefined && { losesRequests: true as const }),
      ...(counts.closedHere !== undefined && {
        closed: {
          here: grown(counts.closedHere, before?.closedHere),
          there: grown(counts.closedThere ?? 0, before?.closedThere),
          heldMs: grown(counts.heldMs ?? 0, before?.heldMs),
        },
      }),
      sites: this.siteGrowth(counts),
    });
  }

  private siteGrowth({ destination, sites }: DestinationCounts): Growth['sites'] {
    return sites.flatMap((counts) => {
      const id = this.sites.get(counts.site);
      if (id === undefined) return [];
      const key = `${destination} ${counts.site}`;
      const before = this.sitesBefore.get(key);
      this.sitesBefore.set(key, counts);
      const connections = grown(counts.connections, before?.connections);
      const requests = grown(counts.requests, before?.requests);
      return [{ id, connections, requests }];
    });
  }
}

/** Counts only grow; what says otherwise is no news. */
function grown(now: number, before = 0): number {
  return Math.max(0, now - before);
}
