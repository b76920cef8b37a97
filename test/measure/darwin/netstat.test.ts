import assert from 'node:assert/strict';
import fc from 'fast-check';
import { socketTableFrom } from '../../../src/measure/darwin/netstat';
import { TCP_STATES, type SocketTable } from '../../../src/measure/socketTable';
import { printed, recorded } from '../recordedOutput';

function tableOf(name: string): SocketTable {
  const reading = socketTableFrom(printed(recorded('darwin', name)));
  assert.equal(reading.kind, 'value');
  return reading.value;
}

/** `family local:port remote:port state owner`, a row as one readable line. */
function rowsOf(table: SocketTable): string[] {
  return Array.from({ length: table.length }, (_, row) =>
    [
      table.family[row],
      `${table.addresses[table.localAddress[row]!]}|${table.localPort[row]}`,
      `${table.addresses[table.remoteAddress[row]!]}|${table.remotePort[row]}`,
      TCP_STATES[table.state[row]!],
      table.owner[row],
    ].join(' '),
  );
}

describe('darwin/netstat', () => {
  it('reads the layout with a bare pid (macOS 10.14)', () => {
    assert.deepEqual(rowsOf(tableOf('netstat-macos-10.14.txt')), [
      '4 192.168.1.191|52044 31.13.66.35|443 established 9811',
      '4 192.168.1.191|52043 31.13.66.19|443 established 9811',
      '4 192.168.1.191|52041 140.82.114.26|443 established 9811',
      '4 192.168.1.191|52040 140.82.114.4|443 close-wait 9811',
      '4 192.168.1.191|52039 140.82.114.4|443 established 9811',
      '4 192.168.1.191|52036 140.82.114.4|443 close-wait 9811',
      '4 192.168.1.191|52032 151.101.201.7|443 established 9811',
    ]);
  });

  it('reads listeners on all addresses and on one', () => {
    assert.deepEqual(rowsOf(tableOf('netstat-listen.txt')), [
      '6 ::|35729 ::|0 listen 33784',
      '6 ::|3000 ::|0 listen 33784',
      '4 127.0.0.1|8000 0.0.0.0|0 listen 24811',
      '6 ::|3306 ::|0 listen 1125',
      '6 ::|6379 ::|0 listen 1125',
      '4 127.0.0.1|50807 0.0.0.0|0 listen 369',
    ]);
  });

  it('reads the layout with process:pid (macOS 26)', () => {
    assert.deepEqual(rowsOf(tableOf('netstat-macos-26.txt')), [
      '4 127.0.0.1|59357 127.0.0.1|59360 established 46708',
      '4 127.0.0.1|59357 0.0.0.0|0 listen 46708',
      '4 0.0.0.0|24800 0.0.0.0|0 listen 62071',
    ]);
  });

  it('marks addresses that netstat has cut, in the wide layout too, and leaves out UDP', () => {
    assert.deepEqual(rowsOf(tableOf('netstat-l-macos.txt')), [
      '4 127.0.0.1|8080 0.0.0.0|0 listen 63389',
      '4 127.0.0.1|8080 127.0.0.1|54012 established 63389',
      '4 192.168.25.105|60571 34.54.194.141|443 established 57067',
      '6 fe80::e484:d5ff:…|64032 fe80::64f0:d9ff:…|49161 established 704',
      '6 ::|8000 ::|0 listen 4242',
    ]);
  });

  it('reads names with blanks, and sockets that wait', () => {
    assert.deepEqual(rowsOf(tableOf('netstat-spaced-names.txt')), [
      '4 127.0.0.1|8443 127.0.0.1|64809 established 31607',
      '4 127.0.0.1|64809 127.0.0.1|8443 established 7187',
      '4 127.0.0.1|64810 127.0.0.1|8443 time-wait 7187',
      '6 2600:1700:5610:3…|50624 2600:1900:4110:8…|80 syn-sent 35474',
    ]);
  });

  it('takes a whole IPv6 address with its zone as it is', () => {
    const header = recorded('darwin', 'netstat-macos-26.txt').split('\n').slice(0, 2).join('\n');
    const row = 'tcp6       0      0  fe80::1%lo0.5000       *.*                    CLOSED';
    const reading = socketTableFrom(printed(`${header}\n${row}`));
    assert.equal(reading.kind, 'value');
    // Bound and not listening: it holds its port, so it is no closed socket.
    assert.deepEqual(rowsOf(reading.value), ['6 fe80::1%lo0|5000 ::|0 bound 0']);
  });

  it('says how many rows it did not understand', () => {
    const text = `${recorded('darwin', 'netstat-listen.txt')}tcp4 0 0 nonsense *.* LISTEN\n`;
    const reading = socketTableFrom(printed(text, 'netstat'));
    assert.equal(reading.kind, 'value');
    assert.equal(reading.value.length, 6);
    assert.equal(reading.from.where, 'netstat (rows not understood: 1)');
  });

  it('takes an empty table for an answer, and text without a table for none', () => {
    const header = recorded('darwin', 'netstat-listen.txt').split('\n').slice(0, 2).join('\n');
    const empty = socketTableFrom(printed(header));
    assert.equal(empty.kind === 'value' && empty.value.length, 0);
    const usage = socketTableFrom(printed('netstat: illegal option -- l\nUsage: netstat …'));
    assert.equal(usage.kind === 'unavailable' && usage.reason, 'malformed');
  });

  it('gives a table or a reason for any text', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...recorded('darwin', 'netstat-l-macos.txt').split('\n')),
      fc.string().map((tail) => `tcp4 0 0 ${tail}`),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const reading = socketTableFrom(printed(lines.join('\n')));
        assert.ok(reading.kind === 'value' || reading.reason === 'malformed');
      }),
    );
  });

  it('finds the same rows in any order of the lines behind the header', () => {
    const [title, header, ...rows] = recorded('darwin', 'netstat-l-macos.txt').trim().split('\n');
    const expected = rowsOf(tableOf('netstat-l-macos.txt')).sort();
    fc.assert(
      fc.property(
        fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
        (shuffled) => {
          const reading = socketTableFrom(printed([title, header, ...shuffled].join('\n')));
          assert.deepEqual(reading.kind === 'value' && rowsOf(reading.value).sort(), expected);
        },
      ),
    );
  });
});
