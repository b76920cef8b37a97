/** What we conclude, how sure we are, and what would prove us wrong: the contract of the room. */
import type { Illness, SocketError } from '../recognize/socketError';
import type {
  ListenFacts,
  Measurement,
  PortHolder,
  Provenance,
  PublishedContainer,
  RateEstimate,
  RateHistory,
  Reading,
  SocketAddress,
} from '../measure/measurement';
import type { Act } from './act';
import type { EditorContext, HolderRelation } from './whose';

export type Confidence = 'certain' | 'likely' | 'possible';

/** A sentence, and where its number was read (absent: it comes from the program's own text). */
export interface Evidence {
  readonly text: string;
  readonly from?: Provenance;
}

/** What the machine's numbers say to the illness that the text named; `none`: not a port problem. */
export type VerdictIllness = Illness | 'none';

/** How long occupied ports take to come back if the load stops now, in milliseconds; 0: they are. */
export interface Clearing {
  readonly halfMs: number;
  readonly allMs: number;
}

/** Occupancy, capacity and where it is going, for one destination. */
export interface Forecast {
  readonly destination: SocketAddress;
  readonly atMs: number;
  readonly capacity: number;
  readonly occupiedPorts: number;
  readonly connectionsPerSecond: number;
  /** How long one connection keeps its port after closing here; a range where it is disputed. */
  readonly effectiveTimeWaitMs: { readonly minMs: number; readonly maxMs: number };
  readonly holdTimeMs: number;
  /**
   * Hardly any connection has closed yet, so that nobody knows how long one stays open: `holdTimeMs`
   * is the time that fills the pool, which is the safe side. Absent where it is known.
   */
  readonly isHoldTimeOpenEnded?: true;
  /** The share of the connections, 0 to 1, that this side closes first; absent: all of them. */
  readonly closedHereShare?: number;
  /** Rows that may wait at the same time, where the system limits them; see `PoolModel`. */
  readonly waitingLimit?: number;
  /** When the ports come back if no connection is made any more. */
  readonly clearing: Clearing;
  /** The safe one (longest TIME_WAIT) and the optimistic one. */
  readonly sustainablePerSecond: { readonly min: number; readonly max: number };
  /** Counted from {@link atMs}; Infinity where this rate can go on for ever. */
  readonly timeToExhaustionMs: number;
  /** `row-ages`: each waiting row's own remaining time was known; `even-spread`: assumed evenly spread. */
  readonly basis: 'row-ages' | 'even-spread';
  /** Predicted occupancy from now on, for the dashed line of the chart. */
  readonly curve: readonly { readonly atMs: number; readonly occupiedPorts: number }[];
}

/** What the model reckons with: the part of a forecast that a slider or a remedy can change. */
export type Pool = Pick<
  Forecast,
  | 'capacity'
  | 'connectionsPerSecond'
  | 'effectiveTimeWaitMs'
  | 'holdTimeMs'
  | 'closedHereShare'
  | 'waitingLimit'
>;

export interface Verdict {
  /** Id of the cause (one file each under `causes/`). */
  readonly cause: string;
  readonly illness: VerdictIllness;
  readonly confidence: Confidence;
  /** One sentence: what happened. */
  readonly headline: string;
  /** One sentence: the number or name that proves it. */
  readonly proof: string;
  /** What it means, in a few plain sentences. */
  readonly explanation: string;
  readonly evidence: readonly Evidence[];
  /** What speaks against it, or could not be read; absent where there is nothing of the kind. */
  readonly evidenceAgainst?: readonly Evidence[];
  /** What would show that this verdict is wrong. */
  readonly disproof: readonly string[];
  readonly forecast?: Forecast;
  readonly holder?: PortHolder;
  /** Whose program the holder is; absent where there is none or its process is not known. */
  readonly relation?: HolderRelation;
  /** What may be done, the safest first; empty where there is nothing to do here. */
  readonly acts: readonly Act[];
  /** Popular advice that a person meets when searching for this, and that is wrong here. */
  readonly wrongAdvice: readonly WrongAdvice[];
}

/** A piece of advice as it is given elsewhere, and why not to follow it. */
export interface WrongAdvice {
  /** Kebab-case, stable. */
  readonly id: string;
  /** The advice in the words of those who give it, mostly a command. */
  readonly advice: string;
  /** Why not, in one or two sentences. */
  readonly whyNot: string;
  /** Where the claim comes from. */
  readonly source: string;
}

/** Everything a verdict may rest on. Pure data: the clock's reading comes in too. */
export interface CaseFile {
  readonly nowMs: number;
  /** Absent when a person asked without an error at hand. */
  readonly error?: SocketError;
  /** The error stands in a text that a person gave us: where and when it struck is not known. */
  readonly isPasted?: true;
  /** How often the same error came, at least 1 where there is an error. */
  readonly errorCount?: number;
  /** When the (latest) error was printed; absent where that is not known. */
  readonly errorAtMs?: number;
  readonly measurement: Measurement;
  readonly rates: readonly RateEstimate[];
  readonly histories: readonly RateHistory[];
  /** Who listens on the port that the error names; absent where the error names none. */
  readonly holders?: Reading<readonly PortHolder[]>;
  /** The same, looked at a second time a moment later; absent where nobody did. */
  readonly later?: Reading<readonly PortHolder[]>;
  /** What else bears on a listen that failed; absent where none did. */
  readonly listen?: ListenFacts;
  /** The containers that publish the port that the error names; absent where nobody asked. */
  readonly containers?: Reading<readonly PublishedContainer[]>;
  /** What the editor knows of its own programs; absent where nobody asked it. */
  readonly editor?: EditorContext;
}
