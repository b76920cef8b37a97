/** The sockets of the destinations whose rows are open, one by one. */
import * as l10n from '@vscode/l10n';
import { endpointLabel, isSameEndpoint } from '../../explain/addresses';
import { portsByUse } from '../../explain/forecast';
import { quoted } from '../../explain/hostileText';
import { whyUnread } from '../../explain/unreadable';
import type { DestinationUsage, Measurement, OccupiedPort } from '../../measure/measurement';
import type { SocketsView } from './protocol';
import { provenanceText, type PanelFacts, type Wording } from './views';

/** More than anyone reads one by one; the summary counts them all. */
const mostSockets = 100;
/** More programs than usually share a destination. */
const mostHolders = 10;

const nothing = { holders: [], rows: [] };

/**
 * An answer for each destination that is asked for: its sockets, that it has none, or why they could
 * not be read. None at all before the first look.
 */
export function socketsViews(
  { latest, shownSockets = [] }: PanelFacts,
  wording: Wording,
): readonly SocketsView[] {
  if (latest === undefined) return [];
  const { destinations } = latest.measurement;
  if (destinations.kind !== 'value') {
    const summary = whyUnread(destinations);
    return shownSockets.map((id) => ({ id, summary, source: '', ...nothing }));
  }
  const source = provenanceText(destinations.from, wording.time);
  const usageOf = new Map(
    destinations.value.map((usage) => [endpointLabel(usage.destination), usage]),
  );
  return shownSockets.map((id) => {
    const usage = usageOf.get(id);
    if (usage === undefined) {
      return { id, summary: l10n.t('None is in the socket table now.'), source, ...nothing };
    }
    return {
      id,
      summary: summaryOf(usage, wording),
      source,
      holders: holdersOf(usage, latest.measurement),
      rows: firstSockets(usage).map((socket) => rowOf(socket, wording)),
    };
  });
}

function summaryOf(usage: DestinationUsage, { words }: Wording): string {
  const { open, waiting } = portsByUse(usage);
  const all = l10n.t('Open: {0}. Waiting: {1}.', words.count(open), words.count(waiting));
  return usage.ports.length > mostSockets
    ? `${all} ${l10n.t('The first {0} of them:', words.count(mostSockets))}`
    : all;
}

/** The open ones, then those that wait the shortest; the unknown ones at the end. */
function firstSockets({ ports }: DestinationUsage): readonly OccupiedPort[] {
  const rank = ({ state, remainingMs = Infinity }: OccupiedPort) =>
    state === 'open' ? -1 : remainingMs;
  const first: OccupiedPort[] = [];
  let last = Infinity;
  // 28,000 ports ten times a second: only those that come before the last one kept are sorted in.
  for (const socket of ports) {
    if (first.length === mostSockets && rank(socket) >= last) continue;
    const at = first.findIndex((kept) => rank(kept) > rank(socket));
    first.splice(at < 0 ? first.length : at, 0, socket);
    if (first.length > mostSockets) first.pop();
    const end = first.at(-1);
    last = end === undefined ? Infinity : rank(end);
  }
  return first;
}

function rowOf(
  { port, state, remainingMs }: OccupiedPort,
  { words }: Wording,
): SocketsView['rows'][number] {
  // A port is a name: no separators between its thousands.
  const row = { port: String(port) };
  if (state === 'open') return { ...row, state: l10n.t('open'), free: '' };
  const free = remainingMs === undefined ? l10n.t('not known') : words.duration(remainingMs);
  return { ...row, state: l10n.t('waiting in TIME_WAIT'), free };
}

/** `node (pid 4242): 12`, the program with the most first. */
function holdersOf({ destination }: DestinationUsage, { clients }: Measurement): readonly string[] {
  if (clients?.kind !== 'value') return [];
  const held = clients.value.find((one) => isSameEndpoint(one.destination, destination))?.held;
  return [...(held ?? [])]
    .sort((a, b) => b.open - a.open)
    .slice(0, mostHolders)
    .map(({ process, open }) =>
      l10n.t('{0} (pid {1}): {2}', quoted(process.name, 60), process.processId, open),
    );
}
