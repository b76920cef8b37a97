/** Whose connections to a destination are: of this workspace, of the editor, of a debugger, of others. */
import type { Belonging } from '../measure/belonging';
import type { ClientSightings } from '../measure/clientMemory';
import type { Origin } from '../measure/clients';
import type { RateEstimate, SocketAddress } from '../measure/measurement';
import type { LaunchCalls } from '../measure/probe/calls';
import { isSameEndpoint } from './addresses';

/** Somebody's part of the new connections to a destination. */
export interface OwnersShare {
  readonly belongsTo: Belonging;
  /** The session, terminal or task; absent for others. */
  readonly origin?: Origin;
  /** The program's name: hostile text. */
  readonly program?: string;
  /** 0 to 1, of those connections whose holder was told. */
  readonly share: number;
}

export interface Attribution {
  readonly destination: SocketAddress;
  /** `workspace` where any part is; else the largest part's; `unknown` where nobody was caught. */
  readonly belongsTo: Belonging | 'unknown';
  /** `probe`: a program of this workspace said so itself. `sockets`: told from who holds them. */
  readonly basis: 'probe' | 'sockets' | 'none';
  /** The largest first; empty where nobody was caught with a connection. */
  readonly shares: readonly OwnersShare[];
  /**
   * Of the connections that began lately, the part that was caught with its owner: the rest was too
   * short, and {@link shares} stand for it. Absent where nothing began, and with a probe.
   */
  readonly toldShare?: number;
}

/**
 * Whose a destination is.
 * @param sightings who was caught with connections to it; undefined: nobody
 * @param launches what probes counted: theirs are the workspace's by definition
 */
export function attributionOf(
  destination: SocketAddress,
  sightings: ClientSightings | undefined,
  launches: readonly LaunchCalls[] = [],
): Attribution {
  const owners = sightings?.owners ?? [];
  // Connections seen begin are what a rate is made of. Where none was, those that are open count, and
  // where all have gone again, having been there.
  const weigh = [({ begun }: Weights) => begun, ({ open }: Weights) => open, () => 1] as const;
  const weightOf = weigh.find((weight) => sum(owners.map(weight)) > 0) ?? weigh[2];
  const total = sum(owners.map(weightOf));
  const shares = owners
    .map(({ belongsTo, origin, program, begun, open }): OwnersShare => ({
      belongsTo,
      ...(origin && { origin }),
      ...(program !== undefined && { program }),
      share: weightOf({ begun, open }) / total,
    }))
    .sort((a, b) => b.share - a.share);
  const isProbed = probedCalls(destination, launches) !== undefined;
  const isWorkspaces = isProbed || shares.some(({ belongsTo }) => belongsTo === 'workspace');
  return {
    destination,
    belongsTo: isWorkspaces ? 'workspace' : (shares[0]?.belongsTo ?? 'unknown'),
    basis: isProbed ? 'probe' : shares.length > 0 ? 'sockets' : 'none',
    shares,
    ...(!isProbed && sightings && toldShareOf(sightings)),
  };
}

/**
 * The rates of the workspace alone: what probes counted where they did, else the part of what the
 * socket table shows that is the workspace's. The editor's and the debuggers' are left out.
 */
export function workspaceRates(
  rates: readonly RateEstimate[],
  attributions: readonly Attribution[],
  launches: readonly LaunchCalls[] = [],
): readonly RateEstimate[] {
  return rates.flatMap((rate) => {
    const attribution = attributions.find(({ destination }) =>
      isSameEndpoint(destination, rate.destination),
    );
    if (attribution?.belongsTo !== 'workspace') return [];
    const probed = probedCalls(rate.destination, launches)?.flatMap((calls) => calls.rate ?? []);
    if (probed !== undefined && probed.length > 0) return [addedUp(probed)];
    const share = sum(
      attribution.shares
        .filter(({ belongsTo }) => belongsTo === 'workspace')
        .map((part) => part.share),
    );
    const isShared = attribution.shares.length > 0 && share < 1;
    return isShared
      ? [{ ...rate, connectionsPerSecond: rate.connectionsPerSecond * share }]
      : [rate];
  });
}

function toldShareOf({ owners, untold, counted }: ClientSightings): Pick<Attribution, 'toldShare'> {
  const told = sum(owners.map(({ begun }) => begun));
  const all = Math.max(counted, told + untold);
  return told > 0 && all > 0 ? { toldShare: told / all } : {};
}

interface Weights {
  readonly begun: number;
  readonly open: number;
}

/** What probes counted to a destination, of all launches; undefined where none did. */
function probedCalls(
  destination: SocketAddress,
  launches: readonly LaunchCalls[],
): LaunchCalls['destinations'] | undefined {
  const calls = launches.flatMap((launch) =>
    launch.destinations.filter((one) => isSameEndpoint(one.destination, destination)),
  );
  return calls.length > 0 ? calls : undefined;
}

/** Several launches' rates to one destination. Their bursts may lie apart: only what overlaps adds up. */
function addedUp(rates: readonly RateEstimate[]): RateEstimate {
  const latest = rates.reduce((a, b) => (a.toMs >= b.toMs ? a : b));
  const together = rates.filter(({ toMs }) => toMs > latest.fromMs);
  const closings = together.flatMap(({ closed }) => closed ?? []);
  const { destination, fromMs, toMs, source } = latest;
  return {
    destination,
    fromMs,
    toMs,
    source,
    connectionsPerSecond: sum(together.map(({ connectionsPerSecond }) => connectionsPerSecond)),
    connections: sum(together.map(({ connections }) => connections)),
    ...(closings.length === together.length && {
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
