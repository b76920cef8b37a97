/** Looks at the machine again and again while somebody wants to know, and rests otherwise. */
import type { Measurement, MeasureScope } from './measurement';

/** Looking may cost this share of the time; a slower look stretches the pause after it. */
const MAX_COST_SHARE = 0.05;

/** Time, replaceable in tests. */
export interface SamplerTime {
  nowMs(): number;
  /** Calls back once after `delayMs`. @returns cancels it */
  after(delayMs: number, callback: () => void): () => void;
}

const REAL_TIME: SamplerTime = {
  nowMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** What a sampler needs. */
export interface SamplerOptions {
  readonly measure: (scope: MeasureScope, signal: AbortSignal) => Promise<Measurement>;
  /** From one look's beginning to the next, as the setting says; asked anew each time. */
  readonly intervalMs: () => number;
  /** Told when a look or a listener throws; sampling goes on. */
  readonly onError: (error: unknown) => void;
  readonly time?: SamplerTime;
}

/**
 * A pacing loop: one look at a time, never two at once. While stopped it holds no timer and costs
 * nothing.
 */
export class Sampler {
  private readonly listeners = new Set<(measurement: Measurement) => void>();
  private readonly time: SamplerTime;
  private scope: MeasureScope | undefined;
  private cancelTimer: (() => void) | undefined;
  private abort = new AbortController();
  /** The look under way; another one waits for it. */
  private lookUnderWay: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: SamplerOptions) {
    this.time = options.time ?? REAL_TIME;
  }

  /** Whether looks follow each other. */
  get running(): boolean {
    return this.scope !== undefined;
  }

  /** Looks at once, and then again and again; while running, only the scope changes. */
  start(scope: MeasureScope): void {
    const wasRunning = this.running;
    this.scope = scope;
    if (!wasRunning) void this.loop(this.abort);
  }

  /** Ends the loop, cancels the look under way and its timer. Listeners hear no more of it. */
  stop(): void {
    this.scope = undefined;
    this.abort.abort();
    this.abort = new AbortController();
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }

  /** Calls `listener` with each measurement. @returns ends that */
  onMeasurement(listener: (measurement: Measurement) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /**
   * One look now, running or not: as soon as the look under way is done. Listeners hear of it too.
   * Rejects only where `measure` does, which a Machine never does.
   */
  async look(scope: MeasureScope): Promise<Measurement> {
    return this.lookOnce(scope, this.abort.signal);
  }

  private async loop(abort: AbortController): Promise<void> {
    // Stopped and started again meanwhile: another loop has taken over.
    if (abort !== this.abort || this.scope === undefined) return;
    const begunMs = this.time.nowMs();
    try {
      await this.lookOnce(this.scope, abort.signal);
    } catch (error) {
      this.options.onError(error);
    }
    if (abort !== this.abort) return;
    const tookMs = this.time.nowMs() - begunMs;
    const cheapMs = tookMs / MAX_COST_SHARE;
    const delayMs = Math.max(this.options.intervalMs(), cheapMs) - tookMs;
    this.cancelTimer = this.time.after(delayMs, () => {
      void this.loop(abort);
    });
  }

  private async lookOnce(scope: MeasureScope, signal: AbortSignal): Promise<Measurement> {
    const before = this.lookUnderWay;
    const look = before.then(() => this.options.measure(scope, signal));
    this.lookUnderWay = look.catch(() => undefined);
    const measurement = await look;
    if (!signal.aborted) this.tell(measurement);
    return measurement;
  }

  private tell(measurement: Measurement): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(measurement);
      } catch (error) {
        this.options.onError(error);
      }
    }
  }
}
