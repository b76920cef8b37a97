import type { DestinationCounts } from '../../measure/probe/wire';

/** A place that makes calls, by its number; 0 where nobody looked. */
export type SiteNumber = number;

export const noSite: SiteNumber = 0;

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
  /** Not told yet (again). */
  isNew = true;
  hasChanged = true;
  private hasLostRequests = false;
  private readonly shares = new Map<SiteNumber, Shares>();
  /** What happened since the last look: it is put down to the next place that is seen. */
  private readonly unplaced: Shares = { connections: 0, requests: 0 };

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
    this.place('requests', site);
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

  /** Puts one connection or request down to a place, and with it those that nobody looked at. */
  place(what: keyof Shares, site: SiteNumber): void {
    this.unplaced[what] += 1;
    if (site === noSite) return;
    let share = this.shares.get(site);
    if (!share) {
      if (this.shares.size >= mostSitesPerDestination) {
        this.ledger.leaveOut();
        return;
      }
      share = { connections: 0, requests: 0 };
      this.shares.set(site, share);
    }
    share[what] += this.unplaced[what];
    this.unplaced[what] = 0;
    this.touch();
  }

  /** Has any look seen who calls here? */
  get hasSites(): boolean {
    return this.shares.size > 0;
  }

  counts(): DestinationCounts {
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

/** All counts of this thread since it began; bounded, whatever the program does. */
export class Ledger {
  leftOut = 0;
  private readonly records = new Map<string, DestinationRecord>();
  /** Most connections lead where the one before led. */
  private latest: DestinationRecord | undefined;

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

  leaveOut(): void {
    this.leftOut += 1;
    this.touch();
  }

  changed(): DestinationRecord[] {
    return [...this.records.values()].filter(({ hasChanged }) => hasChanged);
  }
}
