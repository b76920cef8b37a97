/**
 * The flight recorder: connection rates from looks at the socket table, without touching a program.
 * A port that our side closed stays in TIME_WAIT for a while, so looks now and then see nearly every
 * connection; on Linux each row even tells when it closed, so that the first look covers the minute
 * before it (facts.md, Addenda). What the *other* side closes leaves no row at the client: such
 * connections are seen only where a look finds them open, and cost no port either.
 */
import { onTheSteadyClock, onTheWall } from './onTheWall';
import { DestinationTrack, type TrackLook } from './destinationTrack';
import type { Measurement, Moment, RateEstimate, RateHistory, SocketAddress } from './measurement';

/** Destinations followed at the same time. */
const MAX_DESTINATIONS = 64;
/** Namespaces whose last look is remembered: each container that is started has a new one. */
const MAX_NAMESPACES = 64;
/** A destination without sockets for this long makes room for a new one. */
const STALE_MS = 60_000;
/** Older than this, nothing is told any more. */
const FORGET_MS = 600_000;

/** One first look at rows without ages: all we know is that they closed within TIME_WAIT length. */
interface AgelessLook {
  readonly steadyMs: number;
  readonly waiting: number;
  readonly timeWaitMs: number;
}

interface Tracked {
  readonly track: DestinationTrack;
  readonly ageless?: AgelessLook;
}

/**
 * Fed with measurements in the order of their time; answers with histories and rates. It reckons on
 * the steady clock; its answers are on the wall's, as that was set at the moment of the question.
 */
export class FlightRecorder {
  private readonly tracked = new Map<string, Tracked>();
  private readonly lastLookAtMs = new Map<string, number>();
  private readonly quietUntilMs = new Map<string, number>();

  /**
   * Takes in a measurement. One whose table could not be read, or that is not newer than the last
   * of its namespace, adds nothing.
   */
  record(measurement: Measurement): void {
    const { destinations, timeWaitLength, steadyMs: atMs } = measurement;
    if (destinations.kind === 'unavailable') return;
    const namespace = measurement.namespace.id ?? '';
    const previousLookAtMs = this.lastLookAtMs.get(namespace);
    if (previousLookAtMs !== undefined && atMs <= previousLookAtMs) return;
    this.lastLookAtMs.delete(namespace);
    this.lastLookAtMs.set(namespace, atMs);
    forgetLongestUnseen(this.lastLookAtMs);
    const quietUntilMs = this.quietUntilMs.get(namespace) ?? -Infinity;
    const length = timeWaitLength.kind === 'value' ? timeWaitLength.value : undefined;
    const look: TrackLook = {
      atMs,
      ...(previousLookAtMs === undefined
        ? {}
        : { previousLookAtMs, openedAfterMs: Math.max(previousLookAtMs, quietUntilMs) }),
      ...(length === undefined || length.minMs !== length.maxMs
        ? {}
        : { timeWaitMs: length.maxMs }),
    };
    const present = new Set<string>();
    for (const usage of destinations.value) {
      const key = keyOf(namespace, usage.destination);
      const tracked = this.tracked.get(key) ?? this.follow(key, usage.destination, atMs);
      if (tracked === undefined) continue;
      present.add(key);
      tracked.track.look(usage, look);
      const waiting = usage.byState['time-wait'] ?? 0;
      if (previousLookAtMs !== undefined || length === undefined || waiting === 0) continue;
      if (usage.timeWaitRemainingMs !== undefined && look.timeWaitMs !== undefined) continue;
      const ageless = { steadyMs: atMs, waiting, timeWaitMs: length.maxMs };
      this.tracked.set(key, { track: tracked.track, ageless });
    }
    const prefix = keyOf(namespace, undefined);
    for (const [key, { track }] of this.tracked) {
      if (key.startsWith(prefix) && !present.has(key)) track.look(undefined, look);
    }
  }

  /**
   * Takes up what an earlier recorder of this window told of a namespace (see {@link histories}); of
   * destinations that are looked at already nothing is taken.
   */
  resume(
    histories: readonly RateHistory[],
    namespace: Measurement['namespace'],
    now: Moment,
  ): void {
    for (const history of histories) {
      const key = keyOf(namespace.id ?? '', history.destination);
      if (this.tracked.has(key)) continue;
      const startMs = onTheSteadyClock(now, history.startMs);
      this.follow(key, history.destination, startMs)?.track.resume({ ...history, startMs });
    }
  }

  /**
   * Takes in that hardly anything was opened in a namespace up to this moment, told from counters:
   * what the next look finds new began after it, and not evenly since the last look.
   */
  quietUntil({ steadyMs }: Moment, namespace: Measurement['namespace']): void {
    this.quietUntilMs.set(namespace.id ?? '', steadyMs);
    forgetLongestUnseen(this.quietUntilMs);
  }

