/** What the programs of this workspace do, out of the accounts of single launches. */
import type { Closings, RateEstimate, SocketAddress } from '../measure/measurement';
import type { CallSite, DestinationCalls, LaunchCalls } from '../measure/probe/calls';
import { activeRate } from './activeRate';
import { isSameEndpoint } from './addresses';

/** One destination's calls, of all launches that count. */
export interface MeasuredCalls extends Omit<
  DestinationCalls,
  'rate' | 'requestsPerSecond' | 'sites'
> {
  /** 1 − connections / requests, 0 to 1; absent where requests are not known, or there are none. */
  readonly reuseRatio?: number;
  /** New connections a second now; 0 where nobody connects any more. */
  readonly connectionsPerSecond: number;
  /** Requests a second now; absent where requests are not known. */
  readonly requestsPerSecond?: number;
  /** What {@link connectionsPerSecond} rests on; absent at rest. */
  readonly rate?: RateEstimate;
  readonly sites: readonly MeasuredSite[];
}

/** What one place contributes to its destination. */
export interface MeasuredSite extends CallSite {
  /** Its share, 0 to 1, of the destination's connections, or of its requests where none are new. */
  readonly share: number;
  readonly connectionsPerSecond: number;
  readonly requestsPerSecond?: number;
  readonly reuseRatio?: number;
  /**
   * What {@link reuseRatio} is of where one line opens the connections and another uses them
   * (`connect()`, then `query()`): neither has a reuse by itself.
   */
  readonly reuseOf?: Pick<MeasuredSite, 'connections' | 'requests' | 'connectionsPerSecond'>;
}

/** A destination that nobody connected to for so long is at rest, as in {@link activeRate}. */
const activeWithinMs = 5_000;

/**
 * The calls of the launches that run, or of the latest one where none does; the busiest destination
 * first. Two launches that call the same destination are one row.
 */
export function measuredCalls(
  launches: readonly LaunchCalls[],
  nowMs: number,
): readonly MeasuredCalls[] {
  const byDestination = new Map<string, DestinationCalls[]>();
  for (const { destinations } of currentLaunches(launches)) {
    for (const calls of destinations) {
      const key = `${calls.destination.address} ${calls.destination.port}`;
      byDestination.set(key, [...(byDestination.get(key) ?? []), calls]);
    }
  }
  return [...byDestination.values()]
    .map((calls) => merged(calls, nowMs))
    .sort(
      (a, b) =>
        b.connectionsPerSecond - a.connectionsPerSecond ||
        b.connections - a.connections ||
        b.latestMs - a.latestMs,
    );
}

/** Those that run; the latest where none does. */
export function currentLaunches(launches: readonly LaunchCalls[]): readonly LaunchCalls[] {
  const running = launches.filter(({ programs }) => programs.some(({ isRunning }) => isRunning));
  return running.length > 0 ? running : launches.slice(-1);
}

/**
 * For each destination the better of two estimates. What a probe counted is exact, but only of the
 * workspace's own programs: where the table shows clearly more, others connect there too, and it is
 * the machine's ports that run out.
 *
 * @param recorded by the flight recorder, from the socket table
 * @param probed by the probes
 */
export function bestRates(
  recorded: readonly RateEstimate[],
  probed: readonly RateEstimate[],
): readonly RateEstimate[] {
  const better = recorded.map((rate) => {
    const own = probed.find((one) => isSameEndpoint(one.destination, rate.destination));
    const isOld = own === undefined || own.toMs < rate.fromMs;
    return isOld || own.connectionsPerSecond < rate.connectionsPerSecond / othersFactor
      ? rate
      : own;
  });
  const added = probed.filter(
    (one) => !recorded.some((rate) => isSameEndpoint(one.destination, rate.destination)),
  );
  return [...better, ...added].sort((a, b) => b.connectionsPerSecond - a.connectionsPerSecond);
}

/** Two estimates of the same work differ by less than this. */
const othersFactor = 1.25;

