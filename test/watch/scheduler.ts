import type { Scheduler } from '../../src/watch/outputPump';

/** Time that moves when a test says so. */
export class ManualScheduler implements Scheduler {
  private tasks: (() => void)[] = [];
  private timers: { task: () => void; atMs: number }[] = [];
  private timeMs = 0;

  /** Each look at the clock takes a millisecond, so that work takes time. */
  nowMs(): number {
    return (this.timeMs += 1);
  }

  soon(task: () => void): void {
    this.tasks.push(task);
  }

  later(task: () => void, delayMs: number): () => void {
    const timer = { task, atMs: this.timeMs + delayMs };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  get timerCount(): number {
    return this.timers.length;
  }

  /** Runs one waiting task; false if none waits. */
  runOne(): boolean {
    const task = this.tasks.shift();
    task?.();
    return task !== undefined;
  }

  runAll(): void {
    while (this.runOne());
  }

  /** Lets time pass: everything due runs, in order. */
  pass(durationMs: number): void {
    const untilMs = this.timeMs + durationMs;
    for (;;) {
      this.runAll();
      const [next] = this.timers.sort((a, b) => a.atMs - b.atMs);
      if (!next || next.atMs > untilMs) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.timeMs = next.atMs;
      next.task();
    }
    this.timeMs = untilMs;
  }
}
