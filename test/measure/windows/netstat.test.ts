import assert from 'node:assert/strict';
import fc from 'fast-check';
import { groupSockets } from '../../../src/measure/groupSockets';
import { TCP_STATES, type SocketTable } from '../../../src/measure/socketTable';
import { socketTableFrom } from '../../../src/measure/windows/netstat';
import { printed, recorded } from '../recordedOutput';

const FIXTURES = ['en', 'ja', 'zh', 'fr'].map((language) => `netstat-ano.${language}.txt`);
const RANGE = { first: 49_152, last: 65_535 };

function read(text: string): { readonly table: SocketTable; readonly where: string } {
  const reading = socketTableFrom(printed(text, 'netstat'));
  assert.equal(reading.kind, 'value');
  return { table: reading.value, where: reading.from.where };
}

function rowsOf(table: SocketTable): string[] {
  return Array.from({ length: table.length }, (_, row) =>
    [
      `${table.addresses[table.localAddress[row]!]}|${table.localPort[row]}`,
      `${table.addresses[table.remoteAddress[row]!]}|${table.remotePort[row]}`,
      TCP_STATES[table.state[row]!],
      table.owner[row],
    ].join(' '),
  );
}

describe('windows/netstat', () => {
  it('reads an English table of a hundred waiting connections', () => {
    const { table, where } = read(recorded('windows', 'netstat-ano.en.txt'));
    assert.equal(where, 'netstat');
    const { destinations, totals, listeningPorts } = groupSockets(table, RANGE);
    assert.deepEqual(totals.byState, { established: 6, 'time-wait': 111, listen: 22 });
    assert.deepEqual(listeningPorts.slice(0, 6), [80, 81, 135, 139, 445, 3306]);
    const mysql = destinations[0];
    assert.deepEqual(mysql?.destination, { address: '127.0.0.1', port: 3306 });
    assert.deepEqual(mysql.byState, { established: 2, 'time-wait': 103 });
    assert.equal(mysql.occupiedPorts, 105);
    // The server's own ends of seven of them, and one of its web server.
    assert.equal(totals.serverSideTimeWait, 8);
  });

  it('reads a Chinese table, with IPv6 and without its UDP rows', () => {
    assert.deepEqual(rowsOf(read(recorded('windows', 'netstat-ano.zh.txt')).table), [
      '0.0.0.0|135 0.0.0.0|0 listen 1036',
      '0.0.0.0|445 0.0.0.0|0 listen 4',
      '0.0.0.0|3306 0.0.0.0|0 listen 4220',
      '0.0.0.0|33060 0.0.0.0|0 listen 4220',
      '127.0.0.1|49793 127.0.0.1|49794 established 4220',
      '127.0.0.1|49794 127.0.0.1|49793 established 4220',
      '127.0.0.1|52477 0.0.0.0|0 listen 1532',
      '172.16.0.118|139 0.0.0.0|0 listen 4',
      '172.16.0.118|49686 20.198.162.76|443 established 4732',
      '::|135 ::|0 listen 1036',
      '::|3306 ::|0 listen 4220',
      '::1|3306 ::1|49797 established 4220',
      '::1|49797 ::1|3306 established 8560',
    ]);
  });

  it('reads Japanese and French tables', () => {
    assert.deepEqual(rowsOf(read(recorded('windows', 'netstat-ano.ja.txt')).table).slice(-1), [
      '0.0.0.0|1433 0.0.0.0|0 listen 4268',
    ]);
    assert.deepEqual(rowsOf(read(recorded('windows', 'netstat-ano.fr.txt')).table).slice(-1), [
      '10.165.131.105|49320 10.204.88.85|443 time-wait 0',
    ]);
  });

  it('knows the German words, the one with the umlaut in every code page', () => {
    const text = recorded('windows', 'netstat-an.de.txt');
    const inCodePage850 = text.replaceAll('™', '\u0099');
    const inUtf8AsLatin1 = text.replaceAll('™', 'Ã\u0096');
    for (const form of [text, text.replaceAll('™', 'Ö'), inCodePage850, inUtf8AsLatin1]) {
      const { table, where } = read(form);
      // No state had to be told from ports and owners.
      assert.equal(where, 'netstat');
      assert.deepEqual(groupSockets(table, RANGE).totals.byState, {
        established: 7,
        'fin-wait-2': 2,
        'time-wait': 5,
        'close-wait': 3,
        listen: 8,
      });
    }
  });

  it('tells the state from ports and owners where it does not know the word, and says so', () => {
    const text = recorded('windows', 'netstat-ano.en.txt')
      .replaceAll('LISTENING', 'В ОЖИДАНИИ')
      .replaceAll('TIME_WAIT', 'ЖДЁТ')
      .replaceAll('ESTABLISHED', 'ЕСТЬ');
    const { table, where } = read(text);
    assert.equal(where, 'netstat (states told from ports and owners: 139)');
    assert.deepEqual(groupSockets(table, RANGE).totals.byState, {
      established: 6,
      'time-wait': 111,
      listen: 22,
    });
  });

  it('reads a word of several parts and a zone', () => {
    const row = "  TCP    [fe80::1%12]:1900      [::]:0      À L'ÉCOUTE      6588";
    assert.deepEqual(rowsOf(read(row).table), ['fe80::1%12|1900 ::|0 listen 6588']);
  });

  it('counts rows that it does not understand', () => {
    const text = `${recorded('windows', 'netstat-ano.ja.txt')}  TCP  here  there  LISTENING  1\n`;
    assert.equal(read(text).where, 'netstat (rows not understood: 1)');
  });

  it('has no answer where there is no row', () => {
    for (const text of ['', 'Active Connections\n', 'Der Befehl ist falsch geschrieben.']) {
      const reading = socketTableFrom(printed(text));
      assert.equal(reading.kind === 'unavailable' && reading.reason, 'malformed');
    }
  });

  it('gives a table or a reason for any text, with either kind of line end', () => {
    const lines = FIXTURES.flatMap((name) => recorded('windows', name).split('\n'));
    const line = fc.oneof(
      fc.constantFrom(...lines),
      fc.string({ unit: 'binary' }),
      fc.string().map((tail) => `  TCP  127.0.0.1:1 ${tail}`),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (chosen, end) => {
        const reading = socketTableFrom(printed(chosen.join(end)));
        assert.ok(reading.kind === 'value' || reading.reason === 'malformed');
      }),
    );
  });
});
