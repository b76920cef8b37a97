/**
 * The walk for one case: an error (or a person's question) comes in, the machine is measured, a
 * verdict comes out. Beside the case it keeps what is live. One at a time, in the order they came.
 */
import { containerProxyOf } from './explain/containerProxies';
import { diagnose } from './explain/diagnose';
import { forecastFor } from './explain/forecast';
import { activeRate } from './explain/activeRate';
import { attributionOf, type Attribution } from './explain/attribution';
import { bestRates, currentLaunches, measuredCalls } from './explain/measuredCalls';
import { mostPressing } from './explain/pressing';
import type { CaseFile, Forecast, Verdict } from './explain/verdict';
import { noEditorContext, type EditorContext } from './explain/whose';
import type { Clock } from './measure/clock';
import { ClientMemory } from './measure/clientMemory';
import type { FlightRecorder } from './measure/flightRecorder';
import type { Machine } from './measure/machine';
import type { Measurement, Moment, RateEstimate, RateHistory } from './measure/measurement';
import { onTheWall } from './measure/onTheWall';
import type { LaunchCalls } from './measure/probe/calls';
import type { Incident } from './recognize/incidents';
import type { SocketError } from './recognize/socketError';

/** The debug session (terminal, task, text) that a case belongs to. */
export interface Occasion {
  readonly sessionId?: string;
  /** A terminal's shell: its programs live in the same network namespace. */
  readonly shellProcessId?: number;
  readonly label: string;
}

/** What was found, and everything that it rests on. */
export interface Diagnosis extends Omit<CaseFile, 'nowMs' | 'editor'> {
  readonly atMs: number;
  readonly occasion?: Occasion;
  /** Whose each destination is, in the order of the measurement's. */
  readonly attributions: readonly Attribution[];
  readonly verdict: Verdict;
}

/** What the latest look shows, whether or not there is a case. */
export interface Live {
  readonly measurement: Measurement;
  readonly rates: readonly RateEstimate[];
  readonly histories: readonly RateHistory[];
  /** Whose each destination is, in the order of the measurement's. */
  readonly attributions: readonly Attribution[];
  /**
   * The destination that runs out first, of those that are being connected to right now: of the
   * workspace's, and where it has none, of others' (see {@link attributions}).
   */
  readonly mostPressing?: Forecast;
}

/** What is known of the error that a look is about; nothing where a person merely asks. */
type Sighted = Pick<CaseFile, 'error' | 'errorCount' | 'errorAtMs' | 'isPasted'>;

/** Pids of sessions that are remembered; who runs more at a time gets the editor's own namespace. */
const mostSessions = 50;
/** Errors that may wait for their look; a storm of different ones says no more than its first few. */
const mostWaiting = 8;

/** The open case and the live numbers, and the one queue through which the machine is asked. */
export class Consultation {
  private readonly processOfSession = new Map<string, number>();
  private readonly clients = new ClientMemory();
  private queue: Promise<unknown> = Promise.resolve();
  private diagnosis: Diagnosis | undefined;
  private incidentKey: string | undefined;
  private live: Live | undefined;
  private measuring = 0;
  private waiting = 0;

  constructor(
    private readonly machine: Machine,
    private readonly recorder: FlightRecorder,
    private readonly locale: string,
    private readonly clock: Clock,
    private readonly changed: () => void,
    /** What the probes inside the workspace's programs have counted. */
    private readonly probedLaunches: () => readonly LaunchCalls[] = () => [],
    /** What the editor knows of its own programs, for the program that this is about. */
    private readonly editor: (occasion?: Occasion) => Promise<EditorContext> = () =>
      Promise.resolve(noEditorContext),
    /** Which containers have this port published for them; asked where a runtime's proxy holds it. */
    private readonly containersServing: (port: number) => Promise<CaseFile['containers']> = () =>
      Promise.resolve(undefined),
  ) {}

  get current(): Diagnosis | undefined {
    return this.diagnosis;
  }

  get latest(): Live | undefined {
    return this.live;
  }

  get isMeasuring(): boolean {
    return this.measuring > 0;
  }

