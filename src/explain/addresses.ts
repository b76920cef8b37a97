/** Addresses as programs and socket tables write them: compared, and written into a sentence. */
import * as l10n from '@vscode/l10n';
import type { SocketAddress } from '../measure/measurement';
import type { Endpoint } from '../recognize/socketError';
import { quoted } from './hostileText';

const wildcards: ReadonlySet<string> = new Set(['', '*', '0.0.0.0', '::']);

/** One spelling for one address: lower case, no brackets, no zone, no IPv4-mapped prefix. */
function canonical(address: string): string {
  return address
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '');
}

/** Whether an address stands for every address of the machine. */
export function isWildcard(address: string): boolean {
  return wildcards.has(canonical(address));
}

/** Whether it is one of this machine's loopback addresses, or the name for them. */
export function isLoopback(address: string): boolean {
  const plain = canonical(address);
  return plain === 'localhost' || plain === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain);
}

/** Whether it is written as an IPv6 address. */
export function isIpv6(address: string): boolean {
  return canonical(address).includes(':');
}

/** Whether it is an address and not a host name that only the program could resolve. */
export function isNumericAddress(address: string): boolean {
  return isIpv6(address) || /^\d+\.\d+\.\d+\.\d+$/.test(canonical(address));
}

/** Whether two spellings mean the same address; `localhost` means either loopback address. */
export function isSameAddress(left: string, right: string): boolean {
  const a = canonical(left);
  const b = canonical(right);
  if (a === 'localhost') return isLoopback(b);
  if (b === 'localhost') return isLoopback(a);
  return a === b;
}

/** Whether two spellings mean the same address and port. */
export function isSameEndpoint(left: SocketAddress, right: SocketAddress): boolean {
  return left.port === right.port && isSameAddress(left.address, right.address);
}

/**
 * Whether a socket at `held` is in the way of a listen at `wanted`: the same address, or either of
 * them a wildcard. A wildcard holds the addresses of both families (dual-stack), so this errs
 * towards yes.
 */
export function standsInTheWay(held: string, wanted: string): boolean {
  return isWildcard(held) || isWildcard(wanted) || isSameAddress(held, wanted);
}

/** `127.0.0.1:5000`, `[::1]:5000`, `db.test`, `port 5000`; empty where neither is named. */
export function endpointLabel(endpoint: Endpoint): string {
  const address = quoted(endpoint.address ?? '');
  if (endpoint.port === undefined) return address;
  if (address === '') return l10n.t('port {0}', String(endpoint.port));
  const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
  return `${host}:${endpoint.port}`;
}
