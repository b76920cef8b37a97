import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { StreamRequests } from '../../../../src/probe/node/protocols/streamRequests';

const folder = 'test/fixtures/probe/protocols';

/** What real clients wrote (`record.mts` there says what they were asked to do), and its requests. */
const recordings: Readonly<Record<string, number>> = {
  'pg-1': 6,
  'postgres-js-1': 5,
  'redis-1': 6,
  'ioredis-1': 4,
  'mysql2-1': 4,
  // The connection that only watches the server, and the one that works.
  'mongodb-1': 0,
  'mongodb-2': 3,
};

function recorded(name: string): Buffer {
  return readFileSync(join(folder, `${name}.bin`));
}

/** Cut at these places, wherever they lie. */
function cut(stream: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (stream.length + 1)))];
  ends.sort((a, b) => a - b);
  return [...ends, stream.length].map((end, index) => stream.subarray(ends[index - 1] ?? 0, end));
}

function fed(chunks: readonly Buffer[]) {
  const stream = new StreamRequests();
  let requests = 0;
  for (const chunk of chunks) requests += stream.feed(chunk);
  return { requests, gaveUp: stream.gaveUp, isKnown: stream.isKnown };
}

function told(text: string) {
  return fed([Buffer.from(text, 'latin1')]);
}

const known = { gaveUp: undefined, isKnown: true };
const malformed = { gaveUp: 'malformed', isKnown: true };

