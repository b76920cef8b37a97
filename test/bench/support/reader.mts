/** The product's way from a chunk to the errors in it; only the timers are a bench's own. */
import { createPrefilter } from '../../../src/recognize/fastPrefilter';
import { ErrorStreams } from '../../../src/recognize/errorStreams';
import { createTextScan } from '../../../src/textScan';
import { OutputPump, type Scheduler } from '../../../src/watch/outputPump';

/** Runs what is due when told so, and no timer: output does not fall silent in a bench. */
class BenchScheduler implements Scheduler {
  private task: (() => void) | undefined;
  nowMs(): number {
    return performance.now();
  }
  soon(task: () => void): void {
    this.task = task;
  }
  later(): () => void {
    return () => undefined;
  }
  run(): void {
    while (this.task) {
      const { task } = this;
      this.task = undefined;
      task();
    }
  }
}

/** One for a process, as in the product. */
export const prefilter = createPrefilter(createTextScan());

/** A session of its own, with a count of the errors found. */
export function createReader() {
  const scheduler = new BenchScheduler();
  const found = { errors: 0 };
  const streams = new ErrorStreams('linux', () => (found.errors += 1), prefilter);
  const pump = new OutputPump(streams, {
    scheduler,
    warn: (message) => {
      throw new Error(message);
    },
  });
  const session = pump.session({
    id: 's',
    runId: 's',
    startedAtMs: 0,
    kind: 'debug-console',
    label: 'bench',
  });
  return {
    found,
    /** Reads chunks that came before there was time for the first of them. */
    read(chunks: readonly string[], category = 'stdout'): void {
      for (const chunk of chunks) session.push(category, chunk);
      scheduler.run();
    },
  };
}
