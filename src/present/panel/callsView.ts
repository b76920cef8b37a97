/** What the workspace's own programs do: per destination, and under each the lines that do it. */
import * as l10n from '@vscode/l10n';
import { connectionCount, requestCount } from '../../explain/amounts';
import { isSameEndpoint, endpointLabel } from '../../explain/addresses';
import { quoted } from '../../explain/hostileText';
import { portCapacity } from '../../explain/poolScope';
import { isOwnSite, placeLabel, siteKey, type PlacedCalls, type PlacedSite } from '../callFacts';
import type { Finding } from '../../remedy/finding';
import type { CallSiteView, CallsView, Chip } from './protocol';
import { rateSource, type PanelFacts, type Wording } from './views';

const mostDestinations = 20;
const mostSites = 20;

/** The busiest destinations with their lines; none while no program with a probe has been seen. */
export function callsViews(facts: PanelFacts, wording: Wording): readonly CallsView[] {
  const { calls } = facts;
  if (calls === undefined) return [];
  const note = whose(calls.launches);
  return calls.destinations.slice(0, mostDestinations).map((destination) => ({
    id: endpointLabel(destination.destination),
    label: labelOf(destination),
    note,
    numbers: numbersOf(destination, facts, wording),
    sites: destination.sites
      .slice(0, mostSites)
      .map((site) => siteView(site, destination, facts, wording)),
  }));
}

function whose(launches: readonly string[]): string {
  const [first, ...others] = launches;
  if (first === undefined) return l10n.t('Counted inside your programs.');
  return others.length === 0
    ? l10n.t('Counted inside the programs of “{0}”.', quoted(first, 60))
    : l10n.t(
        'Counted inside the programs of “{0}” and {1} more.',
        quoted(first, 60),
        others.length,
      );
}

function labelOf({ destination, names }: PlacedCalls): string {
  const label = endpointLabel(destination);
  const name = names.find((each) => each !== destination.address);
  return name === undefined ? label : l10n.t('{0} ({1})', label, quoted(name, 60));
}

function numbersOf(calls: PlacedCalls, { latest }: PanelFacts, wording: Wording): readonly Chip[] {
  const { words, time } = wording;
  const id = endpointLabel(calls.destination);
  const since = l10n.t('Counted by the probe, last at {0}.', time(calls.latestMs));
  const chip = (name: string, label: string, text: string, source = since): Chip => ({
    id: `${id} ${name}`,
    label,
    text,
    source,
    state: 'measured',
  });
  const total = l10n.t('{0} so far.', connectionCount(words.count(calls.connections)));
  const failed = Object.entries(calls.failures);
  return [
    chip(
      'calls-rate',
      l10n.t('Connections a second'),
      words.rate(calls.connectionsPerSecond),
      calls.rate ? `${rateSource(calls.rate, wording)} ${total}` : `${since} ${total}`,
    ),
    ...(calls.requestsPerSecond === undefined || calls.requests === undefined
      ? []
      : [
          chip(
            'calls-requests',
            l10n.t('Requests a second'),
            words.rate(calls.requestsPerSecond),
            `${since} ${l10n.t('{0} so far.', requestCount(words.count(calls.requests)))}`,
          ),
        ]),
    ...(calls.reuseRatio === undefined || calls.requests === undefined
      ? []
      : [
          chip(
            'calls-reuse',
            l10n.t('Connections reused'),
            words.percent(calls.reuseRatio),
            l10n.t(
              '1 − {0} ÷ {1}. {2}',
              connectionCount(words.count(calls.connections)),
              requestCount(words.count(calls.requests)),
              since,
            ),
          ),
        ]),
    ...(calls.closed === undefined
      ? []
      : [chip('calls-closed', l10n.t('Closed first by'), closedText(calls.closed, words), since)]),
    ...(calls.meanHoldMs === undefined
      ? []
      : [chip('calls-hold', l10n.t('Kept open, on average'), words.duration(calls.meanHoldMs))]),
    ...shareChip(calls, latest, wording, chip),
    ...(failed.length === 0
      ? []
      : [
          chip(
            'calls-failed',
            l10n.t('Could not connect'),
            failed.map(([code, count]) => `${words.count(count)} ${code}`).join(', '),
          ),
        ]),
  ];
}

/** Whose end closes decides whose port waits. */
function closedText(
  { here, there }: NonNullable<PlacedCalls['closed']>,
  words: Wording['words'],
): string {
  if (here + there === 0) return l10n.t('nobody yet');
  if (there === 0) return l10n.t('your program');
  if (here === 0) return l10n.t('the other side');
  return l10n.t('your program: {0} of {1}', words.count(here), words.count(here + there));
}

