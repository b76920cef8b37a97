import { FramedMessages } from './framedMessages';

/** The length, which counts itself, and a code: what a connection begins with has no type. */
const startupHead = 8;
/** The type, and the length without it. */
const messageHead = 5;

const protocol3 = 3;
const cancelRequest = 80_877_102;
const sslRequest = 80_877_103;
const gssRequest = 80_877_104;

/** The server's own limits (MAX_STARTUP_PACKET_LENGTH, PQ_LARGE_MESSAGE_LIMIT). */
const longestStartup = 10_000;
const longestMessage = 0x3fffffff;

/** Bind, Close, Describe, Execute, FunctionCall, Flush, Parse, Query, Sync, Terminate; COPY; passwords. */
const types = /^[BCDEFHPQSXcdfp]$/;

/**
 * One request is one time that a statement runs: Query of the simple protocol, Execute of the
 * extended one (Parse, Bind and Describe prepare it, and one Sync may end a batch of many), and a
 * FunctionCall.
 */
const requests = /^[QEF]$/;

/**
 * What a PostgreSQL client writes, version 3 of the protocol
 * (postgresql.org/docs/current/protocol-message-formats.html).
 */
export class PostgresRequests extends FramedMessages {
  private hasStarted = false;

  constructor() {
    super(startupHead);
  }

  /** @returns undefined while the first bytes do not tell */
  static begins(bytes: Buffer): boolean | undefined {
    if (bytes.some((byte, at) => at < 2 && byte !== 0)) return false;
    if (bytes.length < startupHead) return undefined;
    return isStartup(bytes.readUInt32BE(0), bytes.readUInt32BE(4));
  }

  protected override read(head: Buffer): void {
    if (this.hasStarted) this.readMessage(head.toString('latin1', 0, 1), head.readUInt32BE(1));
    else this.readStartup(head.readUInt32BE(0), head.readUInt32BE(4));
  }

  private readStartup(length: number, code: number): void {
    if (!isStartup(length, code)) {
      this.givesUp('malformed');
      return;
    }
    // After a no to encryption, the same connection goes on with another.
    this.hasStarted = code !== sslRequest && code !== gssRequest;
    this.message(length, this.hasStarted ? messageHead : startupHead, false);
  }

  private readMessage(type: string, length: number): void {
    if (!types.test(type) || length < 4 || length > longestMessage) this.givesUp('malformed');
    else this.message(length + 1, messageHead, requests.test(type));
  }
}

function isStartup(length: number, code: number): boolean {
  if (length < startupHead || length > longestStartup) return false;
  if (code >= cancelRequest && code <= gssRequest) return true;
  return code >>> 16 === protocol3;
}
