/**
 * Who was seen with connections to a destination. A row in TIME_WAIT has no owner any more, and a
 * connection of a millisecond is hardly ever caught in the open: so what was caught is remembered, and
 * stands for the others until it is too long ago.
 */
import { belongingOf, type Belonging } from './belonging';
import type { DestinationClients, FamilyProcess, Origin, SocketCount } from './clients';
import { onTheWall } from './onTheWall';
import type { Measurement, Moment, SocketAddress } from './measurement';

const MAX_DESTINATIONS = 256;
const MAX_OWNERS = 16;
const MAX_NAMESPACES = 64;
/** What was last seen so long ago says nothing of the connections of now: twice Linux' TIME_WAIT. */
const REMEMBERED_MS = 120_000;
/** After so long, a connection that was seen begin counts half of one that begins now. */
const HALVED_AFTER_MS = 30_000;

/** Somebody who was seen with connections to one destination. */
export interface ClientSighting {
  readonly belongsTo: Belonging;
  /** Absent for others. */
  readonly origin?: Origin;
  /** The name of the latest process seen: hostile text. */
  readonly program?: string;
  /** Connections seen begin, the older ones counted less. */
  readonly begun: number;
  /** Open at the latest look. */
  readonly open: number;
  readonly latestMs: number;
}

/** All that was seen of one destination. */
export interface ClientSightings {
  readonly destination: SocketAddress;
  /** The one with the most connections begun first. */
  readonly owners: readonly ClientSighting[];
  /** Connections seen begin whose holder could not be told, the older ones counted less. */
  readonly untold: number;
  /** Connections that the socket table showed to begin, whoever's they are; weighed alike. */
  readonly counted: number;
}

/** How many connections to a destination were counted so far: {@link import('./flightRecorder').FlightRecorder.countedTo}. */
export type CountedTo = (destination: SocketAddress, namespace: Measurement['namespace']) => number;

interface Owner {
  belongsTo: Belonging;
  origin: Origin | undefined;
  program: string | undefined;
  begun: number;
  open: number;
  latestMs: number;
}

interface Entry {
  readonly owners: Map<string, Owner>;
  untold: number;
  counted: number;
  /** The moment that the counts are weighed for. */
  agedMs: number;
  seenMs: number;
}

/** Fed with measurements in the order of their time; reckons on the steady clock. */
export class ClientMemory {
  private readonly entries = new Map<string, Entry>();
  /** By namespace: what the first look finds open began at any time. */
  private readonly lookedAtMs = new Map<string, number>();
  /** What {@link CountedTo} told at the latest look, by destination. */
  private counts = new Map<string, number>();

  /**
   * Takes in a look; one without clients adds nothing.
   * @param countedTo how many connections a destination had so far; after this look was counted
   */
  record(measurement: Measurement, countedTo: CountedTo = () => 0): void {
    const { clients, namespace, steadyMs: atMs } = measurement;
    if (clients?.kind !== 'value') return;
    const present = new Map(
      clients.value.map((one) => [keyOf(namespace, one.destination), one] as const),
    );
    const prefix = keyOf(namespace, undefined);
    const isFirst = atMs - (this.lookedAtMs.get(prefix) ?? -Infinity) > REMEMBERED_MS;
    this.lookedAtMs.delete(prefix);
    this.lookedAtMs.set(prefix, atMs);
    for (const [oldest] of this.lookedAtMs) {
      if (this.lookedAtMs.size <= MAX_NAMESPACES) break;
      this.lookedAtMs.delete(oldest);
    }
    for (const [key, entry] of this.entries) {
      if (atMs - entry.seenMs > REMEMBERED_MS) this.entries.delete(key);
      else if (key.startsWith(prefix)) age(entry, atMs);
    }
    for (const [key, one] of present) {
      const entry = this.entries.get(key) ?? this.open(key, atMs);
      if (entry === undefined) continue;
      entry.seenMs = atMs;
      take(entry, isFirst ? withoutNews(one) : one, atMs);
    }
    this.count(measurement, countedTo);
  }

