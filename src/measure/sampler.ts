/** Looks at the machine again and again while somebody wants to know, and rests otherwise. */
import { LoadGauge } from './loadGauge';
import type { CounterSample, Measurement, MeasureScope, Moment } from './measurement';

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
  /**
   * The cheap look (see {@link import('./machine').Machine.sampleCounters}). Where there is one,
   * whole looks are left out as long as it shows nothing that matters ({@link LoadGauge}).
   */
  readonly sampleCounters?: (scope: MeasureScope) => Promise<CounterSample> | undefined;
  /** Whether somebody looks at the numbers: then each look is a whole one. */
  readonly isWatched?: () => boolean;
  /** Told instead of the listeners where a look was left out. */
  readonly onQuiet?: (until: Moment) => void;
  readonly time?: SamplerTime;
}

/**
 * A pacing loop: one look at a time, never two at once. While stopped it holds no timer and costs
 * nothing.
 */
export class Sampler {
  private readonly listeners = new Set<(measurement: Measurement) => void>();
  private readonly time: SamplerTime;
  private gauge = new LoadGauge();
  private scope: MeasureScope | undefined;
  private cancelTimer: (() => void) | undefined;
  /** Whether the latest look was left out. */
  private isQuiet = false;
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

  /**
   * Looks at once, and then again and again. While running, only the scope changes; but who begins to
   * watch what was quiet need not wait for the next turn.
   */
  start(scope: MeasureScope): void {
    const wasRunning = this.running;
    if (scope.processId !== this.scope?.processId) this.gauge = new LoadGauge();
    this.scope = scope;
    const wakes = this.isQuiet && this.cancelTimer && this.options.isWatched?.() === true;
    if (wasRunning && !wakes) return;
    this.cancelTimer?.();
    void this.loop(this.abort);
  }

  /** Ends the loop, cancels the look under way and its timer. Listeners hear no more of it. */
  stop(): void {
    this.scope = undefined;
    this.isQuiet = false;
    this.gauge = new LoadGauge();
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
    this.cancelTimer = undefined;
    try {
      await this.lookIfWorthwhile(this.scope, abort.signal);
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

  private async lookIfWorthwhile(scope: MeasureScope, signal: AbortSignal): Promise<void> {
    const { isWatched, sampleCounters, onQuiet } = this.options;
    const { gauge } = this;
    const sample = isWatched?.() === true ? undefined : await sampleCounters?.(scope);
    this.isQuiet = sample !== undefined && gauge.isQuiet(sample);
    if (sample !== undefined && this.isQuiet) {
      if (!signal.aborted) onQuiet?.(sample);
      return;
    }
    const measurement = await this.lookOnce(scope, signal);
    gauge.looked(measurement);
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
