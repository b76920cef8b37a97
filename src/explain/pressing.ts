/** Which destination runs out of ports first, of those that concern the workspace. */
import type { Attribution } from './attribution';
import type { Forecast } from './verdict';

/** A destination that is being connected to now, and whose it is. */
export interface Pressing {
  readonly forecast: Forecast;
  readonly attribution: Attribution;
}

/**
 * The one that runs out first, and among equals the fastest. The editor's own and the debuggers' never
 * count. What is the workspace's comes before what is others'; what nobody knows whose it is comes
 * between, but counts as the workspace's where it runs out, which it may be.
 */
export function mostPressing(candidates: readonly Pressing[]): Pressing | undefined {
  return candidates.reduce<Pressing | undefined>((most, one) => {
    if (rankOf(one) === undefined) return most;
    return most === undefined || comesFirst(one, most) ? one : most;
  }, undefined);
}

/** The lower, the sooner it is shown; undefined: never. */
function rankOf({ forecast, attribution }: Pressing): number | undefined {
  switch (attribution.belongsTo) {
    case 'workspace':
      return 0;
    case 'unknown':
      return Number.isFinite(forecast.timeToExhaustionMs) ? 0 : 1;
    case 'others':
      return 2;
    case 'editor':
    case 'debugger':
      return undefined;
  }
}

function comesFirst(one: Pressing, other: Pressing): boolean {
  const ranks = (rankOf(one) ?? 0) - (rankOf(other) ?? 0);
  if (ranks !== 0) return ranks < 0;
  const [a, b] = [one.forecast, other.forecast];
  return a.timeToExhaustionMs === b.timeToExhaustionMs
    ? a.connectionsPerSecond > b.connectionsPerSecond
    : a.timeToExhaustionMs < b.timeToExhaustionMs;
}
