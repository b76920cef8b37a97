/**
 * The same error seen again, or on two paths (debug console and terminal), is one incident. Pure:
 * the time comes in as an argument.
 */
import type { SocketError } from './socketError';

/** One error, however often it was printed. */
export interface Incident {
  /** What the incident is recognised by: root session, code, operation, endpoint. */
  readonly key: string;
  /** The error as it was first seen, filled up with what later prints knew in addition. */
  readonly error: SocketError;
  readonly sessionId: string | undefined;
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
  /** Incidents kept; the one not seen for longest goes first. */
  readonly maxIncidents: number;
}

const usualLimits: IncidentLimits = { quietMs: 60_000, maxIncidents: 100 };

/** The name of the trouble: prints of the same trouble have the same. */
export function incidentKey(error: SocketError, sessionId: string | undefined): string {
  const { address, port } = error.endpoint ?? {};
  return JSON.stringify([sessionId ?? '', error.code, error.operation, address ?? '', port ?? '']);
}

/** Counts what was seen. Bounded: a storm of errors costs one entry a destination. */
export class Incidents {
  private readonly incidents = new Map<string, Incident>();
  private readonly limits: IncidentLimits;

  constructor(limits: Partial<IncidentLimits> = {}) {
    this.limits = { ...usualLimits, ...limits };
  }

  /** @param nowMs any clock that runs on: milliseconds */
  see(error: SocketError, sessionId: string | undefined, nowMs: number): Sighting {
    const key = incidentKey(error, sessionId);
    const known = this.incidents.get(key);
    const isNew = !known || nowMs - known.lastSeenMs > this.limits.quietMs;
    const incident: Incident = isNew
      ? { key, error, sessionId, count: 1, firstSeenMs: nowMs, lastSeenMs: nowMs }
      : {
          ...known,
          error: { ...error, ...known.error },
          count: known.count + 1,
          lastSeenMs: nowMs,
        };
    // Deleting first keeps the map in the order of the last sighting.
    this.incidents.delete(key);
    this.incidents.set(key, incident);
    this.forgetOldest();
    return { incident, isNew };
  }

  /** All incidents, the latest seen last; of one session, or of all. */
  list(sessionId?: string): Incident[] {
    const all = [...this.incidents.values()];
    return sessionId === undefined ? all : all.filter((one) => one.sessionId === sessionId);
  }

  /** A session starts (again): what it says from now on is news. */
  forget(sessionId: string): void {
    for (const { key } of this.list(sessionId)) {
      this.incidents.delete(key);
    }
  }

  private forgetOldest(): void {
    for (const key of this.incidents.keys()) {
      if (this.incidents.size <= this.limits.maxIncidents) {
        return;
      }
      this.incidents.delete(key);
    }
  }
}
