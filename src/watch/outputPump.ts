/**
 * Carries output from the debugger to the sink: at once into a queue, later in small slices to one
 * reader per stream. Ordinary output waits there unread; only when a piece may matter to the sink
 * is it assembled to lines, with what stands before it, and handed on. Pure but for the scheduler
 * it is given.
 */
import { LineAssembler } from './lineAssembler';
import type { OutputLocation, OutputSink, OutputSource } from './outputBlock';
import type { QueuedText, QueueLimits } from './outputQueue';
import { OutputQueue } from './outputQueue';
import type { Piece } from './unread';
import { Unread } from './unread';

/** Time, as the pump needs it. */
export interface Scheduler {
  /** Any clock that runs on: milliseconds. */
  nowMs(): number;
  /** Runs the task soon, after what already waits to run. */
  soon(task: () => void): void;
  /** Runs the task after a while; returns what calls it off. Never keeps the process alive. */
  later(task: () => void, delayMs: number): () => void;
}

export interface PumpOptions {
  readonly scheduler: Scheduler;
  /** Told what had to be let go, and what went wrong in the sink. */
  readonly warn: (message: string, error?: unknown) => void;
  readonly limits?: Partial<QueueLimits>;
}

/** Silence after which what is there is all there is: js-debug ends a fatal error without `\n`. */
export const idleMs = 150;
/** Streams with state at a time, of all sessions together. */
const maxStreams = 200;
/** Others may run after this long; a person notices about twenty times as much. */
const sliceMs = 4;
/** Characters between two looks at the clock: well under a slice, even of nothing but errors. */
const pieceLength = 16_384;
/** Pieces of a stream that are judged at once, as long as they are no longer than one may be. */
const maxTogether = 200;

/** The streams of one debug session, as its tracker sees them. */
export interface SessionOutput {
  push(category: string, text: string, location?: OutputLocation): void;
  /** The session is over. Text may still come, and is carried as before. */
  end(): void;
}

/** Who speaks; what the streams of a session have in common. */
export type Speaker = Omit<OutputSource, 'streamId'> & { readonly id: string };

interface Stream {
  readonly source: OutputSource;
  readonly unread: Unread<OutputLocation>;
  readonly assembler: LineAssembler;
  /** What comes next matters, however ordinary it looks. */
  isReading: boolean;
  /** Where the unfinished line comes from. */
  location: OutputLocation | undefined;
  /** Something came since the timer was set. */
  isTouched: boolean;
  callOff: (() => void) | undefined;
  /** Removes the stream once it falls silent after the end of its session. */
  readonly isOver: () => boolean;
}

export class OutputPump {
  private readonly streams = new Map<string, Stream>();
  private readonly queue: OutputQueue<Stream>;
  private isScheduled = false;
  private isDisposed = false;

  constructor(
    private readonly sink: OutputSink,
    private readonly options: PumpOptions,
  ) {
    this.queue = new OutputQueue(
      (text, before) => this.mightMatter(text, before, false),
      options.limits,
    );
  }

  /** Streams with state; falls back to 0 when all sessions are over. */
  get streamCount(): number {
    return this.streams.size;
  }

  session({ id, ...speaker }: Speaker): SessionOutput {
    let hasEnded = false;
    const isOver = () => hasEnded;
    // Most pieces are of the same stream as the one before.
    let latest: { readonly category: string; readonly source: OutputSource } | undefined;
    return {
      push: (category, text, location) => {
        if (latest?.category !== category) {
          latest = { category, source: { ...speaker, streamId: `${id} ${category}` } };
        }
        this.push(this.streamOf(latest.source, isOver), text, location);
      },
      end: () => {
        hasEnded = true;
        for (const [streamId, stream] of this.streams) {
          if (streamId.startsWith(`${id} `)) this.watchSilence(stream);
        }
      },
    };
  }

  /** Lets everything go; nothing reaches the sink any more. */
  dispose(): void {
    this.isDisposed = true;
    for (const stream of this.streams.values()) {
      stream.callOff?.();
    }
    this.streams.clear();
  }

  private streamOf(source: OutputSource, isOver: () => boolean): Stream {
    const known = this.streams.get(source.streamId);
    if (known) return known;
    const stream: Stream = {
      source,
      unread: new Unread(),
      assembler: new LineAssembler(),
      isReading: false,
      location: undefined,
      isTouched: false,
      callOff: undefined,
      isOver,
    };
    this.streams.set(source.streamId, stream);
    this.forgetOldest();
    return stream;
  }

