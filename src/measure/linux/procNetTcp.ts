/**
 * The text of `/proc/<pid>/net/tcp` and `tcp6`, read from its bytes: a full table is megabytes, and
 * strings of it would be garbage at once. Format: Documentation/networking/proc_net_tcp.rst and
 * `tcp4_seq_show`, `get_timewait4_sock` in net/ipv4/tcp_ipv4.c, `tcp6_seq_show` in
 * net/ipv6/tcp_ipv6.c:
 *
 *       sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *        0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 …
 */
import ipaddr from 'ipaddr.js';
import type { TcpState } from '../measurement';
import { REMAINING_UNKNOWN, stateCode, type SocketTableBuilder } from '../socketTable';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const COLON = 0x3a;

/** The value of two hexadecimal digits by their two bytes; negative where one is no digit. */
const NO_PAIR = -1;
const PAIRS = new Int16Array(256 * 256).fill(NO_PAIR);
for (let value = 0; value < 256; value++) {
  const [high = '', low = ''] = value.toString(16).padStart(2, '0');
  for (const first of [high, high.toUpperCase()]) {
    for (const second of [low, low.toUpperCase()]) {
      PAIRS[(first.charCodeAt(0) << 8) | second.charCodeAt(0)] = value;
    }
  }
}

/** Our names by the kernel's numbers (include/net/tcp_states.h); 12 is TCP_NEW_SYN_RECV. */
const KERNEL_STATES: readonly (TcpState | undefined)[] = [
  undefined,
  'established',
  'syn-sent',
  'syn-received',
  'fin-wait-1',
  'fin-wait-2',
  'time-wait',
  'closed',
  'close-wait',
  'last-ack',
  'listen',
  'closing',
  'syn-received',
];
const CODE_BY_KERNEL_NUMBER = KERNEL_STATES.map((state) =>
  state === undefined ? -1 : stateCode(state),
);
const KERNEL_TIME_WAIT = 6;
/** `tr` of a TIME_WAIT row: `tm->when` is what remains of its time (facts.md, Addenda). */
const TIME_WAIT_TIMER = 3;
/** `tm->when` counts in 1/USER_HZ s; USER_HZ is 100 (include/asm-generic/param.h). */
const TICK_MS = 10;

/** Reads rows out of chunks into a builder. One per file. */
export class ProcNetTcpParser {
  /** What was wrong with the first bad line, once there was one. */
  malformed: string | undefined;

  private headerSeen = false;
  private lines = 0;
  private readonly addressHexLength: number;
  private readonly indexByWord = new Map<number, number>();
  private readonly indexByHex = new Map<string, number>();
  /** The last address seen: most rows of a full table share theirs. */
  private lastWord: number | undefined;
  private lastIndex = 0;
  /** Negative once {@link hexAt} met a byte that is no digit. */
  private badDigit = 0;

  constructor(
    private readonly family: 4 | 6,
    private readonly builder: SocketTableBuilder,
    /** The kernel prints addresses as numbers of its own byte order. */
    private readonly byteOrder: 'LE' | 'BE',
  ) {
    this.addressHexLength = family === 4 ? 8 : 32;
  }

  /**
   * Reads all whole lines of `bytes[0, length)`.
   * @returns how many bytes were used; the rest is the beginning of a line
   */
  push(bytes: Buffer, length: number): number {
    let at = 0;
    while (this.malformed === undefined) {
      const end = bytes.indexOf(NEWLINE, at);
      if (end < 0 || end >= length) break;
      this.line(bytes, at, end);
      at = end + 1;
    }
    return at;
  }

  /** Tells the parser that no more bytes come; `rest` is what {@link push} left over. */
  end(rest: number): void {
    if (this.malformed !== undefined) return;
    if (!this.headerSeen) this.malformed = 'the header is missing';
    else if (rest > 0) this.malformed = `line ${this.lines + 1} has no end`;
  }

  private line(bytes: Buffer, start: number, end: number): void {
    this.lines++;
    const good = this.headerSeen
      ? this.row(bytes, start, end)
      : bytes.toString('latin1', start, Math.min(end, start + 5)) === '  sl ';
    this.headerSeen = true;
    if (!good) this.malformed = `line ${this.lines} is no socket row`;
  }

