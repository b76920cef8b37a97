/**
 * Keeps what each run of a program did, so that two can be laid side by side: fed with the looks at
 * the machine, the errors, and what the probes counted. Pure: the clock comes in.
 */
import { isSameEndpoint } from './explain/addresses';
import { portCapacity } from './explain/poolScope';
import type { RunRecord } from './explain/runs';
import type { Measurement, RateHistory, SocketAddress } from './measure/measurement';
import type { DestinationCalls } from './measure/probe/calls';

const mostRuns = 20;
const mostDestinations = 64;

interface Peak {
  readonly destination: SocketAddress;
  ports: number;
  capacity?: number;
}

interface OpenRun {
  readonly id: string;
  readonly label: string;
  readonly startedAtMs: number;
  failure?: RunRecord['failure'];
  /** By destination. */
  readonly peaks: Map<string, Peak>;
}

/** What is known of a run's connections at a moment. */
export interface RunSources {
  /** Of the run's own programs; empty where they have no probe. */
  readonly probed: readonly DestinationCalls[];
  readonly histories: readonly RateHistory[];
}

/** The runs of this workspace, the latest first. */
export class RunBook {
  private readonly open = new Map<string, OpenRun>();
  private ended: readonly RunRecord[];

  /** @param stored what {@link stored} gave earlier, as it came back: anything */
  constructor(stored: unknown = []) {
    this.ended = (Array.isArray(stored) ? stored : []).flatMap(readRecord).slice(0, mostRuns);
  }

  begin(id: string, label: string, nowMs: number): void {
    this.open.delete(id);
    this.open.set(id, { id, label, startedAtMs: nowMs, peaks: new Map() });
    for (const oldest of this.open.keys()) {
      if (this.open.size <= mostRuns) break;
      this.open.delete(oldest);
    }
  }

  /** When the open run of this id began; a debug session that is restarted keeps its id. */
  startedAtMs(id: string): number | undefined {
    return this.open.get(id)?.startedAtMs;
  }

  /** The first error of a run says how it failed. */
  fail(id: string, code: string, nowMs: number): void {
    const run = this.open.get(id);
    if (run !== undefined) run.failure ??= { code, afterMs: Math.max(0, nowMs - run.startedAtMs) };
  }

  /** A look at the machine, while runs are open. */
  look(measurement: Measurement): void {
    if (measurement.destinations.kind === 'unavailable') return;
    for (const run of this.open.values()) {
      for (const usage of measurement.destinations.value.slice(0, mostDestinations)) {
        const key = `${usage.destination.address} ${usage.destination.port}`;
        const known = run.peaks.get(key);
        if (known === undefined && run.peaks.size >= mostDestinations) continue;
        const capacity = portCapacity(usage, measurement);
        run.peaks.set(key, {
          destination: usage.destination,
          ports: Math.max(known?.ports ?? 0, usage.occupiedPorts),
          ...(capacity.kind === 'value' && { capacity: capacity.value.ports }),
        });
      }
    }
  }

  /** The run is over: what it did is kept. Undefined for a run that was never begun. */
  end(id: string, sources: RunSources, nowMs: number): RunRecord | undefined {
    const run = this.open.get(id);
    if (run === undefined) return undefined;
    this.open.delete(id);
    const record = { ...recordOf(run, sources, nowMs), endedAtMs: nowMs };
    this.ended = [record, ...this.ended.filter((each) => each.id !== id)].slice(0, mostRuns);
    return record;
  }

  /** Those that run and those that ended, the latest begun first. */
  runs(sourcesOf: (id: string) => RunSources, nowMs: number): readonly RunRecord[] {
    const running = [...this.open.values()].map((run) => recordOf(run, sourcesOf(run.id), nowMs));
    return [...running, ...this.ended].sort((a, b) => b.startedAtMs - a.startedAtMs);
  }

  /** What to keep over a reload of the window. */
  stored(): readonly RunRecord[] {
    return this.ended;
  }
}

