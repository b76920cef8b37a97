/** A machine whose system has no reader here: every reading says so. */
import { realClock } from './clock';
import type { Machine } from './machine';
import { unavailable } from './reading';

/**
 * @param platform `process.platform` of a system without a reader (freebsd, aix, …). Its sockets
 *   follow BSD or POSIX names, so errors are explained as Linux's; the numbers are not available.
 */
export function createUnsupportedMachine(platform: string): Machine {
  const missing = unavailable('unsupported', platform, `no reader for ${platform}`);
  return {
    platform: 'linux',
    measure: () =>
      Promise.resolve({
        platform: 'linux',
        ...realClock(),
        namespace: {},
        ephemeralRange: missing,
        reservedPorts: missing,
        timeWaitLength: missing,
        timeWaitReuse: missing,
        destinations: missing,
        totals: missing,
        listeningPorts: missing,
      }),
    holdersOf: () => Promise.resolve(missing),
    listenFacts: () => Promise.resolve({ connections: missing, localAddresses: missing }),
  };
}
