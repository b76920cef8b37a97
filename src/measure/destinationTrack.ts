/** What was seen of one destination from look to look: which connections are new, and when. */
import { ClosingLog } from './closingLog';
import { ConnectionTimes, RATE_WINDOW_MS } from './connectionTimes';
import type { DestinationUsage, RateHistory, SocketAddress } from './measurement';

/** Length of the history kept. */
const HISTORY_SECONDS = 600;

const NOT_LOOKED = -1;
/** What a port held at the last look. */
const OPEN_COUNTED = 1;
const OPEN_UNCOUNTED = 2;
const WAITING = 3;
/**
 * Two looks at the same row give its closing time to some 20 ms (1/100 s ticks, page-wise reading);
 * a reused port closes at least `tcp_tw_reuse_delay` (1 s by default) after it closed before.
 */
const YOUNGER_BY_MS = 500;

/** A look at one destination. */
export interface TrackLook {
  readonly atMs: number;
  /** When the same table was last looked at; absent at the first look. */
  readonly previousLookAtMs?: number;
  /** From when on what is new may have begun: the previous look, or later; absent at the first look. */
  readonly openedAfterMs?: number;
  /** TIME_WAIT length, where it is exactly known: then remaining times give closing times. */
  readonly timeWaitMs?: number;
}

/** One destination's memory: the ports of the last look, ten minutes of history, the latest times. */
export class DestinationTrack {
  readonly times = new ConnectionTimes();
  readonly closings = new ClosingLog();
  /** The last look at which it held a port. */
  lastSeenMs = 0;
  /** Connections counted so far; only grows. */
  counted = 0;

  private readonly connections = new Uint32Array(HISTORY_SECONDS);
  private readonly occupied = new Int32Array(HISTORY_SECONDS).fill(NOT_LOOKED);
  private latestSecond: number | undefined;
  private firstSecond = Infinity;

  /** The last look, ascending by port; `closedAtMs` counts where the port was waiting. */
  private ports = new Uint16Array(0);
  private holds = new Uint8Array(0);
  private closedAtMs = new Float64Array(0);

  constructor(readonly destination: SocketAddress) {}

  /**
   * Takes in a look. A connection counts once: by its start where a look saw it open that the look
   * before did not (placed evenly between the two), else by its closing time. One that was open at
   * the first look began at an unknown time and counts when it closes.
   */
  look(usage: DestinationUsage | undefined, look: TrackLook): void {
    const now = usage?.ports ?? [];
    const { atMs, previousLookAtMs, openedAfterMs, timeWaitMs } = look;
    const first = previousLookAtMs === undefined;
    const ports = new Uint16Array(now.length);
    const holds = new Uint8Array(now.length);
    const closedAtMs = new Float64Array(now.length);
    const told = new Float64Array(now.length);
    let toldCount = 0;
    let betweenLooks = 0;
    let closedHere = 0;
    let openBeforeStillThere = 0;
    let before = 0;
    let i = -1;
    for (const { port, state, remainingMs } of now) {
      i++;
      while (before < this.ports.length && (this.ports[before] ?? 0) < port) before++;
      const seen = before < this.ports.length && this.ports[before] === port;
      const held = seen ? (this.holds[before] ?? 0) : 0;
      const wasOpen = isOpen(held);
      ports[i] = port;
      if (wasOpen) openBeforeStillThere++;
      if (state === 'open') {
        holds[i] = wasOpen ? held : first ? OPEN_UNCOUNTED : OPEN_COUNTED;
        if (!wasOpen && !first) betweenLooks++;
        continue;
      }
      holds[i] = WAITING;
      if (wasOpen) closedHere++;
      if (remainingMs === undefined || timeWaitMs === undefined) {
        // Without its age, a row of the first look may be from any time: it only counts later.
        if (!first && (held === 0 || held === OPEN_UNCOUNTED)) betweenLooks++;
        if (!first && held === 0) closedHere++;
        continue;
      }
      if (remainingMs === 0 && (held === WAITING || first)) {
        // The row's timer lags (docs/MODEL.md): it closed some time before the last T.
        closedAtMs[i] = held === WAITING ? (this.closedAtMs[before] ?? 0) : atMs - timeWaitMs;
        continue;
      }
      const closed = atMs - (timeWaitMs - remainingMs);
      closedAtMs[i] = closed;
      if (isNewlyClosed(held, closed, this.closedAtMs[before] ?? 0)) {
        // A row that closed well before the last look and was not in it was skipped while the
        // table changed under the reader (tcp_seek_last_pos); it has been counted in its time.
        const missed =
          held === 0 &&
          previousLookAtMs !== undefined &&
          this.lastSeenMs >= previousLookAtMs &&
          closed < previousLookAtMs - YOUNGER_BY_MS;
        if (!missed) told[toldCount++] = closed;
        const recent = !first || closed > atMs - RATE_WINDOW_MS;
        if (!missed && !wasOpen && recent) closedHere++;
      }
    }
    this.addTold(told.subarray(0, toldCount).sort());
    if (openedAfterMs !== undefined) this.spread(betweenLooks, Math.min(openedAfterMs, atMs), atMs);
    this.closings.add(atMs, closedHere, this.holds.filter(isOpen).length - openBeforeStillThere);
    this.ports = ports;
    this.holds = holds;
    this.closedAtMs = closedAtMs;
    if (now.length > 0) this.lastSeenMs = atMs;
    this.setOccupied(atMs, usage?.occupiedPorts ?? 0);
  }

