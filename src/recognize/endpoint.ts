/** Reads addresses and ports in the notations that runtimes print. */
import { portNumber } from './portNumber';
import type { Endpoint } from './socketError';

const maxAddressLength = 253; // a DNS name is no longer (RFC 1035, 3.1)
const noAddress = new Set(['', '*', '+', 'any', 'null', 'undefined', 'None', 'nil']);

/** Puts an endpoint together; absent where neither part is usable. */
export function endpointOf(
  addressText: string | undefined,
  portText: string | undefined,
): Endpoint | undefined {
  const address =
    addressText === undefined || noAddress.has(addressText) || addressText.length > maxAddressLength
      ? undefined
      : addressText;
  const port = portNumber(portText);
  if (address === undefined && port === undefined) {
    return undefined;
  }
  return {
    ...(address === undefined ? {} : { address }),
    ...(port === undefined ? {} : { port }),
  };
}

/** The path of a Unix socket or pipe, where others have a host. */
export function isPath(address: string): boolean {
  return /^[/\\]/.test(address);
}

/** True of `::`, `::1`, `fe80::1%eth0`, an IPv4-mapped address, and the like; not of `::1:`. */
export function isIPv6(address: string): boolean {
  return (
    /^[\da-f]{0,4}:[\da-f:]{0,40}:[\da-f.]{0,15}(?:%\w{1,20})?$/i.test(address) &&
    !address.includes(':::') &&
    (address.endsWith('::') || !address.endsWith(':'))
  );
}

/**
 * Reads `host:port`, `:port`, `[::1]:port`, Node's unbracketed `:::3000` and `::1:3000`, a lone
 * address, or the path of a Unix socket or pipe.
 */
export function parseEndpoint(text: string): Endpoint | undefined {
  if (isPath(text)) {
    return endpointOf(text, undefined);
  }
  const bracketed = /^\[([^\]]{1,100})\](?::(\d{1,5}))?$/.exec(text);
  if (bracketed) {
    return endpointOf(bracketed[1], bracketed[2]);
  }
  const colon = text.lastIndexOf(':');
  if (colon < 0) {
    return endpointOf(text, undefined);
  }
  const host = text.slice(0, colon);
  const isPlainHost = !host.includes(':');
  return isPlainHost || isIPv6(host)
    ? endpointOf(host, text.slice(colon + 1))
    : endpointOf(text, undefined);
}

/** Reads the host and port of a URL; `http` and `https` have their usual ports. */
export function parseUrlEndpoint(url: string): Endpoint | undefined {
  const parts = /^(\w{1,20}):\/\/(\[[^\]]{1,100}\]|[^/:\s]{0,253})(?::(\d{1,5}))?/.exec(url);
  if (!parts) {
    return parseEndpoint(url);
  }
  const usual = parts[1] === 'https' ? '443' : parts[1] === 'http' ? '80' : undefined;
  return endpointOf(parts[2]?.replace(/^\[|\]$/g, ''), parts[3] ?? usual);
}