  private row(bytes: Buffer, start: number, end: number): boolean {
    let at = start;
    while (bytes[at] === SPACE) at++;
    while (isDecimal(bytes[at])) at++;
    if (bytes[at] !== COLON || bytes[at + 1] !== SPACE) return false;

    const width = this.addressHexLength;
    const local = at + 2;
    const remote = local + width + 6;
    const state = remote + width + 6;
    const timer = state + 21;
    const afterTimer = timer + 11;
    if (afterTimer >= end) return false;
    if (
      bytes[local + width] !== COLON ||
      bytes[remote - 1] !== SPACE ||
      bytes[remote + width] !== COLON ||
      bytes[state - 1] !== SPACE ||
      bytes[timer - 1] !== SPACE ||
      bytes[timer + 2] !== COLON ||
      bytes[afterTimer] !== SPACE
    ) {
      return false;
    }
    this.badDigit = 0;
    const localPort = this.hexAt(bytes, local + width + 1, 4);
    const remotePort = this.hexAt(bytes, remote + width + 1, 4);
    const kernelState = this.hexAt(bytes, state, 2);
    const timerKind = this.hexAt(bytes, timer, 2);
    const ticks = this.hexAt(bytes, timer + 3, 8);
    const localAddress = this.addressAt(bytes, local);
    const remoteAddress = this.addressAt(bytes, remote);
    const code = CODE_BY_KERNEL_NUMBER[kernelState] ?? -1;
    // Bit 31 of the ticks would be eight months; no row waits as long, and Int32 holds the rest.
    if (this.badDigit < 0 || code < 0 || ticks < 0 || ticks > 0x7ff_ffff) return false;

    const waits = kernelState === KERNEL_TIME_WAIT;
    const inode = waits ? 0 : inodeAfter(bytes, afterTimer, end);
    if (inode < 0) return false;
    this.builder.add(
      this.family,
      localAddress,
      localPort,
      remoteAddress,
      remotePort,
      code,
      inode,
      waits && timerKind === TIME_WAIT_TIMER ? ticks * TICK_MS : REMAINING_UNKNOWN,
    );
    return true;
  }

  /** An even number of digits, at most eight. */
  private hexAt(bytes: Buffer, at: number, digits: number): number {
    let number = 0;
    for (let i = at; i < at + digits; i += 2) {
      const pair = PAIRS[((bytes[i] ?? SPACE) << 8) | (bytes[i + 1] ?? SPACE)] ?? NO_PAIR;
      this.badDigit |= pair;
      number = (number << 8) | (pair & 0xff);
    }
    return number;
  }

  /** The index of the address whose digits begin here. */
  private addressAt(bytes: Buffer, at: number): number {
    if (this.family === 4) {
      const word = this.hexAt(bytes, at, 8);
      if (word !== this.lastWord) {
        this.lastIndex = this.indexByWord.get(word) ?? this.newAddress(bytes, at, word);
        this.lastWord = this.badDigit < 0 ? undefined : word;
      }
      return this.lastIndex;
    }
    const hex = bytes.toString('latin1', at, at + this.addressHexLength);
    return this.indexByHex.get(hex) ?? this.newAddress(bytes, at, hex);
  }

  private newAddress(bytes: Buffer, at: number, key: number | string): number {
    const octets: number[] = [];
    for (let word = at; word < at + this.addressHexLength; word += 8) {
      const four = [0, 2, 4, 6].map((offset) => this.hexAt(bytes, word + offset, 2));
      octets.push(...(this.byteOrder === 'LE' ? four.reverse() : four));
    }
    if (this.badDigit < 0) return 0;
    const index = this.builder.intern(ipaddr.fromByteArray(octets).toString());
    if (typeof key === 'number') this.indexByWord.set(key, index);
    else this.indexByHex.set(key, index);
    return index;
  }
}

/** The tenth column: after the timer come retransmits, uid and timeout. -1 where it is missing. */
function inodeAfter(bytes: Buffer, at: number, end: number): number {
  let i = at;
  for (let column = 0; column < 3; column++) {
    while (i < end && bytes[i] === SPACE) i++;
    while (i < end && bytes[i] !== SPACE) i++;
  }
  while (i < end && bytes[i] === SPACE) i++;
  let inode = 0;
  const first = i;
  while (i < end && isDecimal(bytes[i])) inode = inode * 10 + (bytes[i++] ?? 0) - 0x30;
  return i === first || !Number.isSafeInteger(inode) ? -1 : inode;
}

function isDecimal(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
