/** The settings under which the model is held against the kernel. Data only. */
import type { Load } from './kernelLoad';

export interface Setting {
  readonly name: string;
  readonly load: Load;
  /**
   * Ports in use when it is full, or as full as it gets; the forecast is the first one made when a
   * quarter of them is taken.
   */
  readonly fullPorts: number;
  readonly sampleIntervalMs: number;
  /** How long it is watched where nothing fails. */
  readonly watchMs: number;
  /**
   * The forecast is the first at a quarter that knows the hold time: before a connection has closed
   * nobody can tell whether any will.
   */
  readonly untilHoldTimeIsKnown?: true;
  /** A setting that is over within a second runs by itself, after the others. */
  readonly alone?: true;
}

const v4 = { host: '127.0.0.1', port: 8080 };
const v6 = { host: '::1', port: 8080 };
const three = [8080, 8081, 8082].map((port) => ({ host: '127.0.0.1', port }));
/** RFC 5737; an address of the machine itself, but none of loopback to `tcp_tw_reuse`. */
const ownAddress = '192.0.2.1';

/** Beyond TIME_WAIT with all that the kernel's timer may add, or twice that where it runs anyway. */
const beyondTimeWaitMs = 75_000;
const twiceTimeWaitMs = 130_000;

/** `ports` from 40,000 on, and the reuse of waiting ports: 0 never, 1 always, 2 on loopback. */
function kernel(
  ports: number,
  reuse: 0 | 1 | 2,
  more: Record<string, string> = {},
): Load['settings'] {
  return {
    ip_local_port_range: `40000 ${39_999 + ports}`,
    tcp_tw_reuse: String(reuse),
    ...more,
  };
}

