/**
 * What the machine says: the contract of the room. Types only, so that the pure rooms may use them.
 * A value always says where it was read; one that could not be read says why.
 */
import type { Platform } from '../recognize/socketError';
import type { DestinationClients, RootedOrigin } from './clients';

/** One moment, on two clocks. */
export interface Moment {
  /** On the wall's, in ms since the epoch: for people. It may be set at any time. */
  readonly atMs: number;
  /** On one that only runs on, in ms since anything: for differences, within one process alone. */
  readonly steadyMs: number;
}

/** Where a value was read, and when. */
export interface Provenance {
  /**
   * `measured` was found by trying it here; `constant` is compiled into the system and cited;
   * `assumed` is a documented default.
   */
  readonly how: 'file' | 'command' | 'measured' | 'constant' | 'assumed';
  /** The path, the command line, or the citation. */
  readonly where: string;
  readonly atMs: number;
  /** The same on the steady clock, where something is counted from it. */
  readonly steadyMs?: number;
}

export type UnavailableReason =
  | 'permission'
  | 'not-found'
  | 'unsupported'
  | 'timed-out'
  | 'malformed'
  | 'too-large'
  | 'other-namespace'
  | 'process-gone'
  | 'cancelled'
  | 'failed';

/** A value that could not be read, and why. */
export interface Unavailable {
  readonly kind: 'unavailable';
  readonly reason: UnavailableReason;
  readonly where: string;
  /** The system's own words, bounded; for the log and the tooltip. */
  readonly detail: string;
}

export interface Value<T> {
  readonly kind: 'value';
  readonly value: T;
  readonly from: Provenance;
}

export type Reading<T> = Value<T> | Unavailable;

/** An inclusive span of port numbers. */
export interface PortSpan {
  readonly first: number;
  readonly last: number;
}

/** A length of time that is exactly known (`minMs === maxMs`) or disputed (Windows' TIME_WAIT). */
export interface DurationRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** When the system reuses a port in TIME_WAIT for a new outgoing connection to the same destination. */
export interface TimeWaitReuse {
  readonly scope: 'never' | 'loopback' | 'always';
  /** How long a row must have waited before it is reused. */
  readonly afterMs: number;
}

export type TcpState =
  | 'established'
  | 'syn-sent'
  | 'syn-received'
  | 'fin-wait-1'
  | 'fin-wait-2'
  | 'time-wait'
  | 'closed'
  | 'close-wait'
  | 'last-ack'
  | 'listen'
  | 'closing'
  | 'bound';

/** An address and port that is known in full. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** A local port that a destination keeps occupied. */
export interface OccupiedPort {
  readonly port: number;
  /** `waiting`: in TIME_WAIT; `open`: in any other state. */
  readonly state: 'open' | 'waiting';
  /** How long a waiting one still waits, counted from the measurement's `atMs`; where it is told. */
  readonly remainingMs?: number;
}

/** Occupied ports, one after the other, ascending. An array is one; a full table's is by columns. */
export interface OccupiedPorts extends Iterable<OccupiedPort> {
  readonly length: number;
}

/** The sockets of this machine (or namespace) that talk to one remote address and port. */
export interface DestinationUsage {
  readonly destination: SocketAddress;
  readonly loopback: boolean;
  /** Distinct local ports inside the ephemeral range that this destination keeps occupied. */
  readonly occupiedPorts: number;
  /** Client-side rows (local port is not a listener's) by state. */
  readonly byState: Readonly<Partial<Record<TcpState, number>>>;
  /** Client-side TIME_WAIT rows: how long each still waits, ascending. Only where the system tells. */
  readonly timeWaitRemainingMs?: readonly number[];
  /** All occupied local ports, also those outside the ephemeral range; ascending, at most 65,536. */
  readonly ports: OccupiedPorts;
}

export interface SocketTotals {
  readonly rows: number;
  readonly byState: Readonly<Partial<Record<TcpState, number>>>;
  /** TIME_WAIT rows whose local port is a service's: they cost the client no ephemeral port. */
  readonly serverSideTimeWait: number;
  /**
   * Distinct local ports inside the ephemeral range in use by anything; of IPv4 alone where IPv6 has
   * a range, and so a pool, of its own.
   */
  readonly occupiedEphemeralPorts: number;
  /** The same of IPv6, where it has a pool of its own (Windows). */
  readonly occupiedEphemeralPortsV6?: number;
}

