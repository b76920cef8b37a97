/**
 * The same error seen again, or on two paths (debug console and terminal), is one incident. Pure:
 * the time comes in as an argument.
 */
import type { OutputSource } from '../watch/outputBlock';
import type { SocketError } from './socketError';

/**
 * The two paths on which one print of an error can reach us: a debugger tells what its program
 * prints, and where that runs in a terminal, the terminal tells it once more.
 */
export type OutputPath = 'debugger' | 'terminal';

/** Who printed it: the run of a program, and the path on which we read it. */
export type Printer = Pick<OutputSource, 'kind' | 'runId' | 'startedAtMs'>;

/** One error, however often it was printed. */
export interface Incident {
  /** What the incident is recognised by: run, code, operation, endpoint. */
  readonly key: string;
  /** The error as it was first seen, filled up with what later prints knew in addition. */
  readonly error: SocketError;
  /** The debug session, or the command in a terminal, that printed it first. */
  readonly runId: string;
  /** How often it was printed: what both paths told is counted once. */
  readonly count: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

/** What became of a sighting. */
export interface Sighting {
  readonly incident: Incident;
  readonly isNew: boolean;
}

export interface IncidentLimits {
  /** An error that returns after a longer silence is a new incident. */
  readonly quietMs: number;
  /** So much later the other path may still tell what the first one told. */
  readonly echoMs: number;
  /** Incidents kept; the one not seen for longest goes first. */
  readonly maxIncidents: number;
}

const usualLimits: IncidentLimits = { quietMs: 60_000, echoMs: 5_000, maxIncidents: 100 };

interface Entry {
  readonly incident: Incident;
  readonly counts: Readonly<Record<OutputPath, number>>;
  /** The run that tells the same on the other path. */
  readonly echoRunId?: string;
}

/** The name of the trouble: prints of the same trouble have the same. */
export function incidentKey(error: SocketError, runId: string): string {
  const { address, port } = error.endpoint ?? {};
  return JSON.stringify([runId, error.code, error.operation, address ?? '', port ?? '']);
}

/** Counts what was seen. Bounded: a storm of errors costs one entry a destination. */
export class Incidents {
  private readonly entries = new Map<string, Entry>();
  private readonly limits: IncidentLimits;

  constructor(limits: Partial<IncidentLimits> = {}) {
    this.limits = { ...usualLimits, ...limits };
  }

  /** @param nowMs of the clock by which the printer's run began: milliseconds */
  see(error: SocketError, printer: Printer, nowMs: number): Sighting {
    const path = pathOf(printer);
    const own = incidentKey(error, printer.runId);
    const known = this.entries.get(own) ?? this.echoed(error, printer, nowMs);
    const isNew = !known || nowMs - known.incident.lastSeenMs > this.limits.quietMs;
    const before = isNew ? undefined : known;
    const counts = before?.counts ?? { debugger: 0, terminal: 0 };
    const after = { ...counts, [path]: counts[path] + 1 };
    const incident: Incident = {
      key: before?.incident.key ?? own,
      error: before ? merged(before.incident.error, error, path) : error,
      runId: before?.incident.runId ?? printer.runId,
      count: Math.max(after.debugger, after.terminal),
      firstSeenMs: before?.incident.firstSeenMs ?? nowMs,
      lastSeenMs: nowMs,
    };
    const echoRunId = incident.runId === printer.runId ? before?.echoRunId : printer.runId;
    // Deleting first keeps the map in the order of the last sighting.
    this.entries.delete(incident.key);
    this.entries.set(incident.key, {
      incident,
      counts: after,
      ...(echoRunId === undefined ? {} : { echoRunId }),
    });
    this.forgetOldest();
    return { incident, isNew };
  }

  /** All incidents, the latest seen last; of one run, or of all. */
  list(runId?: string): Incident[] {
    const all = [...this.entries.values()].map(({ incident }) => incident);
    return runId === undefined ? all : all.filter((one) => one.runId === runId);
  }

  /** A program starts (again): what it says from now on is news. */
  forget(runId: string): void {
    for (const [key, { incident, echoRunId }] of this.entries) {
      if (incident.runId === runId || echoRunId === runId) this.entries.delete(key);
    }
  }

  /** What another run told a moment ago on the other path, in the same words or fewer. */
  private echoed(error: SocketError, printer: Printer, nowMs: number): Entry | undefined {
    const path = pathOf(printer);
    return [...this.entries.values()].reverse().find(
      ({ incident, counts, echoRunId }) =>
        counts[path === 'debugger' ? 'terminal' : 'debugger'] > 0 &&
        (echoRunId === undefined ? counts[path] === 0 : echoRunId === printer.runId) &&
        nowMs - incident.lastSeenMs <= this.limits.echoMs &&
        // What began after the error was printed does not tell of this print.
        printer.startedAtMs <= incident.firstSeenMs &&
        isSameTrouble(incident.error, error),
    );
  }

  private forgetOldest(): void {
    for (const key of this.entries.keys()) {
      if (this.entries.size <= this.limits.maxIncidents) {
        return;
      }
      this.entries.delete(key);
    }
  }
}

function pathOf({ kind }: Printer): OutputPath {
  return kind === 'debug-console' ? 'debugger' : 'terminal';
}

/** The two paths print the same error in different words: one may know less than the other. */
function isSameTrouble(a: SocketError, b: SocketError): boolean {
  return (
    a.code === b.code &&
    (a.operation === b.operation || a.operation === 'unknown' || b.operation === 'unknown') &&
    agree(a.endpoint?.port, b.endpoint?.port) &&
    agree(a.endpoint?.address, b.endpoint?.address)
  );
}

function agree<T>(a: T | undefined, b: T | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/**
 * What is known stays; the debugger's frame is the better one, because it went through the source
 * maps (a terminal shows the line of the compiled file).
 */
function merged(known: SocketError, next: SocketError, path: OutputPath): SocketError {
  const frame = path === 'debugger' ? (next.frame ?? known.frame) : (known.frame ?? next.frame);
  return { ...next, ...known, ...(frame ? { frame } : {}) };
}
