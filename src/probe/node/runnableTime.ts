import { performance } from 'node:perf_hooks';

/** What a clock of the time that a program could use is made of; each as taken at the start. */
export interface TimeUse {
  readonly nowMs: () => number;
  /** How long the event loop has waited for something to happen, so far. */
  readonly idleMs: () => number;
  /** The processor's time that the program has used, so far. */
  readonly usedMs: () => number;
}

/**
 * A clock that runs as long as the program runs or has nothing to do, and stands still while it
 * waits for the processor. On a busy machine a second by the wall clock is but a moment of the
 * program's: so much a second would be a large part of that.
 *
 * @returns milliseconds since some moment; goes on while worker threads use the processor
 */
export function runnableTime({ nowMs, idleMs, usedMs }: TimeUse): () => number {
  let at = nowMs();
  let free = idleMs() + usedMs();
  let passed = 0;
  return () => {
    const [nextAt, nextFree] = [nowMs(), idleMs() + usedMs()];
    passed += Math.max(0, Math.min(nextAt - at, nextFree - free));
    [at, free] = [nextAt, nextFree];
    return passed;
  };
}

/** @param nowMs monotonic */
export function timeUseOf(nowMs: () => number): TimeUse {
  const utilization = performance.eventLoopUtilization.bind(performance);
  const cpuUsage = process.cpuUsage.bind(process);
  return {
    nowMs,
    idleMs: () => utilization().idle,
    usedMs: () => {
      const { user, system } = cpuUsage();
      return (user + system) / 1_000;
    },
  };
}
