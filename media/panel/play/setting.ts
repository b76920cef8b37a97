/** What the sliders say together, and where they may start from. Pure. */
import { presets, widestRange } from '../../../src/explain/presets';
import type { Pool } from '../../../src/explain/verdict';
import type { PoolView } from '../../../src/present/panel/protocol';

/** Lengths in milliseconds. */
export interface Setting {
  /** Calls a second; each opens a connection unless it reuses one. */
  readonly callsPerSecond: number;
  /** The share of the calls, 0 to 1, that reuse a connection. */
  readonly reuseRatio: number;
  readonly ports: number;
  /** A range where the length is disputed. */
  readonly timeWaitMs: { readonly minMs: number; readonly maxMs: number };
  readonly holdTimeMs: number;
  /** The share of the connections, 0 to 1, that this side closes first: of the program, not a slider. */
  readonly closedHereShare: number;
  /** Rows that may wait at the same time, where the system limits them: of the machine, not a slider. */
  readonly waitingLimit?: number;
}

/** The machine of a setting; the rest belongs to the program. */
export type Machine = Pick<Setting, 'ports' | 'timeWaitMs' | 'waitingLimit'>;

/** Without numbers of this machine, a rate at which every preset has something to say. */
const exampleCallsPerSecond = 100;

/** Of 100 calls that keep their connections alive, so many still need a new one: an example. */
export const keepAliveReuseRatio = 0.99;

/** Ports of the widest range that is advised. */
export const widestPorts = widestRange.last - widestRange.first + 1;

/** Where the sliders stand untouched: this machine, or the article's numbers where nothing was read. */
export function startingSetting(live: PoolView | undefined): Setting {
  if (live === undefined) {
    const [article] = presets;
    return {
      callsPerSecond: exampleCallsPerSecond,
      reuseRatio: 0,
      ports: article?.capacity ?? widestPorts,
      timeWaitMs: article?.timeWaitMs ?? { minMs: 60_000, maxMs: 60_000 },
      holdTimeMs: 0,
      closedHereShare: 1,
    };
  }
  // Where the calls were counted, the sliders begin at them; else each connection is taken for a call.
  const reuseRatio = live.reuseRatio ?? 0;
  return {
    callsPerSecond: live.connectionsPerSecond / (1 - reuseRatio),
    reuseRatio,
    ...machineOf(live),
    holdTimeMs: live.holdTimeMs,
    closedHereShare: live.closedHereShare,
  };
}

export function machineOf(live: PoolView): Machine {
  return {
    ports: live.capacity,
    timeWaitMs: live.effectiveTimeWaitMs,
    ...(live.waitingLimit !== undefined && { waitingLimit: live.waitingLimit }),
  };
}

/** The same program on another machine. */
export function onMachine(setting: Setting, machine: Machine): Setting {
  const { callsPerSecond, reuseRatio, holdTimeMs, closedHereShare } = setting;
  return { callsPerSecond, reuseRatio, holdTimeMs, closedHereShare, ...machine };
}

export function isOnMachine({ ports, timeWaitMs }: Setting, machine: Machine): boolean {
  return (
    ports === machine.ports &&
    timeWaitMs.minMs === machine.timeWaitMs.minMs &&
    timeWaitMs.maxMs === machine.timeWaitMs.maxMs
  );
}

/** What the model reckons with; its rate is that of the calls, before any of them reuses a connection. */
export function poolOf(setting: Setting): Pool {
  return {
    capacity: setting.ports,
    connectionsPerSecond: setting.callsPerSecond,
    effectiveTimeWaitMs: setting.timeWaitMs,
    holdTimeMs: setting.holdTimeMs,
    closedHereShare: setting.closedHereShare,
    ...(setting.waitingLimit !== undefined && { waitingLimit: setting.waitingLimit }),
  };
}
