import { FramedMessages } from './framedMessages';

/** Length, number, what it answers, and the operation; four bytes each. */
const messageHead = 16;
/** The server's limit (`maxMessageSizeBytes`). */
const longestMessage = 48_000_000;

const query = 2004;
const compressed = 2012;
const message = 2013;
const operations = new Set([query, compressed, message]);

/** Up to the first element of a command: flags, the section's kind, a length, and a type. */
const commandAt = messageHead + 4 + 1 + 4 + 1;
/** The same in the older operation: flags, `admin.$cmd` and its end, skip, return, a length, a type. */
const queriedCommandAt = messageHead + 4 + 11 + 4 + 4 + 4 + 1;
/** Longer than each name that matters. */
const longestName = 16;

/** What drivers say by themselves: when a connection begins, from time to time, and at the end. */
const housekeeping = new Set([
  'hello',
  'ismaster',
  'isMaster',
  'saslStart',
  'saslContinue',
  'authenticate',
  'endSessions',
]);

/**
 * What a MongoDB driver writes
 * (github.com/mongodb/specifications, source/message/OP_MSG.md). One request is one message with a
 * command; a compressed one is never one of a driver's own (source/compression/OP_COMPRESSED.md).
 */
export class MongoRequests extends FramedMessages {
  constructor() {
    super(messageHead);
  }

  /** @returns undefined while the first bytes do not tell */
  static begins(bytes: Buffer): boolean | undefined {
    if (bytes.length < messageHead) return undefined;
    const answersNothing = bytes.readUInt32LE(8) === 0;
    return answersNothing && isMessage(bytes.readUInt32LE(0), bytes.readUInt32LE(12));
  }

  protected override read(head: Buffer, gathered: number): void {
    const [length, operation] = [head.readUInt32LE(0), head.readUInt32LE(12)];
    if (!isMessage(length, operation)) {
      this.givesUp('malformed');
      return;
    }
    const nameAt = operation === query ? queriedCommandAt : commandAt;
    const needed = Math.min(length, nameAt + longestName);
    if (operation === compressed) this.message(length, messageHead, true);
    else if (gathered < needed) this.wantsMore(needed);
    else this.message(length, messageHead, !isHousekeeping(head, nameAt, needed));
  }
}

function isMessage(length: number, operation: number): boolean {
  return operations.has(operation) && length >= messageHead && length <= longestMessage;
}

function isHousekeeping(head: Buffer, from: number, to: number): boolean {
  const [name = ''] = head.toString('latin1', from, to).split('\0');
  return housekeeping.has(name);
}