  /**
   * The debuggee's pid: its network namespace is the one to look at. Kept after the session's end,
   * because its last words often come later.
   */
  sessionRuns(sessionId: string, processId: number): void {
    this.processOfSession.delete(sessionId);
    this.processOfSession.set(sessionId, processId);
    for (const oldest of this.processOfSession.keys()) {
      if (this.processOfSession.size <= mostSessions) break;
      this.processOfSession.delete(oldest);
    }
    // A Machine never rejects: what it cannot remember shows when it is asked for.
    void this.machine.remember?.(processId);
  }

  /** A session that runs comes before one that has ended when nobody says which one is meant. */
  sessionEnds(sessionId: string): void {
    const processId = this.processOfSession.get(sessionId);
    if (processId === undefined) return;
    const others = [...this.processOfSession].filter(([id]) => id !== sessionId);
    this.processOfSession.clear();
    for (const [id, pid] of [[sessionId, processId] as const, ...others]) {
      this.processOfSession.set(id, pid);
    }
  }

  /**
   * A program reported an error: looks at the machine at once and opens a case. Undefined where so
   * many others wait already that this one would be told too late to be true.
   */
  async examine(incident: Incident, occasion: Occasion): Promise<Diagnosis | undefined> {
    if (this.waiting >= mostWaiting) return undefined;
    return this.inTurn(async () => {
      const diagnosis = await this.consult(occasion, {
        error: incident.error,
        errorCount: incident.count,
        errorAtMs: incident.lastSeenMs,
      });
      this.open(diagnosis, incident.key);
      return diagnosis;
    });
  }

  /** An error in a text that a person gave: this machine of now is looked at, for comparison. */
  examineText(error: SocketError, label: string): Promise<Diagnosis> {
    return this.inTurn(async () => {
      const diagnosis = await this.consult({ label }, { error, isPasted: true });
      this.open(diagnosis, undefined);
      return diagnosis;
    });
  }

  /** The same error came again: counted, not measured again. What it knew in addition is kept. */
  recount(incident: Incident): void {
    if (this.diagnosis !== undefined && this.incidentKey === incident.key) {
      const { error, count } = incident;
      this.diagnosis = { ...this.diagnosis, error, errorCount: count };
      this.changed();
    }
  }

  /** How things are now; the open case stays as it is. */
  analyze(occasion?: Occasion): Promise<Diagnosis> {
    return this.inTurn(() => this.consult(occasion));
  }

  /**
   * A person asks. An open case with an error keeps its verdict (by now its ports are free again, and
   * "all is well" would be no answer) beside fresh numbers; else the answer is about now.
   */
  async ask(): Promise<Diagnosis> {
    const fresh = await this.analyze();
    if (this.diagnosis?.error !== undefined) return this.diagnosis;
    this.open(fresh, undefined);
    return fresh;
  }

  /**
   * Takes up the case of before a reload of the window, unless there is a newer one; `histories` is
   * what was known of the rates by then.
   */
  resume(diagnosis: Diagnosis, histories: readonly RateHistory[]): void {
    this.recorder.resume(histories, diagnosis.measurement.namespace, this.clock());
    if (this.diagnosis === undefined) this.open(diagnosis, undefined);
  }

  /** The program runs again: what was said of its last run is no longer about now. */
  close(): void {
    this.open(undefined, undefined);
  }

  /**
   * The scope of a look: this session's process, or this terminal's shell; where neither is meant,
   * the latest session's process; empty where none is known.
   */
  scope({ sessionId, shellProcessId }: Partial<Occasion> = {}): { processId?: number } {
    const processId =
      sessionId === undefined
        ? (shellProcessId ?? [...this.processOfSession.values()].at(-1))
        : this.processOfSession.get(sessionId);
    return processId === undefined ? {} : { processId };
  }

  /**
   * Takes in a look, from the sampler or from a consultation; what it shows, together with the looks
   * before it. The two may overlap: an older look never takes the place of a newer one.
   */
  observe(measurement: Measurement): Live {
    this.recorder.record(measurement);
    const { atMs, steadyMs, destinations, namespace } = measurement;
    this.clients.record(measurement, (destination, of) => this.recorder.countedTo(destination, of));
    const launches = currentLaunches(this.probedLaunches());
    const probed = measuredCalls(launches, atMs).flatMap(({ rate }) => rate ?? []);
    const rates = bestRates(this.recorder.rates(measurement, namespace), probed);
    const usages = destinations.kind === 'value' ? destinations.value : [];
    const attributions = usages.map(({ destination }) =>
      attributionOf(
        destination,
        this.clients.sightingsOf(destination, namespace, measurement),
        launches,
      ),
    );
    const pressing = mostPressing(
      usages.flatMap((usage, index) => {
        const rate = activeRate(rates, usage.destination, atMs);
        const forecast = rate && forecastFor(usage, measurement, rate, atMs, undefined, rates);
        const attribution = attributions[index];
        return forecast && attribution ? [{ forecast, attribution }] : [];
      }),
    );
    const seen: Live = {
      measurement,
      rates,
      histories: this.recorder.histories(measurement, namespace),
      attributions,
      ...(pressing && { mostPressing: pressing.forecast }),
    };
    if (this.live === undefined || this.live.measurement.steadyMs <= steadyMs) {
      this.live = seen;
      this.changed();
    }
    return seen;
  }

