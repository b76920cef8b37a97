import type { GaveUp, RequestCounter } from './requestCounter';

/** No protocol needs more of a message to know what it is. */
const longestHead = 96;

/**
 * What is the same in all protocols whose messages say how long they are: a head is gathered however
 * the stream is cut, and what follows is passed over unread.
 */
export abstract class FramedMessages implements RequestCounter {
  gaveUp: GaveUp | undefined;
  private readonly head = Buffer.alloc(longestHead);
  private gathered = 0;
  private unread = 0;
  private requests = 0;

  /** @param needed so many bytes of a message say what it is, or how many more would */
  protected constructor(private needed: number) {}

  feed(chunk: Buffer): number {
    this.requests = 0;
    let at = 0;
    while (at < chunk.length && this.gaveUp === undefined) {
      if (this.unread > 0) {
        const passed = Math.min(this.unread, chunk.length - at);
        this.unread -= passed;
        at += passed;
      } else {
        const taken = Math.min(this.needed - this.gathered, chunk.length - at);
        this.head.set(chunk.subarray(at, at + taken), this.gathered);
        this.gathered += taken;
        at += taken;
        if (this.gathered === this.needed) this.read(this.head, this.gathered);
      }
    }
    return this.requests;
  }

  /**
   * Called with the first `length` bytes of a message. Answers with `wantsMore`, `message` or
   * `givesUp`.
   */
  protected abstract read(head: Buffer, length: number): void;

  /** @param needed how many bytes of this message it takes, at most `longestHead` */
  protected wantsMore(needed: number): void {
    this.needed = Math.min(needed, longestHead);
    if (this.needed <= this.gathered) this.givesUp('malformed');
  }

  /**
   * @param length of the whole message, in bytes
   * @param needed of the next one
   */
  protected message(length: number, needed: number, isRequest: boolean): void {
    this.unread = length - this.gathered;
    if (this.unread < 0) {
      this.givesUp('malformed');
      return;
    }
    this.gathered = 0;
    this.needed = needed;
    if (isRequest) this.requests += 1;
  }

  protected givesUp(why: GaveUp): void {
    this.gaveUp = why;
  }
}
