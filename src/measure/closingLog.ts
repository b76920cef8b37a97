/** Who closed the connections of one destination, and how many closed at all. */
import type { Closings } from './measurement';

/** Looks kept; a rate rests on ten seconds, and nobody looks more often than every 250 ms. */
const LOOKS = 64;

interface Entry extends Closings {
  readonly atMs: number;
}

/** One entry a look; the oldest make room. */
export class ClosingLog {
  private readonly entries: Entry[] = [];

  /** Notes what had closed by the look at `atMs` since the one before. */
  add(atMs: number, here: number, there: number): void {
    this.entries.push({ atMs, here, there });
    if (this.entries.length > LOOKS) this.entries.shift();
  }

  /** All that the looks after `fromMs` found closed. */
  since(fromMs: number): Closings {
    let here = 0;
    let there = 0;
    for (const entry of this.entries) {
      if (entry.atMs <= fromMs) continue;
      here += entry.here;
      there += entry.there;
    }
    return { here, there };
  }
}
