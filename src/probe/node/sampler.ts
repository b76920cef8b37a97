/**
 * Decides which events are looked at, so that looking costs about the same however much happens:
 * every event while few happen, one in k at random where there are many.
 */

/** What all looks together may cost: about this many a second. */
const looksPerSecond = 20;

/** What is saved up for a burst, so that a short program is seen in full. */
const mostSavedLooks = 100;

/** Below this, only one in so many is looked at. */
const enoughSavedLooks = 50;

/** Saved up anew where a destination is new, as nobody knows yet who calls there. */
const looksPerDestination = 50;

/** A program that finds new destinations all the time gets that once in so long. */
const grantPauseMs = 1_000;

/** After so many looks the rate is judged anew. */
const looksPerJudgement = 16;

/** Looks out of turn, between two judgements, for what has not been seen at all yet. */
const promptsPerJudgement = 4;

export class Sampler {
  /** One in so many is looked at. */
  private stride = 1;
  private untilNext = 1;
  private looks = 0;
  private saved = mostSavedLooks;
  private events = 0;
  private prompts = 0;
  private judgedAtMs: number;
  private grantedAtMs: number;
  /** Our own: `Math.random` may be seeded, and then we would take numbers from the program. */
  private seed: number;

  /** @param nowMs a clock that stands still while the program cannot run */
  constructor(
    private readonly nowMs: () => number,
    seed: number,
  ) {
    this.judgedAtMs = nowMs();
    this.grantedAtMs = this.judgedAtMs;
    this.seed = seed | 1;
  }

  /** To be asked once an event. */
  wants(): boolean {
    this.events += 1;
    this.untilNext -= 1;
    if (this.untilNext > 0) return false;
    this.looks += 1;
    if (this.looks >= looksPerJudgement) this.judge();
    this.untilNext = this.stride === 1 ? 1 : 1 + (this.random() % (2 * this.stride - 1));
    return true;
  }

  /** Something happened that no look has seen anything of: the next event is looked at. */
  prompt(): void {
    if (this.prompts >= promptsPerJudgement) return;
    this.prompts += 1;
    this.untilNext = 1;
  }

  /** The program calls somewhere where it has not called before. */
  newDestination(): void {
    const now = this.nowMs();
    if (now - this.grantedAtMs < grantPauseMs) return;
    this.grantedAtMs = now;
    this.saved = Math.min(mostSavedLooks, this.saved + looksPerDestination);
    this.setStride(1);
  }

  /** Adapts to what happened since the last time; also called when little happens. */
  judge(): void {
    const now = this.nowMs();
    const elapsedMs = Math.max(1, now - this.judgedAtMs);
    const earned = (elapsedMs * looksPerSecond) / 1_000;
    this.saved = Math.min(mostSavedLooks, this.saved + earned - this.looks);
    const affordable = Math.max(1, Math.ceil(this.events / earned));
    this.setStride(this.saved > enoughSavedLooks ? 1 : affordable);
    this.events = 0;
    this.looks = 0;
    this.prompts = 0;
    this.judgedAtMs = now;
  }

  private setStride(stride: number): void {
    if (stride < this.stride) this.untilNext = Math.min(this.untilNext, stride);
    this.stride = stride;
  }

  /** xorshift32 (Marsaglia 2003). */
  private random(): number {
    this.seed ^= this.seed << 13;
    this.seed ^= this.seed >>> 17;
    this.seed ^= this.seed << 5;
    return this.seed >>> 0;
  }
}
