/**
 * The socket table by columns. A machine in trouble has tens of thousands of rows, and is looked at
 * every second: typed arrays and interned addresses keep a look at a few milliseconds and make no
 * garbage of 28,000 objects.
 */
import ipaddr from 'ipaddr.js';
import type { TcpState } from './measurement';

/** The states by their code in {@link SocketTable.state}. */
export const TCP_STATES = [
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
  'bound',
] as const satisfies readonly TcpState[];

/** The code of a state: its place in {@link TCP_STATES}. */
export function stateCode(state: TcpState): number {
  return TCP_STATES.indexOf(state);
}

/** In {@link SocketTable.timeWaitRemainingMs}: the system does not say, or the row does not wait. */
export const REMAINING_UNKNOWN = -1;

/** One column per property; row `i` is the `i`-th element of each. Only the first `length` count. */
export interface SocketTable {
  readonly length: number;
  /** 4 or 6: the socket's own family; an IPv6 socket may carry IPv4 addresses. */
  readonly family: Uint8Array;
  /** Indices into {@link addresses}. */
  readonly localAddress: Uint32Array;
  readonly localPort: Uint16Array;
  readonly remoteAddress: Uint32Array;
  readonly remotePort: Uint16Array;
  /** Indices into {@link TCP_STATES}. */
  readonly state: Uint8Array;
  /** Linux: the socket's inode. macOS, Windows: the owner's process id. 0 where there is none. */
  readonly owner: Float64Array;
  /** How long a TIME_WAIT row still waits, or {@link REMAINING_UNKNOWN}. */
  readonly timeWaitRemainingMs: Int32Array;
  /** Distinct addresses as text, IPv4-mapped IPv6 as IPv4. */
  readonly addresses: readonly string[];
}

/** Collects rows; grows as it needs. Use once: {@link finish} hands its arrays out. */
export class SocketTableBuilder {
  private capacity: number;
  private rows = 0;
  private family: Uint8Array;
  private localAddress: Uint32Array;
  private localPort: Uint16Array;
  private remoteAddress: Uint32Array;
  private remotePort: Uint16Array;
  private state: Uint8Array;
  private owner: Float64Array;
  private remaining: Int32Array;
  private readonly addresses: string[] = [];
  private readonly indexByText = new Map<string, number>();

  constructor(expectedRows = 1024) {
    this.capacity = Math.max(1, expectedRows);
    this.family = new Uint8Array(this.capacity);
    this.localAddress = new Uint32Array(this.capacity);
    this.localPort = new Uint16Array(this.capacity);
    this.remoteAddress = new Uint32Array(this.capacity);
    this.remotePort = new Uint16Array(this.capacity);
    this.state = new Uint8Array(this.capacity);
    this.owner = new Float64Array(this.capacity);
    this.remaining = new Int32Array(this.capacity);
  }

  /** How many rows were added. */
  get length(): number {
    return this.rows;
  }

  /** The index of an address, to be given to {@link add}. Same host, same index. */
  intern(address: string): number {
    const known = this.indexByText.get(address);
    if (known !== undefined) return known;
    const text = normaliseAddress(address);
    let index = this.indexByText.get(text);
    if (index === undefined) {
      index = this.addresses.push(text) - 1;
      this.indexByText.set(text, index);
    }
    this.indexByText.set(address, index);
    return index;
  }

  /**
   * Adds a row.
   * @param family 4 or 6
   * @param localAddress, remoteAddress indices from {@link intern}
   * @param state a code, see {@link stateCode}
   * @param owner see {@link SocketTable.owner}
   * @param timeWaitRemainingMs see {@link SocketTable.timeWaitRemainingMs}
   */
  add(
    family: number,
    localAddress: number,
    localPort: number,
    remoteAddress: number,
    remotePort: number,
    state: number,
    owner: number,
    timeWaitRemainingMs: number = REMAINING_UNKNOWN,
  ): void {
    if (this.rows === this.capacity) this.grow();
    const row = this.rows++;
    this.family[row] = family;
    this.localAddress[row] = localAddress;
    this.localPort[row] = localPort;
    this.remoteAddress[row] = remoteAddress;
    this.remotePort[row] = remotePort;
    this.state[row] = state;
    this.owner[row] = owner;
    this.remaining[row] = timeWaitRemainingMs;
  }

  /**
   * Moves the remaining times of rows that were read earlier to the moment at which the whole table
   * counts: a big table takes a while to read.
   * @param fromRow, toRow the rows read together, `toRow` not included
   * @param elapsedMs time between their reading and the table's moment
   */
  age(fromRow: number, toRow: number, elapsedMs: number): void {
    for (let row = fromRow; row < toRow; row++) {
      const remaining = this.remaining[row] ?? REMAINING_UNKNOWN;
      if (remaining >= 0) this.remaining[row] = Math.max(0, remaining - elapsedMs);
    }
  }

  /** The table. The builder must not be used afterwards. */
  finish(): SocketTable {
    return {
      length: this.rows,
      family: this.family,
      localAddress: this.localAddress,
      localPort: this.localPort,
      remoteAddress: this.remoteAddress,
      remotePort: this.remotePort,
      state: this.state,
      owner: this.owner,
      timeWaitRemainingMs: this.remaining,
      addresses: this.addresses,
    };
  }

  private grow(): void {
    this.capacity *= 2;
    this.family = copied(this.family, new Uint8Array(this.capacity));
    this.localAddress = copied(this.localAddress, new Uint32Array(this.capacity));
    this.localPort = copied(this.localPort, new Uint16Array(this.capacity));
    this.remoteAddress = copied(this.remoteAddress, new Uint32Array(this.capacity));
    this.remotePort = copied(this.remotePort, new Uint16Array(this.capacity));
    this.state = copied(this.state, new Uint8Array(this.capacity));
    this.owner = copied(this.owner, new Float64Array(this.capacity));
    this.remaining = copied(this.remaining, new Int32Array(this.capacity));
  }
}

function copied<T extends { set(from: T): void }>(from: T, into: T): T {
  into.set(from);
  return into;
}

/**
 * One text per host: RFC 5952 form, and IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2) as IPv4, since
 * `::ffff:127.0.0.1` and `127.0.0.1` are the same destination. What is no address stays as it is.
 */
export function normaliseAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

/** Whether packets to this address never leave the machine (127.0.0.0/8, ::1). */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}

/** Whether a listener on this address takes connections to any local address (0.0.0.0, ::, *). */
export function isWildcardAddress(address: string): boolean {
  return address === '0.0.0.0' || address === '::' || address === '*';
}