/** How much of the destination's ports is in use now; nothing where the table has no row for it. */
function shareChip(
  { destination }: PlacedCalls,
  latest: PanelFacts['latest'],
  { words, time }: Wording,
  chip: (name: string, label: string, text: string, source?: string) => Chip,
): readonly Chip[] {
  const table = latest?.measurement.destinations;
  if (latest === undefined || table?.kind !== 'value') return [];
  const usage = table.value.find((each) => isSameEndpoint(each.destination, destination));
  const capacity = usage && portCapacity(usage, latest.measurement);
  if (usage === undefined || capacity?.kind !== 'value' || capacity.value.ports === 0) return [];
  return [
    chip(
      'calls-share',
      l10n.t('Share of the ports'),
      words.percent(Math.min(1, usage.occupiedPorts / capacity.value.ports)),
      l10n.t(
        '{0} of {1} ports, at {2}.',
        words.count(usage.occupiedPorts),
        words.count(capacity.value.ports),
        time(latest.measurement.atMs),
      ),
    ),
  ];
}

function siteView(
  site: PlacedSite,
  { destination }: PlacedCalls,
  { findings }: PanelFacts,
  { words }: Wording,
): CallSiteView {
  const id = siteKey(site);
  const counted = l10n.t(
    '{0} and {1} from this line so far.',
    connectionCount(words.count(Math.round(site.connections))),
    requestCount(words.count(Math.round(site.requests))),
  );
  const chip = (name: string, label: string, text: string): Chip => ({
    id: `${endpointLabel(destination)} ${id} ${name}`,
    label,
    text,
    source: counted,
    state: 'measured',
  });
  const fix = fixFor(site, findings);
  return {
    id,
    place: site.place ? quoted(placeLabel(site.place), 80) : l10n.t('code that is in no file'),
    detail: detailOf(site),
    isOwn: isOwnSite(site),
    connections: chip(
      'connections',
      l10n.t('Connections a second'),
      words.rate(site.connectionsPerSecond),
    ),
    ...(site.requestsPerSecond !== undefined && {
      requests: chip('requests', l10n.t('Requests a second'), words.rate(site.requestsPerSecond)),
    }),
    ...(site.reuseRatio !== undefined && {
      reuse: chip('reuse', l10n.t('Connections reused'), words.percent(site.reuseRatio)),
    }),
    share: words.percent(site.share),
    shareOfAll: site.share,
    amounts: {
      connections: site.connectionsPerSecond,
      ...(site.requestsPerSecond !== undefined && { requests: site.requestsPerSecond }),
      ...(site.reuseRatio !== undefined && { reuse: site.reuseRatio }),
    },
    ...(fix && { fix }),
  };
}

function detailOf({ place, functionName, ownPlaces }: PlacedSite): string {
  if (place === undefined) return '';
  const path = quoted(place.file, 200);
  const inFunction =
    functionName === undefined ? path : l10n.t('{0} in {1}', quoted(functionName, 80), path);
  return ownPlaces.length > 0
    ? inFunction
    : l10n.t('{0}: no line of this workspace is on the way to this call.', inFunction);
}

/** An agent or a client is made a line or two above the call that it is made for. */
const mostLinesAbove = 5;

/**
 * The preferred fix of a finding on a line that leads to the call; else of the nearest one that
 * begins shortly above such a line.
 */
function fixFor({ ownPlaces }: PlacedSite, findings: PanelFacts['findings']): CallSiteView['fix'] {
  const [nearest] = findings
    .map(({ id, path, finding }) => ({
      id,
      fix: finding.fixes.find(({ isPreferred }) => isPreferred) ?? finding.fixes[0],
      linesAbove: Math.min(
        ...ownPlaces
          .filter(({ file }) => isSamePath(file, path))
          .map(({ line }) => linesAbove(finding.range, line)),
      ),
    }))
    .filter((one) => one.linesAbove <= mostLinesAbove && one.fix !== undefined)
    .sort((a, b) => a.linesAbove - b.linesAbove);
  if (nearest?.fix === undefined) return undefined;
  const { id, fix } = nearest;
  return { findingId: id, fixId: fix.id, title: fix.title, cost: fix.cost };
}

/** How far above a line (from 1) a range stands; 0 where the line is in it, infinite where it is below. */
function linesAbove({ start, end }: Finding['range'], line: number): number {
  if (line < start.line + 1) return Infinity;
  return Math.max(0, line - (end.line + 1));
}

/** A path of this system and the path of a URI (`/c:/x`), as one. */
function isSamePath(file: string, uriPath: string): boolean {
  const plain = (path: string) => path.replaceAll('\\', '/').replace(/^\/?([a-z]):/i, '/$1:');
  return plain(file).toLowerCase() === plain(uriPath).toLowerCase();
}
