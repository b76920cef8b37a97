/**
 * What waits between the debugger and us. Pure and bounded: over its budget it lets go of output
 * that cannot matter, counts what it let go, and keeps what might be an error with what stands
 * around it.
 */
import type { OutputLocation } from './outputBlock';

/** A piece of one stream's output. */
export interface QueuedText<Stream> {
  readonly stream: Stream;
  readonly text: string;
  /** Where the debugger says the text comes from. */
  readonly location: OutputLocation | undefined;
  /** Something before this piece was let go: a line may have been torn. */
  readonly isAfterGap: boolean;
}

export interface QueueLimits {
  /** Characters that wait before the queue becomes choosy. */
  readonly budget: number;
  /** Characters after which even what might be an error is let go, the oldest first. */
  readonly ceiling: number;
  /** Characters kept after a piece that might be an error: its stack. */
  readonly keepAfter: number;
  /** Longest piece that is searched at once; of a longer one both ends are kept. */
  readonly maxSearched: number;
}

const usualLimits: QueueLimits = {
  budget: 8_000_000,
  ceiling: 24_000_000,
  keepAfter: 64_000,
  maxSearched: 1_000_000,
};

/** End of the piece before, which may hold the beginning of a word of the next. */
const overlapLength = 64;

type Piece<Stream> = Omit<QueuedText<Stream>, 'isAfterGap'>;

export class OutputQueue<Stream> {
  private items: QueuedText<Stream>[] = [];
  private head = 0;
  /** Characters of the head item that are taken already. */
  private offset = 0;
  private waiting = 0;
  private letGo = 0;
  private keepNext = 0;
  /** The piece that was added last. */
  private last: Piece<Stream> | undefined;
  /** Streams whose next piece to be added stands behind a gap. */
  private readonly gaps = new Set<Stream>();
  /** Streams whose next piece to be taken stands behind a gap. */
  private readonly tornAtHead = new Set<Stream>();
  private readonly limits: QueueLimits;

  /**
   * @param mightMatter whether text may hold an error, given the end of what stands before it; fast,
   *   because it runs on the spot
   */
  constructor(
    private readonly mightMatter: (text: string, before: string) => boolean,
    limits: Partial<QueueLimits> = {},
  ) {
    this.limits = { ...usualLimits, ...limits };
  }

  /** Characters that wait. */
  get length(): number {
    return this.waiting;
  }

  /** Characters let go since the last call. */
  takeLetGo(): number {
    const count = this.letGo;
    this.letGo = 0;
    return count;
  }

  add(stream: Stream, text: string, location?: OutputLocation): void {
    if (this.waiting < this.limits.budget) {
      this.last = this.keep(stream, text, location);
    } else {
      const piece = { stream, text, location };
      this.choose(piece);
      this.last = piece;
    }
  }

  /** The oldest output, at most this many characters of one piece. */
  take(maxLength: number): QueuedText<Stream> | undefined {
    const item = this.items[this.head];
    if (!item) {
      return undefined;
    }
    const isStart = this.offset === 0;
    if (isStart && item.text.length <= maxLength && this.tornAtHead.size === 0) {
      this.waiting -= item.text.length;
      this.advance();
      return item;
    }
    const text = item.text.slice(this.offset, this.offset + maxLength);
    this.offset += text.length;
    this.waiting -= text.length;
    if (this.offset >= item.text.length) {
      this.advance();
    }
    const isTorn = this.tornAtHead.delete(item.stream) || (item.isAfterGap && isStart);
    return { stream: item.stream, text, location: item.location, isAfterGap: isTorn };
  }

  /** The next piece, if it is all of the next output of this stream, and no longer than this. */
  takeMore(stream: Stream, maxLength: number): QueuedText<Stream> | undefined {
    const item = this.items[this.head];
    const isNext = item?.stream === stream && !item.isAfterGap && item.text.length <= maxLength;
    return isNext && this.offset === 0 && !this.tornAtHead.has(stream)
      ? this.take(maxLength)
      : undefined;
  }

  private choose(piece: Piece<Stream>): void {
    const { ceiling, keepAfter, maxSearched } = this.limits;
    const { stream, text } = piece;
    if (text.length > maxSearched) {
      // Searching all of it would hold up the debugger, so only the ends have a chance.
      const end = Math.floor(maxSearched / 2);
      this.choose({ ...piece, text: text.slice(0, end) });
      this.drop(stream, text.length - 2 * end);
      this.choose({ ...piece, text: text.slice(-end) });
      return;
    }
    const before = this.last?.stream === stream ? this.last.text.slice(-overlapLength) : '';
    const matters = this.mightMatter(text, before);
    this.keepNext = matters ? keepAfter : this.keepNext - text.length;
    if (matters || this.keepNext > 0) {
      this.keep(stream, text, piece.location);
      this.makeRoom(ceiling);
    } else {
      this.drop(stream, text.length);
    }
  }

  private keep(
    stream: Stream,
    text: string,
    location: OutputLocation | undefined,
  ): QueuedText<Stream> {
    const item = { stream, text, location, isAfterGap: this.gaps.delete(stream) };
    this.items.push(item);
    this.waiting += text.length;
    return item;
  }

  /**
   * Lets go of what has waited longest. Its beginning was read already, and a program's last words
   * matter more than its middle.
   */
  private makeRoom(ceiling: number): void {
    while (this.waiting > ceiling) {
      const oldest = this.items[this.head];
      if (!oldest) return;
      const length = oldest.text.length - this.offset;
      this.waiting -= length;
      this.letGo += length;
      this.tornAtHead.add(oldest.stream);
      this.advance();
    }
  }

  private advance(): void {
    this.head += 1;
    this.offset = 0;
    this.compact();
  }

  private drop(stream: Stream, length: number): void {
    this.letGo += length;
    this.gaps.add(stream);
  }

  /** Gives the taken items back now and then; shifting the array each time would be quadratic. */
  private compact(): void {
    if (this.items.length === 1) {
      // Mostly there is one, and its place can be taken again.
      this.items.pop();
      this.head = 0;
    } else if (this.head > 1_000 || this.head === this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
  }
}
