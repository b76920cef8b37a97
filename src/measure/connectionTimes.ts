/** When connections to one destination were made, and the rate they add up to. */
import { repeatingRate, type Moment } from './repeatingBursts';

/** A longer pause than this ends a burst of work. */
const BURST_GAP_MS = 2000;
/** So few connections make no rate yet: what came before a longer pause is taken in as well. */
const SPARSE_CONNECTIONS = 8;
/** The rate is that of the last part of a burst: a program's rate a minute ago is history. */
export const RATE_WINDOW_MS = 10_000;
/** 1,600 a second over the window; at a higher rate the window is shorter. */
const MAX_ENTRIES = 16_384;

/** What a rate rests on. */
export interface Burst {
  readonly connections: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly connectionsPerSecond: number;
  /** Whether the system told most of the times; else they were counted between looks. */
  readonly told: boolean;
}

/** Connections somewhere in `(fromMs, toMs]`; one at a known time has both equal. */
interface Entry {
  readonly fromMs: number;
  readonly toMs: number;
  readonly connections: number;
}

/** Keeps the latest times in a ring; older ones make room. */
export class ConnectionTimes {
  private fromMs = new Float64Array(64);
  private toMs = new Float64Array(64);
  private connections = new Uint32Array(64);
  private next = 0;
  private count = 0;

  /**
   * Adds connections that were made between two looks, or one at a time that the system told
   * (`fromMs === toMs`). They come in nearly ascending order: within a look they are sorted, and
   * looks overlap by no more than a look takes.
   */
  add(fromMs: number, toMs: number, connections: number): void {
    if (this.count === this.fromMs.length && this.count < MAX_ENTRIES) this.grow();
    this.fromMs[this.next] = fromMs;
    this.toMs[this.next] = toMs;
    this.connections[this.next] = connections;
    this.next = (this.next + 1) % this.fromMs.length;
    this.count = Math.min(this.count + 1, this.fromMs.length);
  }

  /**
   * The latest burst: backwards from the last connection up to a pause of more than two seconds
   * (ten, while there are fewer than eight connections), at most ten seconds of it. Undefined where
   * that gives no rate: a single connection, or all in the same moment. Where bursts come again and
   * again at an even pace, the mean over whole periods ({@link repeatingRate}).
   */
  latestBurst(): Burst | undefined {
    const told: Entry[] = [];
    const sampled: Entry[] = [];
    let connections = 0;
    let latestMs = -Infinity;
    let earliestMs = Infinity;
    for (let back = 1; back <= this.count; back++) {
      const entry = this.entryAt((this.next - back + this.fromMs.length) % this.fromMs.length);
      const longestPauseMs = connections < SPARSE_CONNECTIONS ? RATE_WINDOW_MS : BURST_GAP_MS;
      if (connections > 0) {
        if (earliestMs - entry.toMs > longestPauseMs || latestMs - entry.toMs > RATE_WINDOW_MS)
          break;
      }
      latestMs = Math.max(latestMs, entry.toMs);
      earliestMs = Math.min(earliestMs, entry.fromMs);
      connections += entry.connections;
      (entry.fromMs === entry.toMs ? told : sampled).push(entry);
    }
    if (connections < 2) return undefined;
    if (told.length * 2 < connections) return burstOfSampled(sampled.reverse());
    const repeating = repeatingRate(this.moments());
    return repeating ? { ...repeating, told: true } : burstOfTold(told, connections);
  }

  /** The newest first. What a look found open began shortly before it, or nothing was told of it. */
  private *moments(): Generator<Moment> {
    for (let back = 1; back <= this.count; back++) {
      const entry = this.entryAt((this.next - back + this.fromMs.length) % this.fromMs.length);
      yield { atMs: entry.toMs, connections: entry.connections };
    }
  }

  private entryAt(index: number): Entry {
    return {
      fromMs: this.fromMs[index] ?? 0,
      toMs: this.toMs[index] ?? 0,
      connections: this.connections[index] ?? 0,
    };
  }

  private grow(): void {
    this.fromMs = unrolled(this.fromMs, this.next, new Float64Array(this.count * 2));
    this.toMs = unrolled(this.toMs, this.next, new Float64Array(this.count * 2));
    this.connections = unrolled(this.connections, this.next, new Uint32Array(this.count * 2));
    this.next = this.count;
  }
}

/**
 * (n − 1) / (last − first): between n moments lie n − 1 intervals. Connections that a look happened
 * to find open are counted too, but their vague times do not stretch the span.
 */
function burstOfTold(told: readonly Entry[], connections: number): Burst | undefined {
  const fromMs = told.reduce((earliest, entry) => Math.min(earliest, entry.fromMs), Infinity);
  const toMs = told.reduce((latest, entry) => Math.max(latest, entry.toMs), -Infinity);
  return burst(connections, connections - 1, fromMs, toMs, true);
}

/**
 * Work begins and ends somewhere between two looks, so the first and the last interval may be
 * filled in part only, which can but lower the rate: it is the highest of those without the first,
 * without the last and without both.
 */
function burstOfSampled(sampled: readonly Entry[]): Burst | undefined {
  const first = sampled[0];
  const last = sampled.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const all = sampled.reduce((sum, { connections }) => sum + connections, 0);
  if (first === last) return burst(all, all, first.fromMs, first.toMs, false);
  const inner = all - first.connections - last.connections;
  const candidates = [
    burst(all - first.connections, all - first.connections, first.toMs, last.toMs, false),
    burst(all - last.connections, all - last.connections, first.fromMs, last.fromMs, false),
    burst(inner, inner, first.toMs, last.fromMs, false),
  ];
  return candidates.reduce((best, candidate) =>
    (candidate?.connectionsPerSecond ?? 0) > (best?.connectionsPerSecond ?? 0) ? candidate : best,
  );
}

function burst(
  connections: number,
  intervals: number,
  fromMs: number,
  toMs: number,
  told: boolean,
): Burst | undefined {
  if (intervals < 1 || toMs <= fromMs) return undefined;
  const connectionsPerSecond = (intervals * 1000) / (toMs - fromMs);
  return { connections, fromMs, toMs, connectionsPerSecond, told };
}

/** A full ring whose oldest element stands at `next`, from its beginning in a larger array. */
function unrolled<T extends Float64Array | Uint32Array>(ring: T, next: number, into: T): T {
  into.set(ring.subarray(next));
  into.set(ring.subarray(0, next), ring.length - next);
  return into;
}
