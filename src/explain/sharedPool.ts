/**
 * A pool that serves all destinations together fills by all of them: their ports and their rates
 * count as one. Which systems and clients share is told in `poolScope.ts`.
 */
import type { DestinationUsage, Measurement, RateEstimate } from '../measure/measurement';
import { isSameEndpoint } from './addresses';

/** All client-side usage of a machine as one, under the name of `usage`. */
export function usageOfAll(usage: DestinationUsage, measurement: Measurement): DestinationUsage {
  if (measurement.destinations.kind === 'unavailable') return usage;
  const others = measurement.destinations.value.filter(
    ({ destination }) => !isSameEndpoint(destination, usage.destination),
  );
  const all = [usage, ...others];
  const ages = all.map(({ timeWaitRemainingMs }) => timeWaitRemainingMs);
  const waiting = sum(all.map(({ byState }) => byState['time-wait'] ?? 0));
  const known = ages.flatMap((each) => each ?? []);
  return {
    destination: usage.destination,
    loopback: all.every(({ loopback }) => loopback),
    occupiedPorts: sum(all.map(({ occupiedPorts }) => occupiedPorts)),
    byState: { 'time-wait': waiting },
    ports: [],
    ...(known.length >= waiting && {
      timeWaitRemainingMs: known.sort((left, right) => left - right),
    }),
  };
}

/**
 * The rates of all destinations as one: what is under way at the same time as `rate`. Connections
 * per second, and who closed them, add up.
 */
export function rateOfAll(rate: RateEstimate, rates: readonly RateEstimate[]): RateEstimate {
  const all = [
    rate,
    ...rates.filter(
      (other) => !isSameEndpoint(other.destination, rate.destination) && other.toMs > rate.fromMs,
    ),
  ];
  const closings = all.flatMap(({ closed }) => closed ?? []);
  return {
    ...rate,
    connectionsPerSecond: sum(all.map(({ connectionsPerSecond }) => connectionsPerSecond)),
    connections: sum(all.map(({ connections }) => connections)),
    ...(closings.length === all.length && {
      closed: {
        here: sum(closings.map(({ here }) => here)),
        there: sum(closings.map(({ there }) => there)),
      },
    }),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
