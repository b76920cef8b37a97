/**
 * The TIME_WAIT model: how many ports a rate of connections keeps busy, and when they run out.
 *
 * Little's law (J. D. C. Little, 1961): the mean number in a system is the arrival rate times the
 * mean time in it. A connection keeps its local port while it is open (hold time H) and, where our
 * side closes first, for the TIME_WAIT length T after that. Lengths are in milliseconds, rates in
 * connections per second. A value that is negative or not a
 * number counts as 0, one above 10^15 as that.
 */

/** The pool of local ports that can serve one destination. */
export interface PoolModel {
  /** Ports that could serve the destination (P). */
  readonly capacity: number;
  /** How long a port stays unusable after our side has closed the connection (T). */
  readonly timeWaitMs: number;
  /** How long a connection is open before it closes (H). */
  readonly holdTimeMs: number;
  /**
   * The share of the connections, 0 to 1, that our side closes first: only these wait in TIME_WAIT
   * here (RFC 9293, section 3.6; facts.md A6). Absent: all of them.
   */
  readonly closedHereShare?: number;
  /**
   * Ports that can be in TIME_WAIT at the same time: the system keeps no more rows, and beyond it a
   * closed connection's port is free at once (facts.md A2, tcp_max_tw_buckets). Absent: all.
   */
  readonly waitingLimit?: number;
}

const msPerSecond = 1_000;

/** Above any number of ports or milliseconds, and far from where products overflow. */
const largest = 1e15;

/** Negative and NaN become 0, and Infinity a large number, so that no answer is negative or NaN. */
function atLeastZero(value: number): number {
  return value > 0 ? Math.min(value, largest) : 0;
}

/** How long one connection keeps its port: T + H, in milliseconds. */
export function portTimeMs(model: PoolModel): number {
  return atLeastZero(model.timeWaitMs) + atLeastZero(model.holdTimeMs);
}

/** How long a connection keeps its port on average, in milliseconds: H + T · share closed here. */
export function meanPortTimeMs(model: PoolModel): number {
  const share = Math.min(atLeastZero(model.closedHereShare ?? 1), 1);
  return atLeastZero(model.holdTimeMs) + atLeastZero(model.timeWaitMs) * share;
}

/**
 * The rate of connections that keep their port for the whole T + H which would take as many ports as
 * this one does, in connections per second. Exact in the steady state (Little's law), and at any time
 * where all are closed here or the hold time is short.
 */
export function lastingRatePerSecond(model: PoolModel, connectionsPerSecond: number): number {
  const rate = atLeastZero(connectionsPerSecond);
  const wholeMs = portTimeMs(model);
  return wholeMs === 0 ? rate : (rate * meanPortTimeMs(model)) / wholeMs;
}

/**
 * The highest rate that can go on for ever, in connections per second: P / (T + H),
 * where T counts for the share that is closed here.
 * Infinity where a connection keeps its port for no time at all and there is a port. Where fewer rows
 * may wait than there are ports, the rest of them serve the open connections: (P − limit) / H.
 */
export function sustainableRatePerSecond(model: PoolModel): number {
  const capacity = atLeastZero(model.capacity);
  if (capacity === 0) return 0;
  const limit = atLeastZero(model.waitingLimit ?? largest);
  const beside = limit < capacity ? (capacity - limit) / atLeastZero(model.holdTimeMs) : 0;
  return Math.max(capacity / meanPortTimeMs(model), beside) * msPerSecond;
}

/** Ports in use in the steady state, by Little's law: λ (T + H), at most the capacity. */
export function steadyOccupancy(model: PoolModel, connectionsPerSecond: number): number {
  const perMs = atLeastZero(connectionsPerSecond) / msPerSecond;
  const openMs = atLeastZero(model.holdTimeMs);
  const waitingMs = meanPortTimeMs(model) - openMs;
  const limit = atLeastZero(model.waitingLimit ?? largest);
  const occupied = perMs * openMs + Math.min(perMs * waitingMs, limit);
  return Math.min(occupied, atLeastZero(model.capacity));
}

/**
 * The most ports that this rate can ever take: all of them, or where fewer rows may wait than there
 * are ports, the open connections beside that many.
 */
export function highestOccupancy(model: PoolModel, connectionsPerSecond: number): number {
  const capacity = atLeastZero(model.capacity);
  const limit = atLeastZero(model.waitingLimit ?? largest);
  if (limit >= capacity) return capacity;
  const perMs = atLeastZero(connectionsPerSecond) / msPerSecond;
  return Math.min(limit + perMs * atLeastZero(model.holdTimeMs), capacity);
}

/**
 * Time until no port is left, in milliseconds, where the ages of the `occupiedPorts` are spread
 * evenly over T + H: (P − N₀) / (λ − N₀ / (T + H)). The first T + H see N₀ / (T + H) ports a second
 * come back, and over the sustainable rate the pool is full before any new connection's port does.
 * 0 where the pool is full already; Infinity at or below the sustainable rate.
 */
export function timeToExhaustionMs(
  model: PoolModel,
  connectionsPerSecond: number,
  occupiedPorts: number,
): number {
  const capacity = atLeastZero(model.capacity);
  const occupied = atLeastZero(occupiedPorts);
  if (occupied >= capacity) return 0;
  if (atLeastZero(connectionsPerSecond) <= sustainableRatePerSecond(model)) return Infinity;
  const rate = lastingRatePerSecond(model, connectionsPerSecond);
  const freedPerSecond = (occupied * msPerSecond) / portTimeMs(model);
  return ((capacity - occupied) * msPerSecond) / (rate - freedPerSecond);
}

/**
 * Time until no port is left, in milliseconds, where it is known when each port of today comes back:
 * N(t) = N₀ + λt − #(back by t) − λ·max(0, t − (T + H)). Between two of those moments the occupancy
 * climbs by λ a second, so the first moment at which it reaches the capacity lies on one of these
 * ramps. After T + H it climbs no more (as many come back as are taken), so if it was not reached by
 * then it never is: Infinity. 0 where it is full already.
 *
 * @param freeingInMs for every occupied port, when it comes back; ascending.
 */
export function timeToExhaustionFromRowsMs(
  model: PoolModel,
  connectionsPerSecond: number,
  freeingInMs: readonly number[],
): number {
  const capacity = atLeastZero(model.capacity);
  const rate = lastingRatePerSecond(model, connectionsPerSecond);
  const occupied = freeingInMs.length;
  if (occupied >= capacity) return 0;
  if (rate === 0 || highestOccupancy(model, connectionsPerSecond) < capacity) return Infinity;
  const climbEndsMs = portTimeMs(model);
  for (let freed = 0; freed <= occupied; freed += 1) {
    const rampEndsMs = Math.min(freeingInMs[freed] ?? Infinity, climbEndsMs);
    const reachedMs = ((capacity - occupied + freed) * msPerSecond) / rate;
    if (reachedMs < rampEndsMs) return reachedMs;
    if (rampEndsMs === climbEndsMs) return Infinity;
  }
  return Infinity;
}

/** How many of the ascending numbers are at most `limit` (binary search). */
export function countUpTo(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