function merged(calls: readonly DestinationCalls[], nowMs: number): MeasuredCalls {
  const [first] = calls as readonly [DestinationCalls, ...DestinationCalls[]];
  const { destination } = first;
  const connections = sum(calls, (each) => each.connections);
  const requests = sumOfKnown(calls, (each) => each.requests);
  const closed = closingsOf(calls);
  const closes = closed && closed.here + closed.there;
  const heldMs = sum(calls, ({ meanHoldMs, closed: own }) =>
    meanHoldMs === undefined || own === undefined ? 0 : meanHoldMs * (own.here + own.there),
  );
  const rates = calls.flatMap(({ rate }) => {
    const active = rate && activeRate([rate], destination, nowMs);
    return active ? [active] : [];
  });
  const rate = joined(destination, rates);
  const connectionsPerSecond = rate?.connectionsPerSecond ?? 0;
  const requestsPerSecond = sumOfKnown(calls, (each) =>
    each.requests === undefined
      ? undefined
      : nowMs - each.latestMs <= activeWithinMs
        ? (each.requestsPerSecond ?? 0)
        : 0,
  );
  const reuseRatio = reuse(connections, requests);
  return {
    destination,
    names: [...new Set(calls.flatMap(({ names }) => names))],
    connections,
    failures: failuresOf(calls),
    latestMs: Math.max(...calls.map(({ latestMs }) => latestMs)),
    connectionsPerSecond,
    ...(requests !== undefined && { requests }),
    ...(reuseRatio !== undefined && { reuseRatio }),
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
    ...(rate && { rate }),
    ...(closed && { closed }),
    ...(closes !== undefined && closes > 0 && { meanHoldMs: heldMs / closes }),
    sites: measuredSites(calls, {
      connections,
      connectionsPerSecond,
      ...(requests !== undefined && { requests }),
      ...(requestsPerSecond !== undefined && { requestsPerSecond }),
    }),
  };
}

/**
 * Sites that come to the same place in the code, as one: a line that is reached on several ways has
 * several stacks. In everything but the sums the first one speaks for all.
 *
 * @param placeOf a key for the place; sites without one stay by themselves
 */
export function joinedSites<T extends MeasuredSite>(
  sites: readonly T[],
  placeOf: (site: T) => string | undefined,
): readonly T[] {
  const byPlace = new Map<string, T>();
  for (const site of sites) {
    const place = placeOf(site) ?? `\0${site.id}`;
    const known = byPlace.get(place);
    byPlace.set(place, known === undefined ? site : together(known, site));
  }
  return byBusiest(withSharedReuse([...byPlace.values()]));
}

/** Lines that only open connections, and lines that only use them, belong together. */
function withSharedReuse<T extends MeasuredSite>(sites: readonly T[]): readonly T[] {
  const opening = sites.filter((site) => site.connections > 0 && site.requests === 0);
  const using = sites.filter((site) => site.connections === 0 && site.requests > 0);
  const opened = sum(opening, (site) => site.connections);
  const used = sum(using, (site) => site.requests);
  const reuseRatio = reuse(opened, used);
  if (opened === 0 || reuseRatio === undefined) return sites;
  const perSecond = sum(opening, (site) => site.connectionsPerSecond);
  return sites.map((site) => {
    const isOpening = opening.includes(site);
    if (!isOpening && !using.includes(site)) return site;
    const share = isOpening ? site.connections / opened : site.requests / used;
    const reuseOf = {
      connections: opened * share,
      requests: used * share,
      connectionsPerSecond: perSecond * share,
    };
    return { ...site, reuseRatio, reuseOf };
  });
}

function together<T extends MeasuredSite>(one: T, other: T): T {
  const connections = one.connections + other.connections;
  const requests = one.requests + other.requests;
  const reuseRatio = reuse(
    connections,
    one.reuseRatio === undefined && other.reuseRatio === undefined ? undefined : requests,
  );
  const perSecond = sumOfKnown([one, other], (each) => each.requestsPerSecond);
  return {
    ...one,
    connections,
    requests,
    share: one.share + other.share,
    connectionsPerSecond: one.connectionsPerSecond + other.connectionsPerSecond,
    ...(perSecond !== undefined && { requestsPerSecond: perSecond }),
    ...(reuseRatio !== undefined && { reuseRatio }),
  };
}