  /**
   * Connections per second to each destination over the last ten minutes, in one-second bins.
   * @param namespace only those of this network namespace (`Measurement.namespace`): the same address
   *   is another service in another one. All where it is left out.
   */
  histories(now: Moment, namespace?: Measurement['namespace']): readonly RateHistory[] {
    const histories: RateHistory[] = [];
    for (const { track } of this.trackedIn(namespace)) {
      const history = track.history(now.steadyMs);
      if (history === undefined) continue;
      histories.push({ ...history, startMs: onTheWall(now, history.startMs) });
    }
    return histories;
  }

  /**
   * The rate of the latest burst of work towards a destination (see
   * {@link import('./connectionTimes').ConnectionTimes.latestBurst}). Where a single look at rows
   * without ages is all there is, the mean N / T over the longest TIME_WAIT length that the system
   * may have: the true rate may be higher. Undefined without two connections in ten minutes.
   */
  rateOf(
    destination: SocketAddress,
    now: Moment,
    namespace?: Measurement['namespace'],
  ): RateEstimate | undefined {
    let latest: RateEstimate | undefined;
    for (const tracked of this.trackedIn(namespace)) {
      if (!isSame(tracked.track.destination, destination)) continue;
      const estimate = estimateOf(tracked);
      if (estimate === undefined || now.steadyMs - estimate.toMs > FORGET_MS) continue;
      if (latest === undefined || estimate.toMs > latest.toMs) latest = estimate;
    }
    if (latest === undefined) return undefined;
    const [fromMs, toMs] = [onTheWall(now, latest.fromMs), onTheWall(now, latest.toMs)];
    return { ...latest, fromMs, toMs };
  }

  /** Connections to a destination that were counted so far; only grows while it is followed. */
  countedTo(destination: SocketAddress, namespace: Measurement['namespace']): number {
    return this.tracked.get(keyOf(namespace.id ?? '', destination))?.track.counted ?? 0;
  }

  /** The rates of all destinations that have one, the fastest first; `namespace` as in {@link histories}. */
  rates(now: Moment, namespace?: Measurement['namespace']): readonly RateEstimate[] {
    const rates = new Map<string, RateEstimate>();
    for (const { track } of this.trackedIn(namespace)) {
      const rate = this.rateOf(track.destination, now, namespace);
      if (rate !== undefined) rates.set(keyOf('', track.destination), rate);
    }
    return [...rates.values()].sort((a, b) => b.connectionsPerSecond - a.connectionsPerSecond);
  }

  private trackedIn(namespace: Measurement['namespace'] | undefined): readonly Tracked[] {
    if (namespace === undefined) return [...this.tracked.values()];
    const prefix = keyOf(namespace.id ?? '', undefined);
    return [...this.tracked].flatMap(([key, tracked]) => (key.startsWith(prefix) ? [tracked] : []));
  }

  private follow(key: string, destination: SocketAddress, atMs: number): Tracked | undefined {
    if (this.tracked.size >= MAX_DESTINATIONS && !this.forgetStalest(atMs)) return undefined;
    const tracked = { track: new DestinationTrack(destination) };
    this.tracked.set(key, tracked);
    return tracked;
  }

  /** @returns false where every destination is in use. */
  private forgetStalest(atMs: number): boolean {
    let stalest: string | undefined;
    let oldestMs = atMs - STALE_MS;
    for (const [key, { track }] of this.tracked) {
      if (track.lastSeenMs > oldestMs) continue;
      oldestMs = track.lastSeenMs;
      stalest = key;
    }
    return stalest !== undefined && this.tracked.delete(stalest);
  }
}

/** On the steady clock. */
function estimateOf({ track, ageless }: Tracked): RateEstimate | undefined {
  const { destination } = track;
  const burst = track.times.latestBurst();
  if (burst !== undefined) {
    const { connections, connectionsPerSecond, fromMs, toMs, told } = burst;
    const source = told ? 'time-wait-rows' : 'sampling';
    const closed = track.closings.since(fromMs);
    return { destination, connectionsPerSecond, connections, fromMs, toMs, closed, source };
  }
  if (ageless === undefined) return undefined;
  const { steadyMs, waiting, timeWaitMs } = ageless;
  return {
    destination,
    connectionsPerSecond: (waiting * 1000) / timeWaitMs,
    connections: waiting,
    fromMs: steadyMs - timeWaitMs,
    toMs: steadyMs,
    source: 'time-wait-rows',
  };
}

function forgetLongestUnseen(byNamespace: Map<string, number>): void {
  const [longestUnseen] = byNamespace.keys();
  if (byNamespace.size > MAX_NAMESPACES && longestUnseen !== undefined) {
    byNamespace.delete(longestUnseen);
  }
}

function keyOf(namespace: string, destination: SocketAddress | undefined): string {
  const address = destination === undefined ? '' : `${destination.address} ${destination.port}`;
  return `${namespace} ${address}`;
}

function isSame(a: SocketAddress, b: SocketAddress): boolean {
  return a.port === b.port && a.address === b.address;
}
