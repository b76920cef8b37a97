/**
 * What the extension and its panel say to each other. The panel keeps no truth of its own: every
 * `snapshot` is complete, so one that is lost while the panel is hidden costs nothing.
 * Sentences arrive localised; the panel's own labels use the `l10n` bundle of `init`.
 */

/** A number on the screen, and on hover or focus where it was read. */
export interface Chip {
  readonly id: string;
  readonly label: string;
  /** The number as shown, with its unit; "not readable" where it is not. */
  readonly text: string;
  /** "read from /proc/… at 12:00:03", "assumed: …", or why it could not be read. */
  readonly source: string;
  readonly state: 'measured' | 'assumed' | 'unavailable';
}

/** A sentence with numbers in it. */
export type Phrase = readonly (string | Chip)[];

export interface VerdictView {
  readonly tone: 'problem' | 'calm' | 'unknown';
  readonly headline: string;
  readonly proof: string;
  readonly explanation: string;
  readonly confidence: string;
  readonly evidence: readonly { readonly text: string; readonly source?: string }[];
  readonly disproof: readonly string[];
  /** Popular advice that is wrong here, each with why not; absent where none is met. */
  readonly wrongAdvice?: readonly { readonly text: string; readonly source: string }[];
  /** The program's own line, verbatim and hostile: shown as text only. */
  readonly errorLine?: string;
  readonly errorCount?: number;
  /** Shown as a link; opened by the host, which keeps the path. */
  readonly frameLabel?: string;
  readonly holder?: {
    readonly title: string;
    readonly details: readonly { readonly label: string; readonly text: string }[];
    /** Where the details were read, or why they could not be. */
    readonly source: string;
  };
}

/** One row of the preset table beside the live numbers. */
export interface PresetView {
  readonly id: string;
  readonly label: string;
  readonly ports: string;
  readonly timeWait: string;
  readonly rate: string;
  /** What this workspace's rate would do there. */
  readonly outcome: string;
  readonly note: string;
  readonly live: boolean;
}

export interface ArithmeticView {
  /** `201 ports ÷ 60 s = 3.4 connections a second for ever · yours: 40 · so 201 ÷ 40 = 5 seconds` */
  readonly sentence: Phrase;
  /** What this rate would do elsewhere, in a sentence, where this machine forgives it. */
  readonly elsewhere?: string;
  /** When the ports are back if the load stops; absent where none is in use. */
  readonly clearing?: Phrase;
  readonly presets: readonly PresetView[];
}

/**
 * The numbers of now that the sliders start from, as numbers: the panel reckons with them by the same
 * model as the host. Lengths in milliseconds, the rate in connections a second.
 */
export interface PoolView {
  /** Whose pool it is: `127.0.0.1:5000`. */
  readonly destination: string;
  readonly capacity: number;
  readonly connectionsPerSecond: number;
  /** The share of its requests, 0 to below 1, that needed no new connection, where that was counted. */
  readonly reuseRatio?: number;
  /** The shortest and the longest where the length is disputed, else the same twice. */
  readonly effectiveTimeWaitMs: { readonly minMs: number; readonly maxMs: number };
  readonly holdTimeMs: number;
  /** The share of the connections, 0 to 1, that this side closes first. */
  readonly closedHereShare: number;
  /** Rows that may wait at the same time, where the system limits them. */
  readonly waitingLimit?: number;
}

export interface ChartView {
  readonly title: string;
  /** The chart in words, for those who do not see it. */
  readonly summary: string;
  /** Where its numbers were read. */
  readonly source: string;
  /** Seconds since the epoch, ascending; the arrays below have the same length. */
  readonly timesS: readonly number[];
  readonly connectionsPerSecond: readonly (number | null)[];
  readonly occupiedPorts: readonly (number | null)[];
  readonly forecastPorts: readonly (number | null)[];
  readonly capacity: number | null;
  /** Connections a second that can go on for ever; null where that is not known. */
  readonly sustainablePerSecond: number | null;
  readonly errorAtS?: number;
}

/** The ephemeral range as a picture. */
export interface PortMapView {
  readonly first: number;
  readonly last: number;
  readonly summary: string;
  /** Where its numbers were read. */
  readonly source: string;
  /** Port offsets from `first` that are open. */
  readonly open: readonly number[];
  /** Port offsets that wait, each with the seconds it still waits (null: not known). */
  readonly waiting: readonly (readonly [offset: number, remainingS: number | null])[];
}

export interface DestinationView {
  readonly id: string;
  readonly label: string;
  readonly connectionsPerSecond: Chip;
  readonly open: Chip;
  readonly waiting: Chip;
  readonly share: Chip;
  /** 0 to 1, for the bar beside the figure. */
  readonly shareOfCapacity: number;
  /** The numbers behind the chips, for sorting: per second, and sockets. */
  readonly amounts: {
    readonly connectionsPerSecond: number;
    readonly open: number;
    readonly waiting: number;
  };
  readonly outlook: string;
  /** Whose connections they are; absent where nobody looked. */
  readonly whose?: string;
}

/** The sockets of one destination, for a row that is open. */
export interface SocketsView {
  /** The id of the destination. */
  readonly id: string;
  /** How many there are, in words. */
  readonly summary: string;
  /** Where they were read. */
  readonly source: string;
  /** Who holds the open ones. */
  readonly holders: readonly string[];
  /** The open ones, then those whose ports are free first; bounded. */
  readonly rows: readonly {
    readonly port: string;
    readonly state: string;
    /** When the port is free again; empty where that is not known. */
    readonly free: string;
  }[];
}

