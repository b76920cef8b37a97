/** What a person looks at: occupancy and rate over time, and the port range as a picture. */
import * as l10n from '@vscode/l10n';
import { connectionsASecond, portCount } from '../../explain/amounts';
import { endpointLabel, isSameEndpoint } from '../../explain/addresses';
import { portCapacity } from '../../explain/poolScope';
import type { Forecast } from '../../explain/verdict';
import type {
  DestinationUsage,
  Measurement,
  RateHistory,
  Reading,
  SocketAddress,
} from '../../measure/measurement';
import type { ChartView, PortMapView } from './protocol';
import { provenanceText, type PanelFacts, type Wording } from './views';

/** How far back the chart looks, and how far ahead its forecast goes. */
const chartPastS = 120;
const chartAheadS = 120;

/** The forecast that the numbers are about: the verdict's, else the most pressing one. */
export function forecastInView({ diagnosis, latest }: PanelFacts): Forecast | undefined {
  return diagnosis?.verdict.forecast ?? latest?.mostPressing;
}

/** The destination that the pictures are about: the verdict's, else the most pressing, else the busiest. */
export function destinationInView(facts: PanelFacts): SocketAddress | undefined {
  const usages = facts.latest?.measurement.destinations;
  const busiest = usages?.kind === 'value' ? usages.value[0]?.destination : undefined;
  return forecastInView(facts)?.destination ?? busiest;
}

/** Undefined where nothing is known about the destination's past or future. */
export function chartView(
  facts: PanelFacts,
  destination: SocketAddress,
  { words, time }: Wording,
): ChartView | undefined {
  const { latest, diagnosis } = facts;
  const history = latest?.histories.find((one) => isSameEndpoint(one.destination, destination));
  if (latest === undefined || history === undefined) return undefined;
  const forecast = forecastAhead(facts, destination);
  const past = recentBins(history, facts.nowMs);
  const ahead = (forecast?.curve ?? []).filter(
    ({ atMs }) => atMs > past.endMs && atMs < facts.nowMs + chartAheadS * 1_000,
  );
  const label = endpointLabel(destination);
  const errorAtMs = diagnosis?.errorAtMs;
  const capacity = capacityOf(latest.measurement, destination);
  const peak = Math.max(0, ...past.rates);
  const sustainable = sustainableTowards(facts, destination);
  return {
    title: l10n.t('Connections and ports to {0}', label),
    summary: [
      l10n.t('Highest rate of new connections to {1}: {0} a second.', words.rate(peak), label),
      ...(capacity === undefined
        ? []
        : [
            capacity === 1
              ? l10n.t('1 port can serve it.')
              : l10n.t('{0} ports can serve it.', words.count(capacity)),
          ]),
      ...(sustainable === undefined
        ? []
        : [l10n.t('What can go on for ever: {0}.', connectionsASecond(words.limit(sustainable)))]),
      ...(errorAtMs === undefined ? [] : [l10n.t('The error struck at {0}.', time(errorAtMs))]),
    ].join(' '),
    source: sourcesOf([latest.measurement.destinations, latest.measurement.ephemeralRange], time),
    timesS: [...past.timesS, ...ahead.map(({ atMs }) => atMs / 1_000)],
    connectionsPerSecond: [...past.rates, ...ahead.map(() => null)],
    occupiedPorts: [...past.occupied, ...ahead.map(() => null)],
    forecastPorts: [...past.occupied.map(() => null), ...ahead.map((point) => point.occupiedPorts)],
    capacity: capacity ?? null,
    sustainablePerSecond: sustainable ?? null,
    ...(errorAtMs !== undefined &&
      errorAtMs > facts.nowMs - chartPastS * 1_000 && { errorAtS: errorAtMs / 1_000 }),
  };
}

/** Only a forecast of now belongs beside the live line; one from before an error has come true. */
function forecastAhead(facts: PanelFacts, destination: SocketAddress): Forecast | undefined {
  const pressing = facts.latest?.mostPressing;
  return pressing && isSameEndpoint(pressing.destination, destination) ? pressing : undefined;
}

/** The limit of the forecast in view, if it is finite and about this destination. */
function sustainableTowards(facts: PanelFacts, destination: SocketAddress): number | undefined {
  const forecast = forecastInView(facts);
  if (forecast === undefined || !isSameEndpoint(forecast.destination, destination))
    return undefined;
  const { min } = forecast.sustainablePerSecond;
  return Number.isFinite(min) ? min : undefined;
}

function recentBins(
  { startMs, connectionsPerSecond, occupiedPorts }: RateHistory,
  nowMs: number,
): { timesS: number[]; rates: number[]; occupied: (number | null)[]; endMs: number } {
  const firstShownMs = nowMs - chartPastS * 1_000;
  const skip = Math.max(0, Math.ceil((firstShownMs - startMs) / 1_000));
  const rates = connectionsPerSecond.slice(skip);
  return {
    timesS: rates.map((_, index) => startMs / 1_000 + skip + index),
    rates,
    occupied: occupiedPorts.slice(skip, skip + rates.length),
    endMs: startMs + (skip + rates.length) * 1_000,
  };
}

function capacityOf(measurement: Measurement, destination: SocketAddress): number | undefined {
  const usage = usageOf(measurement, destination);
  const capacity = usage && portCapacity(usage, measurement);
  return capacity?.kind === 'value' ? capacity.value.ports : undefined;
}

/** Undefined where the range or the socket table could not be read. */
export function portMapView(
  measurement: Measurement,
  destination: SocketAddress | undefined,
  { words, time }: Wording,
): PortMapView | undefined {
  const { ephemeralRange, destinations, platform } = measurement;
  if (ephemeralRange.kind === 'unavailable' || destinations.kind === 'unavailable') {
    return undefined;
  }
  const { first, last } = ephemeralRange.value;
  // Linux has a pool for each destination; elsewhere all share one (explain/poolScope.ts).
  const shown =
    platform === 'linux'
      ? destinations.value.filter(
          (one) => destination && isSameEndpoint(one.destination, destination),
        )
      : destinations.value;
  const open = new Set<number>();
  const waiting = new Map<number, number | null>();
  for (const { port, state, remainingMs } of shown.flatMap(({ ports }) => [...ports])) {
    if (port < first || port > last) continue;
    if (state === 'open') open.add(port - first);
    else waiting.set(port - first, remainingMs === undefined ? null : remainingMs / 1_000);
  }
  const free = last - first + 1 - open.size - waiting.size;
  return {
    first,
    last,
    summary: l10n.t(
      '{0}: {1} open, {2} waiting, {3} free.',
      portCount(words.count(last - first + 1)),
      words.count(open.size),
      words.count(waiting.size),
      words.count(free),
    ),
    source: sourcesOf([destinations, ephemeralRange], time),
    open: [...open],
    waiting: [...waiting],
  };
}

function sourcesOf(readings: readonly Reading<unknown>[], time: Wording['time']): string {
  return readings
    .flatMap((reading) => (reading.kind === 'value' ? provenanceText(reading.from, time) : []))
    .join(' ');
}

function usageOf(
  measurement: Measurement,
  destination: SocketAddress,
): DestinationUsage | undefined {
  const { destinations } = measurement;
  return destinations.kind === 'value'
    ? destinations.value.find((usage) => isSameEndpoint(usage.destination, destination))
    : undefined;
}
