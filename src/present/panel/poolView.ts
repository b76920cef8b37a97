/** The forecast's own numbers, for the sliders. */
import { endpointLabel, isSameEndpoint } from '../../explain/addresses';
import type { Forecast } from '../../explain/verdict';
import type { CallFacts } from '../callFacts';
import type { PoolView } from './protocol';

/** Too few requests to tell a share of. */
const fewestRequests = 20;

/** Undefined without a forecast: the sliders then start from a preset. */
export function poolView(
  forecast: Forecast | undefined,
  calls?: Pick<CallFacts, 'destinations'>,
): PoolView | undefined {
  if (forecast === undefined) return undefined;
  const reuseRatio = countedReuse(forecast, calls);
  return {
    destination: endpointLabel(forecast.destination),
    capacity: forecast.capacity,
    connectionsPerSecond: forecast.connectionsPerSecond,
    ...(reuseRatio !== undefined && { reuseRatio }),
    effectiveTimeWaitMs: forecast.effectiveTimeWaitMs,
    holdTimeMs: forecast.holdTimeMs,
    closedHereShare: forecast.closedHereShare ?? 1,
    ...(forecast.waitingLimit !== undefined && { waitingLimit: forecast.waitingLimit }),
  };
}

/** What the probe counted of this destination; nothing where hardly anything or no new connection was. */
function countedReuse(
  { destination }: Forecast,
  calls: Pick<CallFacts, 'destinations'> | undefined,
): number | undefined {
  const counted = calls?.destinations.find((one) => isSameEndpoint(one.destination, destination));
  const { reuseRatio, requests = 0 } = counted ?? {};
  if (reuseRatio === undefined || requests < fewestRequests) return undefined;
  return reuseRatio >= 0 && reuseRatio < 1 ? reuseRatio : undefined;
}
