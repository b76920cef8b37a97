/** What probes inside the programs of this workspace have counted: types only, for the pure rooms. */
import type { Closings, RateEstimate, SocketAddress } from '../measurement';
import type { Frame } from './wire';

/** A process that a probe runs in, or ran in. */
export interface ProbedProgram {
  readonly runtime: 'node' | 'python';
  readonly version: string;
  readonly processId: number;
  readonly parentProcessId: number;
  /** The script, as the program was started with it: hostile text. */
  readonly program: string;
  readonly startedAtMs: number;
  /** Whether any of its threads still has its line to us. */
  readonly isRunning: boolean;
}

/** A place that makes calls, and what it contributed. */
export interface CallSite {
  /** The same place has the same id in every program of a launch. */
  readonly id: string;
  /** Innermost first; never empty. */
  readonly frames: readonly Frame[];
  /** Estimates where the probe could not look at every stack (see `wire.ts`). */
  readonly connections: number;
  readonly requests: number;
}

/** One destination's calls since the launch began. */
export interface DestinationCalls {
  readonly destination: SocketAddress;
  /** What the programs call it: hostile text. */
  readonly names: readonly string[];
  readonly connections: number;
  /** Connections that failed, by error code. */
  readonly failures: Readonly<Record<string, number>>;
  /** Absent where the protocol is not known to the probe. */
  readonly requests?: number;
  /** Absent where the runtime does not tell. */
  readonly closed?: Closings;
  /** The mean life of the closed ones; absent where none has closed or the runtime does not tell. */
  readonly meanHoldMs?: number;
  /** The latest burst of work, as the flight recorder's estimates are; absent below two connections. */
  readonly rate?: RateEstimate;
  /** Requests a second over the latest burst; absent where requests are, or below two of them. */
  readonly requestsPerSecond?: number;
  /** When the last connection or request was told, in ms since the epoch. */
  readonly latestMs: number;
  /** The busiest first. */
  readonly sites: readonly CallSite[];
}

/** Everything that one launch (a debug session, a terminal) was seen to do. */
export interface LaunchCalls {
  /** Given to {@link import('./callLedger').CallLedger.open}. */
  readonly launch: string;
  readonly programs: readonly ProbedProgram[];
  /** The busiest first. */
  readonly destinations: readonly DestinationCalls[];
  /** What had no room in a probe or here. */
  readonly leftOut: number;
}
