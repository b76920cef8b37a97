/**
 * A helper process that answers questions, one line each way. Starting PowerShell costs half a second
 * and more; the process is started by the first question, kept while there are others, and let go.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import * as v from 'valibot';
import { realClock, type Clock } from '../clock';
import type { Reading, Unavailable, UnavailableReason } from '../measurement';
import { unavailable, unavailableFrom, value } from '../reading';

/** Absolute path and fixed arguments; no shell reads them. */
export interface SessionLaunch {
  readonly file: string;
  readonly args: readonly string[];
}

export interface SessionLimits {
  /** A question that takes longer ends the process. */
  readonly answerTimeLimitMs: number;
  /** A longer answer ends the process. */
  readonly maxAnswerBytes: number;
  /** The process is let go when nobody asked for so long. */
  readonly idleLimitMs: number;
  /** After a failure, questions are refused for so long instead of starting it again each time. */
  readonly restartDelayMs: number;
}

export const DEFAULT_SESSION_LIMITS: SessionLimits = {
  answerTimeLimitMs: 10_000,
  maxAnswerBytes: 32_000_000,
  idleLimitMs: 60_000,
  restartDelayMs: 60_000,
};

const ANSWER = v.object({
  id: v.number(),
  result: v.optional(v.unknown()),
  error: v.optional(v.nullable(v.string())),
});
const MAX_ERROR_TEXT = 2_000;

/** See {@link AnswerSession.ask}. */
export type Ask = (question: string, signal?: AbortSignal) => Promise<Reading<unknown>>;

interface Pending {
  readonly question: string;
  readonly settle: (reading: Reading<unknown>) => void;
}

/** Asks a process that {@link SessionLaunch} starts. Never throws, never rejects. */
export class AnswerSession {
  private child: ChildProcessWithoutNullStreams | undefined;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private idleTimer: NodeJS.Timeout | undefined;
  private failure: { readonly reading: Unavailable; readonly steadyMs: number } | undefined;
  private disposed = false;

  constructor(
    private readonly launch: SessionLaunch,
    private readonly limits: SessionLimits = DEFAULT_SESSION_LIMITS,
    private readonly clock: Clock = realClock,
  ) {}

  /** The `result` of the answer, unvalidated; or why there is none. The question is one line. */
  ask(question: string, signal?: AbortSignal): Promise<Reading<unknown>> {
    if (this.disposed || signal?.aborted === true) {
      return Promise.resolve(this.unavailable('cancelled', ''));
    }
    if (
      this.failure !== undefined &&
      this.clock().steadyMs - this.failure.steadyMs < this.limits.restartDelayMs
    ) {
      return Promise.resolve(this.failure.reading);
    }
    let child: ChildProcessWithoutNullStreams;
    try {
      child = this.child ?? this.start();
    } catch (error) {
      // What Node cannot report by an event it throws (no file descriptors left, bad argument).
      this.child = undefined;
      const reading = unavailableFrom(error, this.launch.file);
      this.failure = { reading, steadyMs: this.clock().steadyMs };
      return Promise.resolve(reading);
    }
    clearTimeout(this.idleTimer);
    const id = ++this.lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.end(child, this.unavailable('timed-out', question));
      }, this.limits.answerTimeLimitMs);
      const onAbort = (): void => {
        this.settle(id, this.unavailable('cancelled', question));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.pending.set(id, {
        question,
        settle: (reading) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          resolve(reading);
        },
      });
      child.stdin.write(`${id} ${question}\n`);
    });
  }

  /** Ends the process; open questions are cancelled, and later ones too. */
  dispose(): void {
    this.disposed = true;
    if (this.child !== undefined) this.end(this.child, this.unavailable('cancelled', ''));
  }

  private start(): ChildProcessWithoutNullStreams {
    const child = spawn(this.launch.file, this.launch.args, {
      stdio: 'pipe',
      windowsHide: true,
    });
    this.child = child;
    // First of all: an error without a listener would end the extension host.
    child.on('error', (error) => {
      this.end(child, unavailableFrom(error, this.launch.file));
    });
    let errorText = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (errorText.length < MAX_ERROR_TEXT) errorText += text;
    });
    // A process that has gone also refuses our input; its end is reported by `close`.
    child.stdin.on('error', () => undefined);
    const lines = new LineSplitter(this.limits.maxAnswerBytes);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const line of lines.add(text)) this.accept(line);
      if (lines.overflowed) this.end(child, this.unavailable('too-large', ''));
    });
    // `close` and not `exit`: the last answer may still be in the pipe.
    child.on('close', (code) => {
      this.end(child, this.unavailable('failed', errorText || `ended with ${String(code)}`));
    });
    return child;
  }

  private accept(line: string): void {
    const answer = v.safeParse(ANSWER, jsonFrom(line));
    // Banners and warnings share the stream; only answers have a number.
    if (!answer.success) return;
    const { id, result, error } = answer.output;
    const where = `${this.launch.file} (${this.pending.get(id)?.question ?? ''})`;
    this.settle(
      id,
      typeof error === 'string'
        ? unavailable('failed', where, error)
        : value(result, { how: 'command', where, ...this.clock() }),
    );
  }

  private settle(id: number, reading: Reading<unknown>): void {
    const pending = this.pending.get(id);
    if (pending === undefined) return;
    this.pending.delete(id);
    pending.settle(reading);
    if (this.pending.size === 0) this.waitForIdle();
  }

  private waitForIdle(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      const child = this.child;
      this.child = undefined;
      child?.stdin.end();
    }, this.limits.idleLimitMs);
    this.idleTimer.unref();
  }

  /** The process is of no more use: everybody who waits learns why. */
  private end(child: ChildProcessWithoutNullStreams, reading: Unavailable): void {
    child.kill('SIGKILL');
    // One that was let go before ends later, and is nobody's failure.
    if (this.child !== child) return;
    this.child = undefined;
    clearTimeout(this.idleTimer);
    if (reading.reason !== 'cancelled') this.failure = { reading, steadyMs: this.clock().steadyMs };
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const pending of waiting) pending.settle(reading);
  }

  private unavailable(reason: UnavailableReason, detail: string): Unavailable {
    return unavailable(reason, this.launch.file, detail);
  }
}

/** Cuts a stream of text into lines; an endless line is given up at the limit. */
class LineSplitter {
  overflowed = false;
  private parts: string[] = [];
  private length = 0;

  constructor(private readonly limit: number) {}

  add(text: string): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.parts.push(text.slice(from, at));
      lines.push(this.parts.join(''));
      this.parts = [];
      this.length = 0;
      from = at + 1;
    }
    this.parts.push(text.slice(from));
    this.length += text.length - from;
    this.overflowed = this.length > this.limit;
    return lines;
  }
}

function jsonFrom(line: string): unknown {
  try {
    return JSON.parse(line.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}
