import type { Site } from '../../measure/probe/wire';
import { callsOnStack, frameOf, keyOf } from './callStack';
import { type Ledger, noSite, type SiteNumber } from './ledger';
import type { Sampler } from './sampler';

const mostSites = 2_000;

/** The places that were seen, by what was on the stack there. */
export class Sites {
  private readonly numbers = new Map<string, SiteNumber>();
  private untold: Site[] = [];

  constructor(
    private readonly ledger: Ledger,
    private readonly sampler: Sampler,
  ) {}

  /** Looks at the stack if it is its turn. */
  look(): SiteNumber {
    return this.sampler.wants() ? this.here() : noSite;
  }

  /** The places that nobody was told of yet; the caller tells them. */
  takeUntold(): readonly Site[] {
    const { untold } = this;
    this.untold = [];
    return untold;
  }

  private here(): SiteNumber {
    const calls = callsOnStack();
    if (calls.length === 0) return noSite;
    const key = keyOf(calls);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (this.numbers.size >= mostSites) {
      this.ledger.leaveOut();
      return noSite;
    }
    const site = this.numbers.size + 1;
    this.numbers.set(key, site);
    this.untold.push({ type: 'site', site, frames: calls.map(frameOf) });
    return site;
  }
}
