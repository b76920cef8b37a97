/** Messages as a probe sends them, each with what a test wants otherwise. */
import type { Counts, DestinationCounts, Hello } from '../../../src/measure/probe/wire';

export const launch = 'a'.repeat(32);

export function aHello(over: Partial<Hello> = {}): Hello {
  return {
    type: 'hello',
    protocol: 1,
    launch,
    runtime: 'node',
    version: '20.20.2',
    processId: 4242,
    parentProcessId: 4241,
    threadId: 0,
    startedAtMs: 1_000,
    program: 'client.js',
    ...over,
  };
}

export function someCounts(over: Partial<DestinationCounts> = {}, atMs = 1_250): Counts {
  const counts = { destination: 1, connections: 3, failures: { EADDRNOTAVAIL: 1 }, ...over };
  const sites = over.sites ?? [{ site: 1, connections: counts.connections, requests: 0 }];
  return { type: 'counts', atMs, destinations: [{ ...counts, sites }], leftOut: 0 };
}
