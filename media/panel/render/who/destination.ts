/** A destination as the table has it: its row, what is counted of it, and its sockets if asked for. */
import type {
  CallsView,
  DestinationView,
  Snapshot,
  SocketsView,
} from '../../../../src/present/panel/protocol';

export interface Destination extends DestinationView {
  /** What the workspace's own programs do with it. */
  readonly calls?: CallsView;
  readonly sockets?: SocketsView;
}

/** The parts of a snapshot that speak of the same destination, together. */
export function destinationsOf({
  destinations,
  calls,
  sockets,
}: Pick<Snapshot, 'destinations' | 'calls' | 'sockets'>): readonly Destination[] {
  const callsOf = new Map(calls.map((each) => [each.id, each]));
  const socketsOf = new Map(sockets.map((each) => [each.id, each]));
  return destinations.map((destination) => {
    const [made, held] = [callsOf.get(destination.id), socketsOf.get(destination.id)];
    return { ...destination, ...(made && { calls: made }), ...(held && { sockets: held }) };
  });
}

/** Everything in a row that a person may look for, what it shows while it is open included. */
export function wordsOf({ label, whose, outlook, calls }: Destination): readonly string[] {
  const lines = calls?.sites.flatMap(({ place, detail }) => [place, detail]) ?? [];
  return [label, whose ?? '', outlook, calls?.label ?? '', ...lines];
}
