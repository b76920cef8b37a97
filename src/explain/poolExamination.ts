/** The pool that a case is about: which destination, how full, how fast, and where it is going. */
import type {
  DestinationUsage,
  Provenance,
  RateEstimate,
  Reading,
  Unavailable,
} from '../measure/measurement';
import {
  endpointLabel,
  isLoopback,
  isNumericAddress,
  isSameAddress,
  isSameEndpoint,
} from './addresses';
import { likelyBinding } from './binding';
import { forecastFor, portsByUse, type PortsByUse } from './forecast';
import {
  effectiveTimeWait,
  portCapacity,
  type Binding,
  type EffectiveTimeWait,
  type PortCapacity,
} from './poolScope';
import type { CaseFile, Forecast } from './verdict';

/** How we came to look at this destination. */
export type DestinationMatch = 'named' | 'by-port' | 'busiest';

/** One destination with its numbers. */
export interface PoolExamination {
  readonly label: string;
  readonly match: DestinationMatch;
  readonly usage: DestinationUsage;
  readonly use: PortsByUse;
  /** The same over all destinations that share the pool; the same as `use` where none does. */
  readonly useOfPool: PortsByUse;
  readonly capacity: PortCapacity;
  readonly capacityFrom: Provenance;
  readonly tableFrom: Provenance;
  readonly timeWait: Reading<EffectiveTimeWait>;
  /** Ports of the pool in use (by other destinations too, where they share it) and their share. */
  readonly occupiedInPool: number;
  readonly share: number;
  /** Absent where nobody has measured a rate towards this destination. */
  readonly rate?: RateEstimate;
  /** Absent where the rate, the capacity or the TIME_WAIT length is not known. */
  readonly forecast?: Forecast;
}

/** What looking at the pool gave. */
export type PoolLook =
  | { readonly kind: 'examined'; readonly pool: PoolExamination }
  | { readonly kind: 'nothing-outgoing' }
  | { readonly kind: 'unreadable'; readonly missing: readonly Unavailable[] };

/** Forecasts are made for this many destinations at most when nobody named one. */
const maxCandidates = 20;

/** Looks at the pool that the error names; without an error, at the one that is worst off. */
export function examinePool(caseFile: CaseFile): PoolLook {
  const { destinations, ephemeralRange } = caseFile.measurement;
  if (destinations.kind === 'unavailable' || ephemeralRange.kind === 'unavailable') {
    const missing = [destinations, ephemeralRange].filter((each) => each.kind === 'unavailable');
    return { kind: 'unreadable', missing };
  }
  const named = namedDestination(caseFile, destinations.value);
  if (named) {
    return look(caseFile, named.usage, named.match, destinations.from, named.label);
  }
  const looks = destinations.value
    .slice(0, maxCandidates)
    .map((usage) => look(caseFile, usage, 'busiest', destinations.from));
  return looks.reduce<PoolLook>(worse, { kind: 'nothing-outgoing' });
}

/**
 * On Linux only a client that binds first gets EADDRINUSE from a connect, and one that does not
 * EADDRNOTAVAIL (facts.md A2); without such an error the ports tell.
 */
function bindingOf({ error, measurement }: CaseFile, usage: DestinationUsage): Binding {
  if (measurement.platform === 'linux' && error?.operation === 'connect') {
    if (error.code === 'EADDRINUSE') return 'explicit';
    if (error.code === 'EADDRNOTAVAIL') return 'implicit';
  }
  if (asksForAnyPort(error)) return 'explicit';
  return likelyBinding(usage, measurement);
}

/** A bind to port 0: the client that fails in it does bind first. */
export function asksForAnyPort(error: CaseFile['error']): boolean {
  return error?.operation !== 'connect' && error?.endpoint?.port === 0;
}

interface NamedDestination {
  readonly usage: DestinationUsage;
  readonly match: DestinationMatch;
  readonly label?: string;
}

/** The table's entry for the endpoint that a connect names; an empty one where it has none. */
function namedDestination(
  { error }: CaseFile,
  usages: readonly DestinationUsage[],
): NamedDestination | undefined {
  const endpoint =
    error?.operation === 'listen' || asksForAnyPort(error) ? undefined : error?.endpoint;
  if (endpoint?.port === undefined) return undefined;
  const { address, port } = endpoint;
  const samePort = usages.filter((usage) => usage.destination.port === port);
  const exact = samePort.find(
    (usage) => address !== undefined && isSameAddress(usage.destination.address, address),
  );
  const label = endpointLabel(endpoint);
  if (exact) return { usage: exact, match: 'named', label };
  // A host name is resolved by the program only, and some texts name the port alone.
  const isNumeric = address !== undefined && isNumericAddress(address);
  const [busiest] = samePort;
  if (busiest && !isNumeric) return { usage: busiest, match: 'by-port', label };
  return {
    match: 'named',
    label,
    usage: {
      destination: { address: address ?? '', port },
      loopback: isLoopback(address ?? ''),
      occupiedPorts: 0,
      byState: {},
      ports: [],
    },
  };
}

function look(
  caseFile: CaseFile,
  usage: DestinationUsage,
  match: DestinationMatch,
  tableFrom: Provenance,
  label = endpointLabel(usage.destination),
): PoolLook {
  const { measurement, nowMs } = caseFile;
  const binding = bindingOf(caseFile, usage);
  const capacity = portCapacity(usage, measurement, binding);
  if (capacity.kind === 'unavailable') return { kind: 'unreadable', missing: [capacity] };

  const occupiedInPool = usage.occupiedPorts + capacity.value.usedByOthers;
  const rate = caseFile.rates.find((each) => isSameEndpoint(each.destination, usage.destination));
  const forecast = rate && forecastFor(usage, measurement, rate, nowMs, binding, caseFile.rates);
  return {
    kind: 'examined',
    pool: {
      label,
      match,
      usage,
      use: portsByUse(usage),
      useOfPool:
        capacity.value.sharing === 'machine-wide' ? useOfAll(measurement) : portsByUse(usage),
      capacity: capacity.value,
      capacityFrom: capacity.from,
      tableFrom,
      timeWait: effectiveTimeWait(usage, measurement, binding),
      occupiedInPool,
      share: capacity.value.poolPorts > 0 ? occupiedInPool / capacity.value.poolPorts : 1,
      ...(rate && { rate }),
      ...(forecast && { forecast }),
    },
  };
}

function useOfAll({ destinations }: CaseFile['measurement']): PortsByUse {
  const all = destinations.kind === 'value' ? destinations.value.map(portsByUse) : [];
  return {
    waiting: all.reduce((sum, each) => sum + each.waiting, 0),
    open: all.reduce((sum, each) => sum + each.open, 0),
  };
}

/** Sooner exhausted is worse; where neither ever is, fuller is. */
function worse(left: PoolLook, right: PoolLook): PoolLook {
  if (right.kind !== 'examined') return left.kind === 'nothing-outgoing' ? right : left;
  if (left.kind !== 'examined') return right;
  const leftMs = left.pool.forecast?.timeToExhaustionMs ?? Infinity;
  const rightMs = right.pool.forecast?.timeToExhaustionMs ?? Infinity;
  if (leftMs !== rightMs) return leftMs < rightMs ? left : right;
  return right.pool.share > left.pool.share ? right : left;
}
