import { FramedMessages } from './framedMessages';

/** The length of what follows, in three bytes, and the packet's number. */
const packetHead = 4;
/** A packet as long as can be goes on in the next one. */
const longestPacket = 0xffffff;
const lastNumber = 0xff;

/** Up to where the unused bytes are that all have in common; MariaDB uses the last four. */
const handshakeHead = 32;
const unusedFrom = 13;
const protocol41 = 0x200;
const compressed = 0x20;
const compressedByZstd = 0x400_0000;

/**
 * Commands that no caller waits for by itself: quit, change user, prepare, send long data, close and
 * reset a statement, reset the connection (mariadb.com/kb/en/0-packet, `enum_server_command`).
 */
const housekeeping = new Set([0x01, 0x11, 0x16, 0x18, 0x19, 0x1a, 0x1f]);

/**
 * What a MySQL or MariaDB client writes after the server's greeting
 * (dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html). One request is one command: a
 * packet with number 0, as each command begins to count anew.
 */
export class MysqlRequests extends FramedMessages {
  private hasGreeted = false;
  private previousNumber = 0;
  private goesOn = false;

  constructor() {
    super(handshakeHead);
  }

  /** @returns undefined while the first bytes do not tell */
  static begins(bytes: Buffer): boolean | undefined {
    // It answers the server's packet 0; with TLS, the packet that asked for that was the first.
    if (bytes.length >= packetHead && bytes[3] !== 1 && bytes[3] !== 2) return false;
    if (bytes.length < handshakeHead) return undefined;
    const hasUnused = bytes.subarray(unusedFrom, handshakeHead).every((byte) => byte === 0);
    return hasUnused && (capabilities(bytes) & protocol41) !== 0;
  }

  protected override read(head: Buffer, length: number): void {
    const size = head.readUIntLE(0, 3);
    if (!this.hasGreeted) this.readGreeting(head, size);
    else if (length === packetHead && this.isCommand(head.readUInt8(3), size))
      this.wantsMore(length + 1);
    else
      this.packet(
        head.readUInt8(3),
        size,
        length > packetHead && !housekeeping.has(head.readUInt8(packetHead)),
      );
  }

  private readGreeting(head: Buffer, size: number): void {
    if ((capabilities(head) & (compressed | compressedByZstd)) !== 0) {
      this.givesUp('compressed');
      return;
    }
    this.hasGreeted = true;
    this.packet(head.readUInt8(3), size, false);
  }

  /** The numbers of a long file that is loaded come round to 0 as well. */
  private isCommand(number: number, size: number): boolean {
    return number === 0 && size > 0 && !this.goesOn && this.previousNumber !== lastNumber;
  }

  private packet(number: number, size: number, isRequest: boolean): void {
    this.goesOn = size === longestPacket;
    this.previousNumber = number;
    this.message(packetHead + size, packetHead, isRequest);
  }
}

function capabilities(bytes: Buffer): number {
  return bytes.readUInt32LE(packetHead);
}