function recordOf(run: OpenRun, { probed, histories }: RunSources, nowMs: number): RunRecord {
  const { id, label, startedAtMs, failure } = run;
  const counted = countedByProbe(probed) ?? countedByTable(histories, startedAtMs, nowMs);
  const peak = [...run.peaks.values()].find(
    ({ destination }) =>
      counted?.destination !== undefined && isSameEndpoint(destination, counted.destination),
  );
  return {
    id,
    label,
    startedAtMs,
    ...(counted ?? { connections: 0, connectionsPerSecond: 0, countedBy: 'table' }),
    ...(peak && { mostPorts: peak.ports }),
    ...(peak?.capacity !== undefined && { capacity: peak.capacity }),
    ...(failure && { failure }),
  };
}

type Counted = Pick<
  RunRecord,
  'destination' | 'connections' | 'connectionsPerSecond' | 'requests' | 'countedBy'
>;

function countedByProbe(probed: readonly DestinationCalls[]): Counted | undefined {
  const busiest = [...probed].sort(
    (a, b) => b.connections - a.connections || (b.requests ?? 0) - (a.requests ?? 0),
  )[0];
  if (busiest === undefined) return undefined;
  const { destination, connections, requests, rate } = busiest;
  return {
    destination,
    connections,
    connectionsPerSecond: rate?.connectionsPerSecond ?? 0,
    ...(requests !== undefined && { requests }),
    countedBy: 'probe',
  };
}

/** The seconds of the history that belong to the run. */
function countedByTable(
  histories: readonly RateHistory[],
  fromMs: number,
  toMs: number,
): Counted | undefined {
  const counted = histories.flatMap(({ destination, startMs, connectionsPerSecond }) => {
    const bins = connectionsPerSecond.filter((_connections, index) => {
      const atMs = startMs + index * 1_000;
      return atMs + 1_000 > fromMs && atMs <= toMs;
    });
    const connections = bins.reduce((sum, each) => sum + each, 0);
    const busy = bins.flatMap((each, second) => (each > 0 ? [second] : []));
    const seconds = (busy.at(-1) ?? 0) - (busy[0] ?? 0) + 1;
    return connections === 0
      ? []
      : [{ destination, connections, connectionsPerSecond: connections / seconds }];
  });
  const busiest = counted.sort((a, b) => b.connections - a.connections)[0];
  return busiest && { ...busiest, countedBy: 'table' };
}

/** One stored record, checked: what is in a memento may be of another version, or edited. */
function readRecord(given: unknown): readonly RunRecord[] {
  if (typeof given !== 'object' || given === null) return [];
  const of = given as Readonly<Record<string, unknown>>;
  const { id, label, countedBy } = of;
  const startedAtMs = amount(of['startedAtMs']);
  const endedAtMs = amount(of['endedAtMs']);
  const connections = amount(of['connections']);
  const connectionsPerSecond = amount(of['connectionsPerSecond']);
  if (typeof id !== 'string' || typeof label !== 'string') return [];
  if (countedBy !== 'probe' && countedBy !== 'table') return [];
  if (startedAtMs === undefined || endedAtMs === undefined) return [];
  if (connections === undefined || connectionsPerSecond === undefined) return [];
  const destination = readAddress(of['destination']);
  const failure = readFailure(of['failure']);
  const requests = amount(of['requests']);
  const mostPorts = amount(of['mostPorts']);
  const capacity = amount(of['capacity']);
  return [
    {
      id: id.slice(0, 100),
      label: label.slice(0, 200),
      startedAtMs,
      endedAtMs,
      connections,
      connectionsPerSecond,
      countedBy,
      ...(destination && { destination }),
      ...(failure && { failure }),
      ...(requests !== undefined && { requests }),
      ...(mostPorts !== undefined && { mostPorts }),
      ...(capacity !== undefined && { capacity }),
    },
  ];
}

function readAddress(given: unknown): SocketAddress | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { address, port } = given as Readonly<Record<string, unknown>>;
  const number = amount(port);
  return typeof address === 'string' && number !== undefined
    ? { address: address.slice(0, 64), port: number }
    : undefined;
}

function readFailure(given: unknown): RunRecord['failure'] {
  if (typeof given !== 'object' || given === null) return undefined;
  const { code, afterMs } = given as Readonly<Record<string, unknown>>;
  const after = amount(afterMs);
  return typeof code === 'string' && after !== undefined
    ? { code: code.slice(0, 40), afterMs: after }
    : undefined;
}

function amount(given: unknown): number | undefined {
  return typeof given === 'number' && Number.isFinite(given) && given >= 0 ? given : undefined;
}