  /** Hardly anything goes on in the namespace of the latest look (its counters say so): nothing presses. */
  quietUntil(until: Moment): void {
    if (this.live === undefined) return;
    this.recorder.quietUntil(until, this.live.measurement.namespace);
    if (this.live.mostPressing === undefined) return;
    const { measurement, rates, histories, attributions } = this.live;
    this.live = { measurement, rates, histories, attributions };
    this.changed();
  }

  private open(diagnosis: Diagnosis | undefined, incidentKey: string | undefined): void {
    this.diagnosis = diagnosis;
    this.incidentKey = incidentKey;
    this.changed();
  }

  /**
   * Looks once more at who holds the port of the open case. A holder that has gone meanwhile was about
   * to end: then the case gets another verdict, which is returned.
   */
  async lookAgain(): Promise<Diagnosis | undefined> {
    const before = this.diagnosis;
    const port = before?.error?.endpoint?.port;
    if (before?.verdict.holder === undefined || before.isPasted || port === undefined) {
      return undefined;
    }
    const [later, editor] = await Promise.all([
      this.machine.holdersOf(port, this.scope(before.occasion)),
      this.editor(before.occasion),
    ]);
    const isGone = later.kind === 'value' && later.value.length === 0;
    if (!isGone || this.diagnosis !== before) return undefined;
    const nowMs = onTheWall(before.measurement, this.clock().steadyMs);
    const verdict = diagnose({ ...before, nowMs, later, editor }, this.locale);
    const after = { ...before, atMs: nowMs, later, verdict };
    this.open(after, this.incidentKey);
    return after;
  }

  private async consult(occasion?: Occasion, sighting: Sighted = {}): Promise<Diagnosis> {
    const { error } = sighting;
    this.measuring += 1;
    this.changed();
    try {
      const scope = this.scope(occasion);
      const port = error?.operation === 'connect' ? undefined : error?.endpoint?.port;
      const [measurement, holders, listen, editor] = await Promise.all([
        this.machine.measure(scope),
        port === undefined ? undefined : this.machine.holdersOf(port, scope),
        port === undefined ? undefined : this.machine.listenFacts(port, scope),
        port === undefined ? undefined : this.editor(occasion),
      ]);
      const { rates, histories, attributions } = this.observe(measurement);
      const containers =
        port !== undefined && isHeldForContainer(holders)
          ? await this.containersServing(port)
          : undefined;
      const facts = {
        measurement,
        rates,
        histories,
        ...sighting,
        ...(holders && { holders }),
        ...(listen && { listen }),
        ...(containers && { containers }),
      };
      const nowMs = onTheWall(measurement, this.clock().steadyMs);
      return {
        atMs: nowMs,
        verdict: diagnose({ nowMs, ...facts, ...(editor && { editor }) }, this.locale),
        ...facts,
        attributions,
        ...(occasion && { occasion }),
      };
    } finally {
      this.measuring -= 1;
      this.changed();
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.waiting += 1;
    const result = this.queue.then(work).finally(() => {
      this.waiting -= 1;
    });
    // A failure belongs to its own caller; the next in the queue goes on.
    this.queue = result.catch(() => undefined);
    return result;
  }
}

/** Whether a runtime's proxy listens there, or somebody whom this user may not name, as Docker's is. */
function isHeldForContainer(holders: CaseFile['holders']): boolean {
  return (
    holders?.kind === 'value' &&
    holders.value.some(({ process }) =>
      process.kind === 'value'
        ? containerProxyOf(process.value) !== undefined
        : process.reason === 'permission',
    )
  );
}