function byBusiest<T extends CallSite>(sites: readonly T[]): readonly T[] {
  return [...sites].sort((a, b) => b.connections - a.connections || b.requests - a.requests);
}

/**
 * The sums of a destination are exact, and what its places contributed may be an estimate: each place
 * gets its share of the sum, so that the two never disagree.
 */
function measuredSites(
  calls: readonly DestinationCalls[],
  total: Pick<
    MeasuredCalls,
    'connections' | 'requests' | 'connectionsPerSecond' | 'requestsPerSecond'
  >,
): readonly MeasuredSite[] {
  const { connectionsPerSecond, requestsPerSecond } = total;
  const byId = new Map<string, CallSite>();
  for (const site of calls.flatMap(({ sites }) => sites)) {
    const known = byId.get(site.id);
    byId.set(site.id, {
      ...site,
      connections: site.connections + (known?.connections ?? 0),
      requests: site.requests + (known?.requests ?? 0),
    });
  }
  const sites = [...byId.values()];
  const connections = sum(sites, (site) => site.connections);
  const requests = sum(sites, (site) => site.requests);
  return byBusiest(
    sites.map((site) => {
      const ofConnections = connections > 0 ? site.connections / connections : 0;
      const ofRequests = requests > 0 ? site.requests / requests : 0;
      const own = {
        connections: ofConnections * total.connections,
        requests: ofRequests * (total.requests ?? 0),
      };
      const reuseRatio = reuse(own.connections, requests > 0 ? own.requests : undefined);
      return {
        ...site,
        ...own,
        share: connections > 0 ? ofConnections : ofRequests,
        connectionsPerSecond: connectionsPerSecond * ofConnections,
        ...(requestsPerSecond !== undefined && {
          requestsPerSecond: requestsPerSecond * ofRequests,
        }),
        ...(reuseRatio !== undefined && { reuseRatio }),
      };
    }),
  );
}

function joined(
  destination: SocketAddress,
  rates: readonly RateEstimate[],
): RateEstimate | undefined {
  const [first, ...others] = rates;
  if (first === undefined || others.length === 0) return first;
  const closed = closingsOf(rates);
  return {
    destination,
    connectionsPerSecond: sum(rates, (rate) => rate.connectionsPerSecond),
    connections: sum(rates, (rate) => rate.connections),
    fromMs: Math.min(...rates.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...rates.map(({ toMs }) => toMs)),
    ...(closed && { closed }),
    source: 'probe',
  };
}

/** Shares of sums add up to a sum but for so little; it would be said as "under 0.1 %". */
const roundingError = 1e-9;

/** Connections without a request of their own (a pool that was filled) leave no negative reuse. */
function reuse(connections: number, requests: number | undefined): number | undefined {
  if (requests === undefined || requests === 0) return undefined;
  const ratio = 1 - connections / requests;
  return ratio < roundingError ? 0 : ratio;
}

function closingsOf(
  of: readonly { readonly closed?: Closings | undefined }[],
): Closings | undefined {
  const known = of.flatMap(({ closed }) => (closed === undefined ? [] : [closed]));
  return known.length === 0
    ? undefined
    : { here: sum(known, ({ here }) => here), there: sum(known, ({ there }) => there) };
}

function failuresOf(calls: readonly DestinationCalls[]): Readonly<Record<string, number>> {
  const failures: Record<string, number> = {};
  for (const [code, count] of calls.flatMap((each) => Object.entries(each.failures))) {
    failures[code] = (failures[code] ?? 0) + count;
  }
  return failures;
}

function sum<T>(of: readonly T[], read: (one: T) => number): number {
  return of.reduce((total, one) => total + read(one), 0);
}

/** Undefined where none of them knows. */
function sumOfKnown<T>(of: readonly T[], read: (one: T) => number | undefined): number | undefined {
  const known = of.flatMap((one) => read(one) ?? []);
  return known.length === 0 ? undefined : sum(known, (each) => each);
}