  /** An adapter may invent categories without end; the stream that was opened first makes room. */
  private forgetOldest(): void {
    for (const [streamId, { callOff }] of this.streams) {
      if (this.streams.size <= maxStreams) return;
      callOff?.();
      this.streams.delete(streamId);
    }
  }

  private push(stream: Stream, text: string, location: OutputLocation | undefined): void {
    if (this.isDisposed) {
      return;
    }
    this.queue.add(stream, text, location);
    this.schedule();
  }

  private schedule(): void {
    if (!this.isScheduled) {
      this.isScheduled = true;
      this.options.scheduler.soon(this.carrySlice);
    }
  }

  private readonly carrySlice = (): void => {
    this.isScheduled = false;
    // The clock is looked at only if there is more than a piece.
    let untilMs: number | undefined;
    for (;;) {
      const piece = this.isDisposed ? undefined : this.queue.take(pieceLength);
      if (piece) this.carry(piece);
      if (!piece || this.queue.length === 0) {
        this.reportLetGo();
        return;
      }
      const nowMs = this.options.scheduler.nowMs();
      untilMs ??= nowMs + sliceMs;
      if (nowMs >= untilMs) {
        this.schedule();
        return;
      }
    }
  };

  private carry({ stream, text, location, isAfterGap }: QueuedText<Stream>): void {
    if (isAfterGap) {
      this.endLine(stream);
    }
    const { unread } = stream;
    const isBeginningKept = unread.isLineKept;
    const before = unread.add(text, location);
    const all = this.addMore(stream, text);
    const isLineKept = isBeginningKept && unread.isLineKept;
    if (stream.isReading || this.mightMatter(all, before, isLineKept)) {
      this.read(stream);
      stream.isReading =
        this.sink.awaitsMore?.(stream.source) === true ||
        this.mightMatter(stream.assembler.tail, '', unread.isLineKept);
    }
    this.watchSilence(stream);
  }

  /** Takes what else waits next: a program that prints line by line is judged by many at once. */
  private addMore(stream: Stream, text: string): string {
    let all = text;
    for (let count = 1; this.sink.mightMatter && count < maxTogether; count += 1) {
      const more = this.queue.takeMore(stream, pieceLength - all.length);
      if (!more) break;
      stream.unread.add(more.text, more.location);
      all += more.text;
    }
    return all;
  }

  private mightMatter(text: string, before: string, isLineKept: boolean): boolean {
    return this.sink.mightMatter?.(text, before, isLineKept) ?? true;
  }

  private read(stream: Stream): void {
    const { pieces, isAfterGap } = stream.unread.take();
    if (isAfterGap) {
      stream.assembler.flush();
    }
    for (const piece of pieces) this.assemble(stream, piece);
  }

  private assemble(stream: Stream, { text, location }: Piece<OutputLocation>): void {
    const first = stream.assembler.hasTail ? stream.location : location;
    const block = stream.assembler.push(text);
    stream.location = block === undefined ? first : location;
    this.emit(stream, block, first);
  }

  private endLine(stream: Stream): void {
    this.read(stream);
    stream.unread.endLine();
    this.emit(stream, stream.assembler.flush(), stream.location);
  }

  private emit(
    { source }: Stream,
    text: string | undefined,
    location: OutputLocation | undefined,
  ): void {
    if (text !== undefined) {
      this.tell(() => {
        this.sink.accept({ source, text, ...(location ? { location } : {}) });
      });
    }
  }

  /** One timer a stream; it runs again as long as something came in the meantime. */
  private watchSilence(stream: Stream | undefined): void {
    if (!stream || this.isDisposed) {
      return;
    }
    stream.isTouched = true;
    stream.callOff ??= this.options.scheduler.later(() => {
      stream.callOff = undefined;
      if (stream.isTouched) {
        this.watchSilence(stream);
        stream.isTouched = false;
      } else {
        this.settle(stream);
      }
    }, idleMs);
  }

  private settle(stream: Stream): void {
    this.endLine(stream);
    stream.isReading = false;
    this.tell(() => {
      this.sink.settled(stream.source);
    });
    if (stream.isOver()) {
      this.streams.delete(stream.source.streamId);
      this.tell(() => this.sink.ended?.(stream.source));
    }
  }

  private tell(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.options.warn('Reading program output failed', error);
    }
  }

  private reportLetGo(): void {
    const count = this.queue.takeLetGo();
    if (count > 0) {
      this.options.warn(`Program output came too fast: ${count} characters were not read`);
    }
  }
}