export const settings: readonly Setting[] = [
  {
    name: '100 ports, 20/s',
    load: { destinations: [v4], perSecond: 20, settings: kernel(100, 0) },
    fullPorts: 100,
    sampleIntervalMs: 250,
    watchMs: 30_000,
  },
  {
    name: '200 ports, 10/s',
    load: { destinations: [v4], perSecond: 10, settings: kernel(200, 0) },
    fullPorts: 200,
    sampleIntervalMs: 1_000,
    watchMs: 60_000,
  },
  {
    name: '2,000 ports, 100/s',
    load: { destinations: [v4], perSecond: 100, settings: kernel(2_000, 0) },
    fullPorts: 2_000,
    sampleIntervalMs: 1_000,
    watchMs: 60_000,
  },
  {
    name: '2,000 ports, 34.5/s: just over the limit',
    load: { destinations: [v4], perSecond: 34.5, settings: kernel(2_000, 0) },
    fullPorts: 2_000,
    sampleIntervalMs: 1_000,
    watchMs: twiceTimeWaitMs,
  },
  {
    name: '2,000 ports, 32.8/s: under 2,000 ÷ 60 s',
    load: { destinations: [v4], perSecond: 32.8, settings: kernel(2_000, 0) },
    fullPorts: 2_000,
    sampleIntervalMs: 1_000,
    watchMs: twiceTimeWaitMs,
  },
  {
    name: '2,000 ports, 30/s: under the limit',
    load: { destinations: [v4], perSecond: 30, settings: kernel(2_000, 0) },
    fullPorts: 1_800,
    sampleIntervalMs: 1_000,
    watchMs: twiceTimeWaitMs,
  },
  {
    name: '300 ports, 4/s: under the limit',
    load: { destinations: [v4], perSecond: 4, settings: kernel(300, 0) },
    fullPorts: 240,
    sampleIntervalMs: 1_000,
    watchMs: twiceTimeWaitMs,
  },
  {
    name: '500 ports, 25/s, each open for 2 s',
    load: { destinations: [v4], perSecond: 25, holdMs: 2_000, settings: kernel(500, 0) },
    fullPorts: 500,
    sampleIntervalMs: 1_000,
    watchMs: 60_000,
  },
  {
    name: '1,000 ports, 13/s, each open for 10 s: under the limit',
    load: { destinations: [v4], perSecond: 13, holdMs: 10_000, settings: kernel(1_000, 0) },
    fullPorts: 910,
    sampleIntervalMs: 1_000,
    watchMs: twiceTimeWaitMs,
  },
  {
    name: '1,000 ports, 200/s, each open for 5 s, loopback reuse',
    load: { destinations: [v4], perSecond: 200, holdMs: 5_000, settings: kernel(1_000, 2) },
    fullPorts: 1_000,
    sampleIntervalMs: 250,
    watchMs: 20_000,
  },
  {
    name: '1,000 ports, 140/s, each open for 5 s, loopback reuse: under the limit',
    load: { destinations: [v4], perSecond: 140, holdMs: 5_000, settings: kernel(1_000, 2) },
    fullPorts: 840,
    sampleIntervalMs: 1_000,
    watchMs: beyondTimeWaitMs,
    untilHoldTimeIsKnown: true,
  },
  {
    name: '500 ports, 6/s, never closed',
    load: { destinations: [v4], perSecond: 6, holdMs: null, settings: kernel(500, 0) },
    fullPorts: 500,
    sampleIntervalMs: 1_000,
    watchMs: twiceTimeWaitMs,
  },
  {
    name: '300 ports, three destinations, 15/s each',
    load: { destinations: three, perSecond: 15, settings: kernel(300, 0) },
    fullPorts: 300,
    sampleIntervalMs: 1_000,
    watchMs: 60_000,
  },
  {
    name: '300 ports, three destinations, 4/s each: under the limit of each',
    load: { destinations: three, perSecond: 4, settings: kernel(300, 0) },
    fullPorts: 240,
    sampleIntervalMs: 1_000,
    watchMs: twiceTimeWaitMs,
  },
  {
    name: '500 ports, 25/s, bind first, reuse always',
    load: { destinations: [v4], perSecond: 25, bindsFirst: true, settings: kernel(500, 1) },
    fullPorts: 500,
    sampleIntervalMs: 1_000,
    watchMs: 60_000,
  },
  {
    name: '600 ports, three destinations, 10/s each, bind first',
    load: { destinations: three, perSecond: 10, bindsFirst: true, settings: kernel(600, 0) },
    fullPorts: 600,
    sampleIntervalMs: 1_000,
    watchMs: 60_000,
  },
  {
    name: '600 ports, three destinations, 3/s each, bind first: under the limit',
    load: { destinations: three, perSecond: 3, bindsFirst: true, settings: kernel(600, 0) },
    fullPorts: 540,
    sampleIntervalMs: 1_000,
    watchMs: twiceTimeWaitMs,
  },
  {
    name: '400 ports, 20/s, IPv6',
    load: { destinations: [v6], perSecond: 20, settings: kernel(400, 0) },
    fullPorts: 400,
    sampleIntervalMs: 1_000,
    watchMs: 60_000,
  },
  {
    name: '400 ports, 200/s, IPv6, loopback reuse: under the limit',
    load: { destinations: [v6], perSecond: 200, settings: kernel(400, 2) },
    fullPorts: 200,
    sampleIntervalMs: 1_000,
    watchMs: beyondTimeWaitMs,
  },
  {
    name: '400 ports, 20/s, IPv6, bind first',
    load: { destinations: [v6], perSecond: 20, bindsFirst: true, settings: kernel(400, 0) },
    fullPorts: 400,
    sampleIntervalMs: 1_000,
    watchMs: 60_000,
  },
  {
    name: '1,000 ports, bursts of 25 every 0.5 s',
    load: { destinations: [v4], perSecond: 50, burst: 25, settings: kernel(1_000, 0) },
    fullPorts: 1_000,
    sampleIntervalMs: 1_000,
    watchMs: 60_000,
  },
  {
    name: '1,000 ports, bursts of 30 every 2 s: under the limit',
    load: { destinations: [v4], perSecond: 15, burst: 30, settings: kernel(1_000, 0) },
    fullPorts: 900,
    sampleIntervalMs: 1_000,
    watchMs: twiceTimeWaitMs,
  },
  {
    name: '300 ports, 220/s, reuse always: under the limit',
    load: { destinations: [v4], perSecond: 220, settings: kernel(300, 1) },
    fullPorts: 220,
    sampleIntervalMs: 1_000,
    watchMs: beyondTimeWaitMs,
  },
  {
    name: '1,000 ports, 130/s, reuse always after 10 s',
    load: {
      destinations: [v4],
      perSecond: 130,
      settings: kernel(1_000, 1, { tcp_tw_reuse_delay: '10000' }),
    },
    fullPorts: 1_000,
    sampleIntervalMs: 250,
    watchMs: 30_000,
  },
  {
    name: '200 ports, 10/s, loopback reuse, but an address that is not loopback',
    load: {
      destinations: [{ host: ownAddress, port: 8080 }],
      ownAddresses: [`${ownAddress}/32`],
      perSecond: 10,
      settings: kernel(200, 2),
    },
    fullPorts: 200,
    sampleIntervalMs: 1_000,
    watchMs: 60_000,
  },
  {
    name: '200 ports, 10/s, reuse always, but no TCP timestamps',
    load: { destinations: [v4], perSecond: 10, settings: kernel(200, 1, { tcp_timestamps: '0' }) },
    fullPorts: 200,
    sampleIntervalMs: 1_000,
    watchMs: 60_000,
  },
  {
    name: '300 ports of which 100 are reserved, 10/s',
    load: {
      destinations: [v4],
      perSecond: 10,
      settings: kernel(300, 0, { ip_local_reserved_ports: '40100-40199' }),
    },
    fullPorts: 200,
    sampleIntervalMs: 1_000,
    watchMs: 60_000,
  },
  {
    name: '200 ports, 40/s, the service closes first',
    load: {
      destinations: [v4],
      perSecond: 40,
      closedHereShare: 0,
      holdMs: 500,
      settings: kernel(200, 0),
    },
    fullPorts: 20,
    sampleIntervalMs: 1_000,
    watchMs: beyondTimeWaitMs,
  },
  {
    name: '400 ports, 20/s, the service closes every second one first',
    load: {
      destinations: [v4],
      perSecond: 20,
      closedHereShare: 0.5,
      holdMs: 100,
      settings: kernel(400, 0),
    },
    fullPorts: 400,
    sampleIntervalMs: 1_000,
    watchMs: 90_000,
  },
  {
    name: '200 ports, 10/s, at most 100 rows in TIME_WAIT',
    load: {
      destinations: [v4],
      perSecond: 10,
      settings: kernel(200, 0, { tcp_max_tw_buckets: '100' }),
    },
    fullPorts: 100,
    sampleIntervalMs: 1_000,
    watchMs: beyondTimeWaitMs,
  },
  {
    name: '1,000 ports, 1,250/s, loopback reuse',
    load: { destinations: [v4], perSecond: 1_250, settings: kernel(1_000, 2) },
    fullPorts: 1_000,
    sampleIntervalMs: 50,
    watchMs: 20_000,
    alone: true,
  },
];
