/** The addresses of a network namespace: what a program in it may listen on. */
import { readFileSync } from 'node:fs';
import type { Reading } from '../measurement';
import { unavailable, unavailableFrom, value } from '../reading';
import { normaliseAddress } from '../socketTable';

/** A router's table is larger, and a router is no place to debug on. */
const MAX_TEXT = 4 * 1024 * 1024;

/**
 * The IPv4 addresses of `/proc/<pid>/net/fib_trie` (net/ipv4/fib_trie.c): a leaf `|-- 192.0.2.2`
 * with `/32 host LOCAL` below it. The whole of 127.0.0.0/8 is local besides, and not listed.
 */
export function localAddressesOfTrie(text: string): readonly string[] {
  const addresses = new Set<string>();
  let leaf = '';
  for (const line of text.split('\n')) {
    leaf = /^\s*\|-- (\d+\.\d+\.\d+\.\d+)$/.exec(line)?.[1] ?? leaf;
    if (leaf !== '' && /^\s*\/32 host LOCAL$/.test(line)) addresses.add(leaf);
  }
  return [...addresses];
}

/** The IPv6 addresses of `/proc/<pid>/net/if_inet6`: 32 hexadecimal digits at each line's start. */
export function localAddressesOfInet6(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const digits = /^([0-9a-f]{32}) /.exec(line)?.[1];
    const groups = digits?.match(/.{4}/g);
    return groups ? [normaliseAddress(groups.join(':'))] : [];
  });
}

/**
 * The local addresses of a namespace.
 * @param directory a `/proc/<pid>/net`
 * @returns without IPv6 there is no `if_inet6`: that is no failure
 */
export function readLocalAddresses(directory: string, atMs: number): Reading<readonly string[]> {
  const trie = textOf(`${directory}/fib_trie`);
  if (trie.kind === 'unavailable') return trie;
  const inet6 = textOf(`${directory}/if_inet6`);
  if (inet6.kind === 'unavailable' && inet6.reason !== 'not-found') return inet6;
  return value(
    [
      ...localAddressesOfTrie(trie.value),
      ...(inet6.kind === 'value' ? localAddressesOfInet6(inet6.value) : []),
    ],
    { how: 'file', where: `${directory}/fib_trie, if_inet6`, atMs },
  );
}

function textOf(where: string): Reading<string> {
  try {
    const text = readFileSync(where, 'latin1');
    return text.length > MAX_TEXT
      ? unavailable('too-large', where, `over ${MAX_TEXT} bytes`)
      : value(text, { how: 'file', where, atMs: Date.now() });
  } catch (error) {
    return unavailableFrom(error, where);
  }
}
