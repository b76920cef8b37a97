/** The forecast's own numbers, for the sliders. */
import { endpointLabel } from '../../explain/addresses';
import type { Forecast } from '../../explain/verdict';
import type { PoolView } from './protocol';

/** Undefined without a forecast: the sliders then start from a preset. */
export function poolView(forecast: Forecast | undefined): PoolView | undefined {
  if (forecast === undefined) return undefined;
  return {
    destination: endpointLabel(forecast.destination),
    capacity: forecast.capacity,
    connectionsPerSecond: forecast.connectionsPerSecond,
    effectiveTimeWaitMs: forecast.effectiveTimeWaitMs,
    holdTimeMs: forecast.holdTimeMs,
    closedHereShare: forecast.closedHereShare ?? 1,
    ...(forecast.waitingLimit !== undefined && { waitingLimit: forecast.waitingLimit }),
  };
}
