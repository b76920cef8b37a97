import { MongoRequests } from './mongo';
import { MysqlRequests } from './mysql';
import { PostgresRequests } from './postgres';
import { RedisRequests } from './redis';
import type { GaveUp, RequestCounter } from './requestCounter';

/** Every protocol is known, or not, by so many bytes. */
const mostFirstBytes = 32;

const protocols = [PostgresRequests, RedisRequests, MysqlRequests, MongoRequests];

/**
 * Counts the requests in what a client writes from its first byte on. The protocol is known by that,
 * and not by the port, which says nothing: databases in containers listen anywhere.
 */
export class StreamRequests implements RequestCounter {
  private first: Buffer | undefined = Buffer.alloc(0);
  private counter: RequestCounter | undefined;
  private failed: GaveUp | undefined;

  get gaveUp(): GaveUp | undefined {
    return this.failed ?? this.counter?.gaveUp;
  }

  /** Is the protocol one of those we know? */
  get isKnown(): boolean {
    return this.counter !== undefined;
  }

  feed(chunk: Buffer): number {
    if (this.counter) return this.counter.feed(chunk);
    if (this.failed || !this.first) return 0;
    const taken = chunk.subarray(0, mostFirstBytes - this.first.length);
    const first = Buffer.concat([this.first, taken]);
    this.first = first;
    this.counter = this.recognize(first);
    if (!this.counter) return 0;
    this.first = undefined;
    return this.counter.feed(first) + this.counter.feed(chunk.subarray(taken.length));
  }

  private recognize(first: Buffer): RequestCounter | undefined {
    let mayTell = false;
    for (const Protocol of protocols) {
      const begins = Protocol.begins(first);
      if (begins) return new Protocol();
      mayTell ||= begins === undefined;
    }
    if (!mayTell) this.failed = 'unknown protocol';
    return undefined;
  }
}