/** One look at the machine. Never partial in silence: each part is a {@link Reading}. */
export interface Measurement extends Moment {
  readonly platform: Platform;
  /** Whose network namespace was read. `processId` is the debuggee's where that is known. */
  readonly namespace: { readonly id?: string; readonly processId?: number };
  readonly ephemeralRange: Reading<PortSpan>;
  /** Ports inside the range that the system never hands out. */
  readonly reservedPorts: Reading<readonly PortSpan[]>;
  /** The range for IPv6, where the system keeps one of its own (Windows). */
  readonly ephemeralRangeV6?: Reading<PortSpan>;
  /**
   * Ports that Windows gives to connections that share local ports (SO_REUSE_UNICASTPORT); null where
   * that is switched off. Absent on other systems.
   */
  readonly autoReusePorts?: Reading<PortSpan | null>;
  readonly timeWaitLength: Reading<DurationRange>;
  /**
   * By how much a port may come back later than that, in ms, as the system's timers are coarse.
   * Absent where nothing is known of it.
   */
  readonly timeWaitLag?: Reading<number>;
  readonly timeWaitReuse: Reading<TimeWaitReuse>;
  /**
   * Rows in TIME_WAIT that the system keeps at most, over all destinations and both ends; beyond it a
   * closed connection gives its port back at once. Absent where the system has no such limit.
   */
  readonly timeWaitLimit?: Reading<number>;
  /** The first port that needs no administrator's rights to listen on. Linux alone has a setting. */
  readonly firstUnprivilegedPort?: Reading<number>;
  /** Client-side usage by destination, the most occupied first. */
  readonly destinations: Reading<readonly DestinationUsage[]>;
  readonly totals: Reading<SocketTotals>;
  /** Local ports with a listener, ascending. */
  readonly listeningPorts: Reading<readonly number[]>;
  /** Who holds the open client ends; absent where the scope asked for nobody's, or it costs too much. */
  readonly clients?: Reading<readonly DestinationClients[]>;
}

/** Figures of a whole namespace that cost a hundredth of what a look at its socket table costs. */
export interface CounterSample extends Moment {
  /** Connections begun here so far; grows only (tcpActiveOpens, RFC 4022). */
  readonly activeOpens: Reading<number>;
  /** Sockets in TIME_WAIT, both ends of a connection and both families. */
  readonly timeWait: Reading<number>;
}

/** A container, as its runtime names it. */
export interface ContainerInfo {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Absent where the path tells the id alone. */
  readonly runtime?: 'docker' | 'podman' | 'containerd' | 'cri-o';
}

/** A container that has a port of this machine published for it. */
export interface PublishedContainer {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly name?: string;
  readonly runtime: 'docker' | 'podman';
}

export interface ProcessInfo {
  readonly processId: number;
  readonly name: string;
  readonly commandLine?: string;
  readonly startedAtMs?: number;
  readonly workingDirectory?: string;
  readonly userId?: number;
  /** Absent outside of any container, and where it cannot be told. */
  readonly container?: ContainerInfo;
  /** Parent first, then its parent, up to the top; bounded. */
  readonly parents: readonly ParentProcess[];
}

/** A process above another one. */
export interface ParentProcess {
  readonly processId: number;
  readonly name: string;
  /** Absent where it was not read. */
  readonly commandLine?: string;
}

/** Who listens on a port. */
export interface PortHolder {
  readonly local: SocketAddress;
  /** Unavailable where the system does not say (another user's process, without rights). */
  readonly process: Reading<ProcessInfo>;
}

/** A socket on a local port that does not listen there. */
export interface PortConnection {
  readonly local: SocketAddress;
  /** Port 0 where it is bound and not connected. */
  readonly remote: SocketAddress;
  readonly state: TcpState;
  /** Its local port was handed out to a client; else it is the service's end of a connection. */
  readonly isOutgoing: boolean;
  /** How long it still waits in TIME_WAIT, counted from the reading; where the system tells. */
  readonly remainingMs?: number;
  /** Absent where no process has it any more, as in TIME_WAIT. */
  readonly process?: Reading<ProcessInfo>;
}

/** What bears on a listen that failed, beside who listens there. */
export interface ListenFacts {
  /** The sockets on the wanted port that do not listen. */
  readonly connections: Reading<PortConnections>;
  /** The addresses that a program there may listen on, 127.0.0.0/8 left out but for those in use. */
  readonly localAddresses: Reading<readonly string[]>;
}

/** How many there are, and the first few: the open ones, then those that wait longest. */
export interface PortConnections {
  readonly total: number;
  readonly waiting: number;
  readonly first: readonly PortConnection[];
}

/** Where to look: the debuggee's namespace where its pid is known, else the editor host's own. */
export interface MeasureScope {
  readonly processId?: number;
  /** Whose families the holders of sockets are looked for in. */
  readonly origins?: readonly RootedOrigin[];
}

/** New outgoing connections per second to one destination, over time. */
export interface RateHistory {
  readonly destination: SocketAddress;
  /** Start of the first bin; bins are one second wide. */
  readonly startMs: number;
  /** Connections per bin, oldest first. */
  readonly connectionsPerSecond: readonly number[];
  /** Occupied ports at the end of each bin; null where nobody looked. */
  readonly occupiedPorts: readonly (number | null)[];
}

/** Connections that ended, by who closed first: only what was closed here waits in TIME_WAIT here. */
export interface Closings {
  readonly here: number;
  /** Gone without a TIME_WAIT row: closed first, or reset, by the other side. */
  readonly there: number;
}

/** The connection rate of the latest burst of work towards one destination. */
export interface RateEstimate {
  readonly destination: SocketAddress;
  readonly connectionsPerSecond: number;
  /** What the figure rests on: so many connections between these two moments. */
  readonly connections: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** What of them was seen to close meanwhile; absent where nobody looked twice. */
  readonly closed?: Closings;
  /**
   * `time-wait-rows`: closing times read from the rows; `sampling`: new four-tuples counted; `probe`:
   * counted inside the programs of this workspace.
   */
  readonly source: 'time-wait-rows' | 'sampling' | 'probe';
}
