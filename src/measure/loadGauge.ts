/**
 * Whether anything goes on that is worth a look at the whole socket table, told from two counters that
 * cost a thousandth of it. While a program is debugged and nobody watches, this is all that is read.
 */
import type { CounterSample, Measurement } from './measurement';

/**
 * Of the ports that there are: what takes less is no danger yet. A tenth of the default 28,232 ports
 * of Linux is 47 connections a second.
 */
const WORTHY_SHARE = 0.1;
/** Once something was going on, looks go on for so long: a rate around the limit must not flicker. */
const STAYS_WORTHY_MS = 5_000;

/** Fed with each look and each sample of one network namespace, in the order of their time. */
export class LoadGauge {
  private ports: number | undefined;
  private timeWaitMs = 0;
  private opensAtLook: number | undefined;
  private before: { readonly opens: number; readonly atMs: number } | undefined;
  private worthyAtMs = -Infinity;

  /** Takes in a look: how many ports there are, and from which moment on openings add up. */
  looked({ ephemeralRange, timeWaitLength }: Measurement): void {
    const range = ephemeralRange.kind === 'value' ? ephemeralRange.value : undefined;
    this.ports = range && range.last - range.first + 1;
    this.timeWaitMs = timeWaitLength.kind === 'value' ? timeWaitLength.value.maxMs : 0;
    this.opensAtLook = this.before?.opens;
  }

  /**
   * Whether a look may be left out. Never where the counters or the range could not be read, nor
   * before the first look; else while all of these are under a tenth of the range: the sockets in
   * TIME_WAIT, the ports that connections at this rate would keep in TIME_WAIT, and the connections
   * opened since the last look, which may all be open still.
   */
  isQuiet({ activeOpens, timeWait, steadyMs: atMs }: CounterSample): boolean {
    const opens = activeOpens.kind === 'value' ? activeOpens.value : undefined;
    const { before, ports } = this;
    this.before = opens === undefined ? undefined : { opens, atMs };
    // Without an earlier count to compare with, the next sample tells.
    if (opens === undefined || before === undefined || ports === undefined) return false;
    // It begins anew (Windows counts in 32 bits): what was opened meanwhile is not known.
    if (opens < before.opens) return false;
    this.opensAtLook ??= before.opens;
    const worthy = ports * WORTHY_SHARE;
    const elapsedMs = Math.max(1, atMs - before.atMs);
    const kept = ((opens - before.opens) * this.timeWaitMs) / elapsedMs;
    const waiting = timeWait.kind === 'value' ? timeWait.value : 0;
    if (Math.max(kept, waiting, opens - this.opensAtLook) >= worthy) this.worthyAtMs = atMs;
    return atMs - this.worthyAtMs > STAYS_WORTHY_MS;
  }
}
