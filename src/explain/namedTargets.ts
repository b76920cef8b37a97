/**
 * Code that names a host or a port, tied to the destinations that were measured: the call sites of
 * programs without a probe.
 */
import type { SocketAddress } from '../measure/measurement';
import { isLoopback, isNumericAddress, isSameAddress } from './addresses';

/** What code names; either may be missing. */
export interface NamedTarget {
  readonly host?: string;
  readonly port?: number;
}

/**
 * Whether code that names this may mean the destination. A host by name fits any address that is not
 * loopback, for nobody asked the resolver; its port must fit then. Code that names nothing fits none.
 *
 * @param names what programs were heard to call the destination, where a probe told
 */
export function fitsDestination(
  target: NamedTarget | undefined,
  destination: SocketAddress,
  names: readonly string[] = [],
): boolean {
  const { host, port } = target ?? {};
  if (host === undefined) return port === destination.port;
  if (port !== undefined && port !== destination.port) return false;
  if (names.some((name) => name.toLowerCase() === host.toLowerCase())) return true;
  if (isNumericAddress(host) || isLoopback(host)) return isSameAddress(host, destination.address);
  return port !== undefined && !isLoopback(destination.address);
}

/**
 * The findings whose code names the destination, those that name host and port first, then those that
 * name the host, then those that name the port alone; in their own order otherwise.
 */
export function sitesFromFindings<
  T extends { readonly finding: { readonly target?: NamedTarget } },
>(destination: SocketAddress, findings: readonly T[], names: readonly string[] = []): readonly T[] {
  return findings
    .filter(({ finding }) => fitsDestination(finding.target, destination, names))
    .sort((a, b) => exactness(b.finding.target) - exactness(a.finding.target));
}

function exactness({ host, port }: NamedTarget = {}): number {
  return (host === undefined ? 0 : 2) + (port === undefined ? 0 : 1);
}
