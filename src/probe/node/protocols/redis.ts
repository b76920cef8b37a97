import type { GaveUp, RequestCounter } from './requestCounter';

const lineFeed = 0x0a;

/** What Redis takes of a command without lengths (`PROTO_INLINE_MAX_SIZE`). */
const longestInline = 65_536;
/** Longer than each name, and each number, that matters. */
const longestWord = 16;

/**
 * What is about the connection itself, and said by libraries of their own accord
 * (redis.io/docs/latest/commands/?group=connection, but for PING and ECHO).
 */
const housekeeping = new Set(
  'hello auth select client readonly readwrite asking reset quit'.split(' '),
);
/** How ioredis asks whether the server has loaded its data, before all other commands. */
const readyCheck = 'info';

/**
 * What a Redis client writes: RESP, a command being an array of strings, or a line of words
 * (redis.io/docs/latest/develop/reference/protocol-spec). One request is one command, in a pipeline
 * or not.
 */
export class RedisRequests implements RequestCounter {
  gaveUp: GaveUp | undefined;
  /** Of the line that is read: how it begins, and how long it is so far. */
  private line = '';
  private lineLength = 0;
  /** Of the command that is read: arguments that lack, and how its first one begins. */
  private argumentsLeft = 0;
  private name: string | undefined;
  /** Of the argument that is read, with the end of the line after it. */
  private unread = 0;
  private isFirst = true;
  private requests = 0;

  /** @returns undefined while the first bytes do not tell */
  static begins(bytes: Buffer): boolean | undefined {
    const text = bytes.toString('latin1', 0, 2);
    if (text === '' || text === '*') return undefined;
    return /^\*\d$/.test(text);
  }

  feed(chunk: Buffer): number {
    this.requests = 0;
    let at = 0;
    while (at < chunk.length && this.gaveUp === undefined) {
      if (this.unread > 0) {
        const passed = Math.min(this.unread, chunk.length - at);
        this.passArgument(chunk.subarray(at, at + passed));
        at += passed;
      } else {
        const end = chunk.indexOf(lineFeed, at);
        this.readLine(chunk.subarray(at, end < 0 ? chunk.length : end), end >= 0);
        at = end < 0 ? chunk.length : end + 1;
      }
    }
    return this.requests;
  }

  private passArgument(part: Buffer): void {
    if (this.name !== undefined) this.name += beginning(part, longestWord - this.name.length);
    this.unread -= part.length;
    if (this.unread > 0) return;
    if (this.name !== undefined) this.command(this.name);
    this.name = undefined;
  }

  private readLine(part: Buffer, isWhole: boolean): void {
    this.line += beginning(part, longestWord - this.line.length);
    this.lineLength += part.length;
    if (this.lineLength > longestInline) this.gaveUp = 'malformed';
    if (!isWhole || this.gaveUp !== undefined) return;
    const { line } = this;
    this.line = '';
    this.lineLength = 0;
    if (this.argumentsLeft > 0) this.beginArgument(line);
    else if (line.startsWith('*')) this.beginCommand(line);
    else this.readInline(line);
  }

  private beginCommand(line: string): void {
    const length = /^\*(-?\d{1,10})\r$/.exec(line)?.[1];
    if (length === undefined) {
      this.gaveUp = 'malformed';
      return;
    }
    this.argumentsLeft = Math.max(0, Number(length)); // an empty command is none
    this.name = '';
  }

  private beginArgument(line: string): void {
    const length = /^\$(\d{1,10})\r$/.exec(line)?.[1];
    if (length === undefined) {
      this.gaveUp = 'malformed';
      return;
    }
    this.argumentsLeft -= 1;
    this.unread = Number(length) + 2;
  }

  private readInline(line: string): void {
    if (!/^ *([a-z][\x20-\x7e]*)?\r?$/i.test(line)) this.gaveUp = 'malformed';
    else if (line.trim() !== '') this.command(line);
  }

  /** @param text its name, and perhaps a part of what follows */
  private command(text: string): void {
    const name = (/^\s*(\S*)/.exec(text)?.[1] ?? '').toLowerCase();
    if (housekeeping.has(name)) return;
    if (!this.isFirst || name !== readyCheck) this.requests += 1;
    this.isFirst = false;
  }
}

function beginning(bytes: Buffer, length: number): string {
  return bytes.toString('latin1', 0, Math.min(length, bytes.length));
}
