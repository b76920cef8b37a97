import { executionAsyncResource } from 'node:async_hooks';
import type { Site } from '../../measure/probe/wire';
import type { AsyncCallers } from './asyncCallers';
import { type Call, callsOnStack, frameOf, isLibrary, keyOf, shortened } from './callStack';
import { hiddenSite, type Ledger, noSite, queuedSite, type SiteNumber } from './ledger';
import type { Sampler } from './sampler';

const mostSites = 2_000;

/** Do we run because something has come in at a socket (`TCP`, `TLSWrap`)? */
function isAnswered(): boolean {
  return 'readStart' in executionAsyncResource();
}

/** The places that were seen, by what was on the stack there. */
export class Sites {
  private readonly numbers = new Map<string, SiteNumber>();
  private untold: Site[] = [];

  constructor(
    private readonly ledger: Ledger,
    private readonly sampler: Sampler,
    private readonly callers: AsyncCallers,
  ) {}

  /** Looks at the stack if it is its turn: who makes this request? */
  look(): SiteNumber {
    if (!this.sampler.wants()) return noSite;
    const calls = callsOnStack();
    if (calls.length === 0) return noSite;
    return this.numberOf(calls.every(isLibrary) ? this.callers.complete(calls) : calls);
  }

  /**
   * The same for a socket. One that a library opens by itself (`hiddenSite`) is opened for a request:
   * that one's place will tell.
   */
  lookForSocket(): SiteNumber {
    if (!this.sampler.wants()) return noSite;
    const calls = callsOnStack();
    return calls.every(isLibrary) ? hiddenSite : this.numberOf(calls);
  }

  /**
   * The same for what a library writes to a socket. It may come out of a queue, long after anybody
   * called.
   */
  lookForWrite(): SiteNumber {
    if (!this.sampler.wants() && !this.callers.isListening) return noSite;
    const calls = callsOnStack();
    if (calls.length === 0) return noSite;
    if (!calls.every(isLibrary)) return this.numberOf(calls);
    if (isAnswered()) return queuedSite;
    const known = this.callers.known(calls);
    return known ? this.numberOf(known) : hiddenSite;
  }

  /** The places that nobody was told of yet; the caller tells them. */
  takeUntold(): readonly Site[] {
    const { untold } = this;
    this.untold = [];
    return untold;
  }

  private numberOf(all: readonly Call[] | undefined): SiteNumber {
    if (!all) return noSite;
    const calls = shortened(all);
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
