import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import {
  localAddressesOfInet6,
  localAddressesOfTrie,
  readLocalAddresses,
} from '../../../src/measure/linux/localAddresses';

/** Of `cat /proc/net/fib_trie`, Linux 6.18: routes and broadcast addresses are no local ones. */
const TRIE = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
        +-- 127.0.0.0/31 1 0 0
           |-- 127.0.0.0
              /8 host LOCAL
           |-- 127.0.0.1
              /32 host LOCAL
        |-- 127.255.255.255
           /32 link BROADCAST
     +-- 192.0.2.0/24 2 0 2
        +-- 192.0.2.0/30 2 0 2
           |-- 192.0.2.0
              /24 link UNICAST
           |-- 192.0.2.2
              /32 host LOCAL
        |-- 192.0.2.255
           /32 link BROADCAST
`;

describe('the local addresses of a namespace', () => {
  it('are the LOCAL leaves of the routing trie, each once', () => {
    assert.deepEqual(localAddressesOfTrie(TRIE + TRIE), ['127.0.0.1', '192.0.2.2']);
    assert.deepEqual(localAddressesOfTrie('no such table'), []);
  });

  it('are the lines of if_inet6', () => {
    const lines =
      'fe8000000000000000fc00fffe000001 04 40 20 80     eth0\n' +
      '00000000000000000000000000000001 01 80 10 80       lo\n\nrubbish\n';
    assert.deepEqual(localAddressesOfInet6(lines), ['fe80::fc:ff:fe00:1', '::1']);
  });

  it('are those that Node knows of our own, and a reason where there is no such namespace', function () {
    if (process.platform !== 'linux') {
      process.stdout.write('    skipped: /proc is a Linux thing\n');
      this.skip();
    }
    const reading = readLocalAddresses('/proc/self/net', 1);
    assert.equal(reading.kind, 'value');
    for (const each of Object.values(networkInterfaces()).flatMap((found) => found ?? [])) {
      if (each.family === 'IPv4') assert.ok(reading.value.includes(each.address), each.address);
    }
    const none = readLocalAddresses('/proc/0/net', 1);
    assert.equal(none.kind === 'unavailable' && none.reason, 'not-found');
  });
});