  /** The history up to `nowMs`, or undefined where the last ten minutes hold nothing. */
  history(nowMs: number): RateHistory | undefined {
    const lastSecond = Math.floor(nowMs / 1000);
    const startSecond = Math.max(this.firstSecond, lastSecond - HISTORY_SECONDS + 1);
    const latest = this.latestSecond;
    if (latest === undefined || latest < startSecond || lastSecond < startSecond) return undefined;
    const connectionsPerSecond: number[] = [];
    const occupiedPorts: (number | null)[] = [];
    let any = false;
    for (let second = startSecond; second <= lastSecond; second++) {
      const kept = second <= latest && second > latest - HISTORY_SECONDS;
      const connections = kept ? (this.connections[binOf(second)] ?? 0) : 0;
      const occupied = kept ? (this.occupied[binOf(second)] ?? NOT_LOOKED) : NOT_LOOKED;
      connectionsPerSecond.push(connections);
      occupiedPorts.push(occupied === NOT_LOOKED ? null : occupied);
      any ||= connections > 0 || occupied > 0;
    }
    if (!any) return undefined;
    const startMs = startSecond * 1000;
    return { destination: this.destination, startMs, connectionsPerSecond, occupiedPorts };
  }

  /** Takes up a history of before, as {@link history} gave it; only before the first look. */
  resume({ startMs, connectionsPerSecond, occupiedPorts }: RateHistory): void {
    const startSecond = Math.floor(startMs / 1000);
    connectionsPerSecond.slice(0, HISTORY_SECONDS).forEach((connections, index) => {
      const second = startSecond + index;
      if (!this.advanceTo(second)) return;
      this.connections[binOf(second)] = connections;
      this.occupied[binOf(second)] = occupiedPorts[index] ?? NOT_LOOKED;
    });
    this.lastSeenMs = (startSecond + connectionsPerSecond.length) * 1000;
  }

  private addTold(times: Float64Array): void {
    this.counted += times.length;
    for (const atMs of times) {
      this.times.add(atMs, atMs, 1);
      this.count(atMs);
    }
  }

  /** Connections that began somewhere between two looks: evenly placed in the history. */
  private spread(connections: number, fromMs: number, toMs: number): void {
    if (connections === 0) return;
    this.counted += connections;
    this.times.add(fromMs, toMs, connections);
    const stepMs = (toMs - fromMs) / connections;
    for (let i = 0; i < connections; i++) this.count(fromMs + (i + 0.5) * stepMs);
  }

  private count(atMs: number): void {
    const second = Math.floor(atMs / 1000);
    if (!this.advanceTo(second)) return;
    const bin = binOf(second);
    this.connections[bin] = (this.connections[bin] ?? 0) + 1;
  }

  private setOccupied(atMs: number, occupiedPorts: number): void {
    const second = Math.floor(atMs / 1000);
    if (this.advanceTo(second)) this.occupied[binOf(second)] = occupiedPorts;
  }

  /** Empties the bins between the latest and `second`. @returns false where it is too long ago. */
  private advanceTo(second: number): boolean {
    const latest = this.latestSecond ?? second;
    if (second <= latest - HISTORY_SECONDS) return false;
    const firstNew = Math.max(latest + 1, second - HISTORY_SECONDS + 1);
    for (let cleared = firstNew; cleared <= second; cleared++) {
      this.connections[binOf(cleared)] = 0;
      this.occupied[binOf(cleared)] = NOT_LOOKED;
    }
    this.latestSecond = Math.max(latest, second);
    this.firstSecond = Math.min(this.firstSecond, second);
    return true;
  }
}

/** The first looks of a process tell of seconds before it began, which its clock counts below zero. */
function binOf(second: number): number {
  return ((second % HISTORY_SECONDS) + HISTORY_SECONDS) % HISTORY_SECONDS;
}

function isOpen(held: number): boolean {
  return held === OPEN_COUNTED || held === OPEN_UNCOUNTED;
}

/** Whether a waiting row stands for a connection that nothing counted yet. */
function isNewlyClosed(held: number, closedAtMs: number, closedBeforeMs: number): boolean {
  if (held === OPEN_COUNTED) return false;
  if (held === WAITING) return closedAtMs > closedBeforeMs + YOUNGER_BY_MS;
  return true;
}