describe('requests in what a client writes', () => {
  for (const [name, requests] of Object.entries(recordings)) {
    it(`${name}: ${requests}, however it is cut`, () => {
      const stream = recorded(name);
      assert.deepEqual(fed([stream]), { requests, ...known });
      assert.deepEqual(fed([...stream].map((byte) => Buffer.of(byte))), { requests, ...known });
      fc.assert(
        fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (places) => {
          assert.deepEqual(fed(cut(stream, places)), { requests, ...known });
        }),
      );
    });

    it(`${name}: damaged anywhere, it counts the same however it is cut, and never throws`, () => {
      const damage = fc.record({ at: fc.nat(), bytes: fc.uint8Array({ minLength: 1 }) });
      fc.assert(
        fc.property(damage, fc.array(fc.nat(), { maxLength: 9 }), ({ at, bytes }, places) => {
          const stream = Buffer.from(recorded(name));
          stream.set(
            bytes.subarray(0, stream.length),
            at % Math.max(1, stream.length - bytes.length),
          );
          assert.deepEqual(fed(cut(stream, places)), fed([stream]));
        }),
        { numRuns: 300 },
      );
    });
  }

  it('any bytes at all: never throws, and the count never depends on the cuts', () => {
    const start = fc.constantFrom('', ...Object.keys(recordings).map((name) => name));
    fc.assert(
      fc.property(
        start,
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.nat(), { maxLength: 9 }),
        (name, bytes, places) => {
          const stream = Buffer.concat([name === '' ? Buffer.of() : recorded(name), bytes]);
          assert.deepEqual(fed(cut(stream, places)), fed([stream]));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leaves alone what is none of the four, from its first bytes on', () => {
    const unknown = { requests: 0, gaveUp: 'unknown protocol', isKnown: false };
    assert.deepEqual(told('GET / HTTP/1.1\r\n\r\n'), unknown);
    assert.deepEqual(told('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), unknown);
    assert.deepEqual(told('EHLO here\r\n'.repeat(9)), unknown);
    assert.deepEqual(told('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'.repeat(9)), unknown); // TLS
    assert.deepEqual(told('*a*\r\n'.repeat(9)), unknown);
    assert.deepEqual(told('\0'), { requests: 0, gaveUp: undefined, isKnown: false });
  });

  it('keeps no more of a stream than a few dozen bytes', () => {
    const long = `*2\r\n$3\r\nGET\r\n$500000000\r\n${'x'.repeat(1_000_000)}`;
    for (const stream of [Buffer.from(long), ...Object.keys(recordings).map(recorded)]) {
      const requests = new StreamRequests();
      for (let at = 0; at < stream.length; at += 10) requests.feed(stream.subarray(at, at + 10));
      assert.ok(JSON.stringify(requests).length < 1_000);
    }
  });
});

describe('requests of PostgreSQL', () => {
  const startup = '\0\0\0\x09\0\x03\0\0\0';
  const query = 'Q\0\0\0\x05\0';

  it('begin after the server has said no to encryption', () => {
    const noTls = '\0\0\0\x08\x04\xd2\x16\x2f';
    const noGss = '\0\0\0\x08\x04\xd2\x16\x30';
    assert.deepEqual(told(noGss + noTls + startup + query), { requests: 1, ...known });
    assert.deepEqual(told(noTls), { requests: 0, ...known });
  });

  it('are Query, Execute and FunctionCall, and not what prepares them or ends a batch', () => {
    const message = (type: string) => `${type}\0\0\0\x05\0`;
    const types = ['P', 'B', 'D', 'E', 'B', 'E', 'S', 'F', 'C', 'H', 'd', 'c', 'Q', 'X'];
    assert.equal(told(startup + types.map(message).join('')).requests, 4);
  });

  it('end where a message has a type or a length that there is not', () => {
    assert.deepEqual(told(`${startup}${query}z\0\0\0\x05\0${query}`), {
      requests: 1,
      ...malformed,
    });
    assert.deepEqual(told(`${startup}${query}Q\0\0\0\x03${query}`), { requests: 1, ...malformed });
    assert.deepEqual(told(`${startup}${query}Q\xff\0\0\x05`), { requests: 1, ...malformed });
  });
});

describe('requests of Redis', () => {
  const command = (...words: string[]) =>
    `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;

  it('are commands, also without lengths, and none about the connection', () => {
    const get = command('GET', '*1\r\n$4\r\nPING\r\n');
    assert.deepEqual(told(`${get}PING\r\n\r\n  ping x\nQUIT\r\n`), { requests: 3, ...known });
    const setup = ['HELLO', 'AUTH', 'SELECT', 'client', 'READONLY', 'INFO'].map((each) =>
      command(each, '3'),
    );
    assert.deepEqual(told(setup.join('') + command('INFO')), { requests: 1, ...known });
    assert.deepEqual(told(`*0\r\n*-1\r\n${command('A'.repeat(999), '')}`), {
      requests: 1,
      ...known,
    });
  });

  it('end where the lengths do not fit', () => {
    for (const wrong of [
      '*x\r\n',
      '*1\r\n:4\r\n',
      '*1\r\n$-1\r\n',
      '*1\n',
      '\xff\r\n',
      '$4\r\n\x01\n',
    ]) {
      const { gaveUp, requests } = told(`${command('GET', 'a')}${wrong}${command('GET', 'a')}`);
      assert.deepEqual([gaveUp, requests], ['malformed', 1], JSON.stringify(wrong));
    }
    const endless = told(`${command('GET', 'a')}${'x'.repeat(70_000)}`);
    assert.deepEqual(endless, { requests: 1, ...malformed });
  });
});

describe('requests of MySQL', () => {
  const packet = (number: number, text: string) =>
    Buffer.concat([
      Buffer.of(text.length & 255, (text.length >> 8) & 255, text.length >> 16, number),
      Buffer.from(text, 'latin1'),
    ]);
  const greeting = (capabilities: number, number = 1) => {
    const head = Buffer.alloc(32);
    head.writeUInt32LE(capabilities | 0x200, 0);
    return packet(number, `${head.toString('latin1')}root\0`);
  };

  it('are packets with number 0 that a caller waits for', () => {
    const commands = ['\x16select ?', '\x17', '\x03select 1', '\x0e', '\x19', '\x01'];
    const sent = [greeting(0), packet(3, 'password'), ...commands.map((text) => packet(0, text))];
    assert.deepEqual(fed(sent), { requests: 3, ...known });
    assert.deepEqual(fed([greeting(0, 2), packet(0, '\x03select 1')]), { requests: 1, ...known });
  });

  it('are not the packets of a long file, or of a long command', () => {
    const file = Array.from({ length: 600 }, (_, index) => packet((index + 2) % 256, '\x03line'));
    const sent = [greeting(0), packet(0, '\x03load data'), ...file, packet(0, '\x03select 1')];
    assert.deepEqual(fed(sent), { requests: 2, ...known });
    const long = [packet(0, '\x03'.padEnd(0xffffff)), packet(1, '\x03rest')];
    assert.deepEqual(fed([greeting(0), ...long]), { requests: 1, ...known });
  });

  it('are not counted where they are compressed', () => {
    const compressed = { requests: 0, gaveUp: 'compressed', isKnown: true };
    assert.deepEqual(fed([greeting(0x20), packet(0, '\x03select 1')]), compressed);
  });
});

describe('requests of MongoDB', () => {
  const message = (operation: number, body: string, length = 16 + body.length) => {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(length, 0);
    head.writeUInt32LE(operation, 12);
    return Buffer.concat([head, Buffer.from(body, 'latin1')]);
  };
  const flags = '\0'.repeat(4);
  const command = (name: string) => message(2013, `${flags}\0${flags}\x10${name}\0${flags}\0`);

  it("are messages, but for a driver's own", () => {
    const sent = ['hello', 'saslStart', 'find', 'aggregate', 'helloToAll', 'endSessions'];
    assert.deepEqual(fed(sent.map(command)), { requests: 3, ...known });
    assert.deepEqual(fed([command('find'), message(2012, '')]), { requests: 2, ...known });
    assert.deepEqual(fed([message(2013, ''), command('find')]), { requests: 2, ...known });
  });

  it('end where a message is of no kind, or too long', () => {
    assert.deepEqual(fed([command('a'), message(1, ''), command('a')]), {
      requests: 1,
      ...malformed,
    });
    const long = message(2013, '', 50_000_000);
    assert.deepEqual(fed([command('a'), long]), { requests: 1, ...malformed });
  });
});
