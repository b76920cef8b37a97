/**
 * Which ports can serve a destination, and how long one stays unusable after closing. Both depend on
 * the system, on how the client binds, and on whether the destination is this machine itself.
 */
import { isIpv6 } from './addresses';
import type {
  DestinationUsage,
  DurationRange,
  Measurement,
  PortSpan,
  Provenance,
  Reading,
  Unavailable,
} from '../measure/measurement';

/**
 * How the client gets its local port: from connect (`implicit`), or by a bind before it
 * (`explicit`). On Linux this decides the scope of the pool.
 */
export type Binding = 'implicit' | 'explicit';

/** The ports that the system can hand out, and how many of them are out of this one's reach. */
export interface PortCapacity {
  /** Ports that could serve this destination: {@link poolPorts} without {@link usedByOthers}. */
  readonly ports: number;
  /** Range minus the reserved ports and the listeners inside it. */
  readonly poolPorts: number;
  /** Ports that other destinations keep from this one; 0 where each has its own pool. */
  readonly usedByOthers: number;
  readonly sharing: 'per-destination' | 'machine-wide';
  /** What could not be read and so is not subtracted: the true capacity is lower by that. */
  readonly notSubtracted: readonly Unavailable[];
}

/** How long a port stays unusable to its destination after our side closed, in milliseconds. */
export interface EffectiveTimeWait extends DurationRange {
  /** The row stays in the table for longer than this, but the system reuses its port before. */
  readonly isReusedEarly: boolean;
}

/**
 * The capacity for one destination. Unavailable where the ephemeral range could not be read.
 *
 * - Linux counts by four-tuple: a port in use towards one destination still serves another
 *   (facts.md A2: 8 ports full to :8080, :8081 still connects). A client that binds first has its
 *   port to itself, over all destinations (same section, 8 connections to 8 destinations).
 * - macOS looks up any socket with that local port: one pool for the machine (XNU in_pcbbind with
 *   wild=1, facts.md A3).
 * - Windows: what most clients do (.NET, libuv and Go bind a wildcard before ConnectEx) shares the
 *   "global TCP port space" of event 4231 (facts.md, addenda; dotnet/runtime#48219), of which IPv4
 *   and IPv6 have one each (facts.md A1: the dynamic ranges are separate).
 */
export function portCapacity(
  usage: DestinationUsage,
  measurement: Measurement,
  binding: Binding = 'implicit',
): Reading<PortCapacity> {
  const isOwnPool =
    measurement.ephemeralRangeV6?.kind === 'value' && isIpv6(usage.destination.address);
  const range =
    (isOwnPool ? measurement.ephemeralRangeV6 : undefined) ?? measurement.ephemeralRange;
  if (range.kind === 'unavailable') return range;

  const notSubtracted: Unavailable[] = [];
  const reserved = valueOr(measurement.reservedPorts, [], notSubtracted);
  const listening = valueOr(measurement.listeningPorts, [], notSubtracted);
  const taken = portsInside(range.value, reserved, listening);
  const poolPorts = Math.max(0, range.value.last - range.value.first + 1 - taken.size);

  const sharing =
    measurement.platform === 'linux' && binding === 'implicit' ? 'per-destination' : 'machine-wide';
  let usedByOthers = 0;
  if (sharing === 'machine-wide') {
    const totals = valueOr(measurement.totals, undefined, notSubtracted);
    // The total counts listeners too, which are no part of the pool.
    const listenersInside = listenersWithin(range.value, listening);
    const occupied = isOwnPool ? totals?.occupiedEphemeralPortsV6 : totals?.occupiedEphemeralPorts;
    const inUse = (occupied ?? usage.occupiedPorts + listenersInside) - listenersInside;
    usedByOthers = Math.min(Math.max(0, inUse - usage.occupiedPorts), poolPorts);
  }
  return {
    kind: 'value',
    value: { ports: poolPorts - usedByOthers, poolPorts, usedByOthers, sharing, notSubtracted },
    from: range.from,
  };
}

/**
 * The TIME_WAIT length that counts for one destination. Unavailable where the length itself could
 * not be read. A disputed length (Windows, 120 to 240 s) stays a range.
 *
 * Linux takes a waiting port for a new connection to the same destination after `afterMs` where
 * `tcp_tw_reuse` allows it (facts.md A2: on loopback by default, EADDRNOTAVAIL at 0 s, fine at
 * 1.2 s). Otherwise the port is free when the row's timer fires, which may lag by
 * {@link Measurement.timeWaitLag}. Nor does reuse help a client that binds first, as a bind knows no
 * destination. Where the setting could not be read the full length counts, which is the safe side.
 */
export function effectiveTimeWait(
  usage: DestinationUsage,
  measurement: Measurement,
  binding: Binding = 'implicit',
): Reading<EffectiveTimeWait> {
  const length = measurement.timeWaitLength;
  if (length.kind === 'unavailable') return length;
  const reuse = measurement.timeWaitReuse;
  if (
    measurement.platform === 'linux' &&
    binding === 'implicit' &&
    reuse.kind === 'value' &&
    (reuse.value.scope === 'always' || (reuse.value.scope === 'loopback' && usage.loopback)) &&
    reuse.value.afterMs < length.value.minMs
  ) {
    const afterMs = Math.max(0, reuse.value.afterMs);
    return {
      kind: 'value',
      value: { minMs: afterMs, maxMs: afterMs, isReusedEarly: true },
      from: reuse.from,
    };
  }
  const lag = measurement.timeWaitLag;
  const lagMs = lag?.kind === 'value' ? lag.value : 0;
  return {
    kind: 'value',
    value: {
      minMs: length.value.minMs,
      maxMs: length.value.maxMs + lagMs,
      isReusedEarly: false,
    },
    from: lagMs > 0 && lag?.kind === 'value' ? withLag(length.from, lag.from) : length.from,
  };
}

/** The length and how far its timer may lag, each with its source. */
function withLag(length: Provenance, lag: Provenance): Provenance {
  return { ...length, where: `${length.where}; ${lag.where}` };
}

/** The ports of the range that are never handed out; a port that is reserved and listening is one. */
function portsInside(
  range: PortSpan,
  reserved: readonly PortSpan[],
  listening: readonly number[],
): ReadonlySet<number> {
  const taken = new Set<number>();
  for (const span of reserved) {
    const last = Math.min(span.last, range.last, 65_535);
    for (let port = Math.max(span.first, range.first, 0); port <= last; port += 1) taken.add(port);
  }
  for (const port of listening) if (port >= range.first && port <= range.last) taken.add(port);
  return taken;
}

function listenersWithin(range: PortSpan, listening: readonly number[]): number {
  return new Set(listening.filter((port) => port >= range.first && port <= range.last)).size;
}

function valueOr<T, D>(reading: Reading<T>, otherwise: D, missing: Unavailable[]): T | D {
  if (reading.kind === 'value') return reading.value;
  missing.push(reading);
  return otherwise;
}