  /** What is remembered of a destination; undefined where nothing is. */
  sightingsOf(
    destination: SocketAddress,
    namespace: Measurement['namespace'],
    now: Moment,
  ): ClientSightings | undefined {
    const entry = this.entries.get(keyOf(namespace, destination));
    if (entry === undefined) return undefined;
    const owners = [...entry.owners.values()]
      .filter(({ open, latestMs }) => open > 0 || now.steadyMs - latestMs <= REMEMBERED_MS)
      .sort((a, b) => b.begun - a.begun || b.open - a.open)
      .map(({ origin, program, latestMs, ...rest }): ClientSighting => ({
        ...rest,
        latestMs: onTheWall(now, latestMs),
        ...(origin && { origin }),
        ...(program !== undefined && { program }),
      }));
    return { destination, owners, untold: entry.untold, counted: entry.counted };
  }

  /** What has begun since the latest look; a destination's first look tells nothing of it. */
  private count({ destinations, namespace }: Measurement, countedTo: CountedTo): void {
    if (destinations.kind !== 'value') return;
    const prefix = keyOf(namespace, undefined);
    const others = [...this.counts].filter(([key]) => !key.startsWith(prefix));
    const counts = new Map(others.slice(-MAX_DESTINATIONS));
    for (const { destination } of destinations.value.slice(0, MAX_DESTINATIONS)) {
      const key = keyOf(namespace, destination);
      const counted = countedTo(destination, namespace);
      const entry = this.entries.get(key);
      if (entry) entry.counted += Math.max(0, counted - (this.counts.get(key) ?? counted));
      counts.set(key, counted);
    }
    this.counts = counts;
  }

  private open(key: string, atMs: number): Entry | undefined {
    if (this.entries.size >= MAX_DESTINATIONS) return undefined;
    const owners = new Map<string, Owner>();
    const entry = { owners, untold: 0, counted: 0, agedMs: atMs, seenMs: atMs };
    this.entries.set(key, entry);
    return entry;
  }
}

function withoutNews({ held, others, untold, ...rest }: DestinationClients): DestinationClients {
  const silent = <T extends SocketCount>(count: T): T => ({ ...count, news: 0 });
  return { ...rest, held: held.map(silent), others: silent(others), untold: silent(untold) };
}

function take(entry: Entry, clients: DestinationClients, atMs: number): void {
  for (const { process, ...count } of clients.held) {
    see(entry, belongingOf(process, clients), process, count, atMs);
  }
  if (clients.others.open > 0) {
    see(entry, belongingOf('others', clients), undefined, clients.others, atMs);
  }
  entry.untold += clients.untold.news;
}

function see(
  entry: Entry,
  belongsTo: Belonging,
  process: FamilyProcess | undefined,
  { open, news }: SocketCount,
  atMs: number,
): void {
  const key = `${belongsTo} ${process?.origin.id ?? ''}`;
  let owner = entry.owners.get(key);
  if (owner === undefined) {
    if (entry.owners.size >= MAX_OWNERS) return;
    owner = { belongsTo, origin: undefined, program: undefined, begun: 0, open: 0, latestMs: atMs };
    entry.owners.set(key, owner);
  }
  owner.begun += news;
  owner.open += open;
  owner.latestMs = atMs;
  owner.origin = process?.origin;
  owner.program = process?.name;
}

/** Brings an entry to a moment; what is open is counted anew at each look. */
function age(entry: Entry, atMs: number): void {
  const kept = 0.5 ** (Math.max(0, atMs - entry.agedMs) / HALVED_AFTER_MS);
  entry.agedMs = Math.max(entry.agedMs, atMs);
  entry.untold *= kept;
  entry.counted *= kept;
  for (const [key, owner] of entry.owners) {
    if (owner.latestMs < atMs - REMEMBERED_MS) {
      entry.owners.delete(key);
      continue;
    }
    owner.begun *= kept;
    owner.open = 0;
  }
}

function keyOf({ id }: Measurement['namespace'], destination: SocketAddress | undefined): string {
  const address = destination === undefined ? '' : `${destination.address} ${destination.port}`;
  return `${id ?? ''} ${address}`;
}
