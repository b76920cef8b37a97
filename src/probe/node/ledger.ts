import type { DestinationCounts } from '../../measure/probe/wire';

/** A place that makes calls, by its number; 0 where nobody looked. */
export type SiteNumber = number;

export const noSite: SiteNumber = 0;

/**
 * Somebody looked, and a library did it for a caller who had waited in its queue: who was seen last
 * at that destination, as far as anybody can say.
 */
export const queuedSite: SiteNumber = -1;

/** Somebody looked, and saw a library at work for a caller who cannot be told now. */
export const hiddenSite: SiteNumber = -2;

const mostDestinations = 1_000;
const mostSitesPerDestination = 200;
const mostNames = 4;
const mostFailureCodes = 8;
const longestName = 255;
const longestCode = 40;

interface Shares {
  connections: number;
  requests: number;
}

/** What is known of one peer. Only numbers, whatever happens. */
export class DestinationRecord {
  readonly names: string[] = [];
  connections = 0;
  readonly failures: Record<string, number> = {};
  requests: number | undefined;
  closedHere = 0;
  closedThere = 0;
  heldMs = 0;
  /** Who made the latest request that was looked at, where that could be told. */
  private latestSite = noSite;
  /** Not told yet (again). */
  isNew = true;
  hasChanged = true;
  private hasLostRequests = false;
  private readonly shares = new Map<SiteNumber, Shares>();
  /** What nobody is named for yet. */
  private readonly unplaced: Shares = { connections: 0, requests: 0 };
  /** How often each place was seen to make a request since these were shared out. */
  private readonly looks = new Map<SiteNumber, number>();

  constructor(
    readonly number: number,
    readonly address: string,
    readonly port: number,
    private readonly ledger: Ledger,
  ) {}

  addName(name: unknown): void {
    if (typeof name !== 'string' || name === '' || name === this.address) return;
    if (this.names.length >= mostNames || this.names.includes(name)) return;
    this.names.push(name.slice(0, longestName));
    this.isNew = true;
    this.touch();
  }

  connected(): void {
    this.connections += 1;
    this.touch();
  }

  /** A connection could not be established. */
  failed(code: string): void {
    const known = this.failures[code];
    if (known === undefined && Object.keys(this.failures).length >= mostFailureCodes) {
      this.ledger.leaveOut();
      return;
    }
    this.failures[code.slice(0, longestCode)] = (known ?? 0) + 1;
    this.touch();
  }

  requested(site: SiteNumber): void {
    this.requests = (this.requests ?? 0) + 1;
    this.unplaced.requests += 1;
    if (site === hiddenSite) this.latestSite = noSite;
    else if (site > noSite) this.latestSite = site;
    const seen = site < noSite ? this.latestSite : site;
    if (seen !== noSite) this.looks.set(seen, (this.looks.get(seen) ?? 0) + 1);
    this.touch();
  }

  /** Not all were seen: how many there are is unknown from now on. */
  loseRequests(): void {
    this.hasLostRequests = true;
    this.touch();
  }

  closed(by: 'here' | 'there', heldMs: number): void {
    if (by === 'here') this.closedHere += 1;
    else this.closedThere += 1;
    this.heldMs += heldMs;
    this.touch();
  }

  /** Puts one connection down to a place, and with it those that nobody looked at. */
  placeConnection(site: SiteNumber): void {
    this.unplaced.connections += 1;
    if (site === noSite) return;
    const share = this.shareOf(site);
    if (!share) return;
    share.connections += this.unplaced.connections;
    this.unplaced.connections = 0;
    this.touch();
  }

  /**
   * Puts the requests since the last time down to places, by how often each was seen. Not to the next
   * one that is seen: who is seen first when one begins to listen is no matter of chance.
   */
  private shareOut(): void {
    let looksLeft = 0;
    for (const count of this.looks.values()) looksLeft += count;
    for (const [site, count] of this.looks) {
      const part = Math.round((this.unplaced.requests * count) / looksLeft);
      looksLeft -= count;
      const share = this.shareOf(site);
      if (!share) continue;
      share.requests += part;
      this.unplaced.requests -= part;
    }
    this.looks.clear();
  }

  private shareOf(site: SiteNumber): Shares | undefined {
    let share = this.shares.get(site);
    if (share) return share;
    if (this.shares.size >= mostSitesPerDestination) {
      this.ledger.leaveOut();
      return undefined;
    }
    share = { connections: 0, requests: 0 };
    this.shares.set(site, share);
    return share;
  }

  /** Has any look seen who calls here? */
  get hasSites(): boolean {
    return this.shares.size > 0;
  }

  counts(): DestinationCounts {
    this.shareOut();
    return {
      destination: this.number,
      connections: this.connections,
      failures: { ...this.failures },
      ...(this.requests === undefined || this.hasLostRequests ? {} : { requests: this.requests }),
      closedHere: this.closedHere,
      closedThere: this.closedThere,
      heldMs: Math.round(this.heldMs),
      sites: [...this.shares].map(([site, share]) => ({ site, ...share })),
    };
  }

  private touch(): void {
    this.hasChanged = true;
    this.ledger.touch();
  }
}

/**
 * An address and a port as the program gives them, and who was found there: an address can be written
 * in many ways.
 */
export interface Target {
  readonly address: string;
  readonly port: number;
  destination: DestinationRecord | undefined;
}

/** All counts of this thread since it began; bounded, whatever the program does. */
export class Ledger {
  leftOut = 0;
  private readonly records = new Map<string, DestinationRecord>();
  /** Most connections lead where the one before led. */
  private latest: DestinationRecord | undefined;

  private readonly targets = new Map<string, Target>();
  private latestTarget: Target | undefined;

  /** @param touch called on every change, so it must cost nothing */
  constructor(readonly touch: () => void) {}

  /** @returns undefined beyond the limit; what happens there is only counted as left out */
  destination(address: string, port: number): DestinationRecord | undefined {
    if (this.latest?.port === port && this.latest.address === address) return this.latest;
    const key = `${address} ${port}`;
    this.latest = this.records.get(key);
    if (this.latest) return this.latest;
    if (this.records.size >= mostDestinations) {
      this.leaveOut();
      return undefined;
    }
    const record = new DestinationRecord(this.records.size + 1, address, port, this);
    this.records.set(key, record);
    this.latest = record;
    return record;
  }

  /** @returns always the same for the same arguments; undefined beyond the limit */
  target(address: string, port: number): Target | undefined {
    if (this.latestTarget?.port === port && this.latestTarget.address === address) {
      return this.latestTarget;
    }
    const key = `${address} ${port}`;
    let target = this.targets.get(key);
    if (!target) {
      if (this.targets.size >= mostDestinations) return undefined;
      target = { address, port, destination: undefined };
      this.targets.set(key, target);
    }
    this.latestTarget = target;
    return target;
  }

  leaveOut(): void {
    this.leftOut += 1;
    this.touch();
  }

  changed(): DestinationRecord[] {
    return [...this.records.values()].filter(({ hasChanged }) => hasChanged);
  }
}