/** One line of code that makes calls, with what it contributes. */
export interface CallSiteView {
  readonly id: string;
  /** `client.ts:42`, or a sentence where the place is not known. */
  readonly place: string;
  /** The whole path and the function around the call. */
  readonly detail: string;
  readonly isOwn: boolean;
  readonly connections: Chip;
  readonly requests?: Chip;
  readonly reuse?: Chip;
  /** Its share of the destination's connections, as text and for the bar, 0 to 1. */
  readonly share: string;
  readonly shareOfAll: number;
  /** The numbers behind the chips, for sorting: per second, and 0 to 1. */
  readonly amounts: {
    readonly connections: number;
    readonly requests?: number;
    readonly reuse?: number;
  };
  /** What a rule offers for this very line. */
  readonly fix?: {
    readonly findingId: string;
    readonly fixId: string;
    readonly title: string;
    readonly cost: string;
  };
}

/** What the workspace's own programs do with one destination, as the probes inside them count it. */
export interface CallsView {
  readonly id: string;
  readonly label: string;
  /** Whose calls these are. */
  readonly note: string;
  readonly numbers: readonly Chip[];
  /** The busiest first. */
  readonly sites: readonly CallSiteView[];
}

/** One run of a program, in a row. */
export interface RunView {
  readonly id: string;
  /** Its name and when it began. */
  readonly label: string;
  readonly connectionsPerSecond: string;
  readonly reused: string;
  readonly ports: string;
  readonly outcome: string;
}

/** The runs that are remembered, and two of them side by side. */
export interface RunsView {
  /** The latest first. */
  readonly runs: readonly RunView[];
  readonly comparison?: {
    readonly beforeId: string;
    readonly afterId: string;
    readonly sentence: string;
    readonly figures: readonly {
      readonly label: string;
      readonly before: string;
      readonly after: string;
    }[];
  };
}

export interface FindingView {
  readonly id: string;
  readonly place: string;
  readonly message: string;
  /** False for code in another language than the program that failed. */
  readonly mayBeTheCause: boolean;
  readonly fixes: readonly { readonly id: string; readonly title: string; readonly cost: string }[];
}

/** A button for what can be done; the host knows by the id what that is. */
export interface ActView {
  readonly id: string;
  readonly label: string;
  /** What will happen, in one sentence. */
  readonly detail: string;
}

export interface RemedyView {
  readonly id: string;
  readonly title: string;
  readonly effect: string;
  readonly badge: string;
  readonly command?: string;
  readonly undo?: string;
  readonly source: string;
}

/** One place where a program speaks, and whether its words reach us. */
export interface DoorView {
  readonly id: string;
  /** "Debug console: API", with a name that a program may have chosen: shown as text only. */
  readonly label: string;
  readonly state: 'reading' | 'silent' | 'shut';
  /** What that means, and what can be done about it. */
  readonly text: string;
}

export interface Snapshot {
  readonly type: 'snapshot';
  readonly seq: number;
  readonly phase: 'empty' | 'measuring' | 'ready';
  /** "Linux, this machine" and where the numbers belong (a container, WSL, a namespace). */
  readonly machine: string;
  readonly measuredAt?: string;
  readonly live: boolean;
  readonly verdict?: VerdictView;
  readonly numbers: readonly Chip[];
  readonly arithmetic?: ArithmeticView;
  /** Absent where no rate towards any destination is known. */
  readonly pool?: PoolView;
  readonly chart?: ChartView;
  readonly portMap?: PortMapView;
  readonly calls: readonly CallsView[];
  readonly destinations: readonly DestinationView[];
  /** Of the destinations that the panel asked for (`showSockets`). */
  readonly sockets: readonly SocketsView[];
  readonly findings: readonly FindingView[];
  /** What can be done about the verdict, the safest first. */
  readonly acts: readonly ActView[];
  readonly remedies: readonly RemedyView[];
  /** Absent before any run was seen. */
  readonly runs?: RunsView;
  readonly doors: readonly DoorView[];
  /** What could not be read, and why. */
  readonly unreadable: readonly { readonly what: string; readonly why: string }[];
}

export type ToPanel =
  { readonly type: 'init'; readonly l10n: Readonly<Record<string, string>> } | Snapshot;

/** Ids only: paths, commands and edits stay with the host. */
export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'measure' }
  | { readonly type: 'openFrame' }
  /** The rows that are open: their sockets come with the next snapshots. */
  | { readonly type: 'showSockets'; readonly destinationIds: readonly string[] }
  | { readonly type: 'openSite'; readonly siteId: string }
  | { readonly type: 'openFinding'; readonly findingId: string }
  | { readonly type: 'applyFix'; readonly findingId: string; readonly fixId: string }
  | { readonly type: 'doAct'; readonly actId: string }
  | { readonly type: 'compareRuns'; readonly beforeId: string; readonly afterId: string }
  | { readonly type: 'copyComparison' }
  /** `picture`: the chart as a PNG in base64, where the panel shows one. */
  | { readonly type: 'saveReport'; readonly format: 'markdown' | 'json'; readonly picture?: string }
  | { readonly type: 'copyRemedy'; readonly remedyId: string }
  /** Types its command into a terminal; nobody runs it but the person. */
  | { readonly type: 'typeRemedy'; readonly remedyId: string }
  | { readonly type: 'openLearnMore' };
