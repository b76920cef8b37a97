import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { ProcNetTcpParser } from '../../../src/measure/linux/procNetTcp';
import { SocketTableBuilder, TCP_STATES, type SocketTable } from '../../../src/measure/socketTable';

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../fixtures/measure/linux/${name}`, import.meta.url));

interface Parsed {
  readonly table: SocketTable;
  readonly malformed: string | undefined;
}

/** Parses as the reader does: chunk after chunk, what is left over before the next. */
function parse(
  bytes: Buffer,
  family: 4 | 6,
  chunkBytes = bytes.length,
  byteOrder: 'LE' | 'BE' = 'LE',
): Parsed {
  const builder = new SocketTableBuilder(1);
  const parser = new ProcNetTcpParser(family, builder, byteOrder);
  let pending = Buffer.alloc(0);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    pending = Buffer.concat([pending, bytes.subarray(at, at + chunkBytes)]);
    pending = pending.subarray(parser.push(pending, pending.length));
  }
  parser.end(pending.length);
  return { table: builder.finish(), malformed: parser.malformed };
}

function rowsOf(table: SocketTable): string[] {
  return Array.from({ length: table.length }, (_, row) =>
    [
      TCP_STATES[table.state[row]!],
      `${table.addresses[table.localAddress[row]!]} ${table.localPort[row]}`,
      `${table.addresses[table.remoteAddress[row]!]} ${table.remotePort[row]}`,
    ].join(' '),
  );
}

/** The rows as `ss` told them in the same moment. */
function rowsOfSs(): string[] {
  const names: Record<string, string> = {
    ESTAB: 'established',
    LISTEN: 'listen',
    'SYN-SENT': 'syn-sent',
    'TIME-WAIT': 'time-wait',
    'CLOSE-WAIT': 'close-wait',
    'FIN-WAIT-2': 'fin-wait-2',
  };
  return fixture('ss.txt')
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [state, , , local, remote] = line.trim().split(/\s+/);
      const end = (text: string): string => {
        const cut = text.lastIndexOf(':');
        const host = text.slice(0, cut).replace(/^\[(.*)\]$/, '$1');
        // ss writes the IPv6 wildcard of a listener for both families as *.
        const address = host === '*' ? '::' : host.replace(/^::ffff:(?=\d+\.)/, '');
        const port = text.slice(cut + 1);
        return `${address} ${port === '*' ? 0 : port}`;
      };
      return `${names[state!]} ${end(local!)} ${end(remote!)}`;
    });
}

describe('/proc/net/tcp', () => {
  const parsed = [parse(fixture('tcp.txt'), 4), parse(fixture('tcp6.txt'), 6)];

  it('reads every socket of a recorded table as ss does', () => {
    assert.deepEqual(
      parsed.map(({ malformed }) => malformed),
      [undefined, undefined],
    );
    const expected = rowsOfSs();
    assert.equal(expected.length, 39);
    assert.deepEqual(parsed.flatMap(({ table }) => rowsOf(table)).sort(), expected.sort());
  });

  it('reads the inode of sockets that have one', () => {
    const { table } = parsed[0]!;
    const listener = rowsOf(table).indexOf('listen 127.0.0.1 8080 0.0.0.0 0');
    const line = fixture('tcp.txt')
      .toString()
      .split('\n')
      .find((text) => text.includes('0100007F:1F90 00000000:0000 0A'));
    assert.equal(table.owner[listener], Number(line!.trim().split(/\s+/)[9]));
    assert.ok(table.owner[listener] > 1000);
  });

  it('reads the remaining time of TIME_WAIT rows, and of no others', () => {
    for (const { table } of parsed) {
      for (let row = 0; row < table.length; row++) {
        const remaining = table.timeWaitRemainingMs[row]!;
        // Recorded within a second of the closing.
        if (TCP_STATES[table.state[row]!] === 'time-wait') {
          assert.ok(remaining > 59_000 && remaining <= 60_000, String(remaining));
        } else assert.equal(remaining, -1);
      }
    }
  });

  it('gives the same table whatever the size of the chunks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(4 as const, 6 as const),
        fc.integer({ min: 1, max: 9000 }),
        (family, chunk) => {
          const bytes = fixture(family === 4 ? 'tcp.txt' : 'tcp6.txt');
          assert.deepEqual(
            rowsOf(parse(bytes, family, chunk).table),
            rowsOf(parse(bytes, family).table),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reads the addresses of a big-endian kernel', () => {
    const text = fixture('tcp.txt').toString('latin1').replaceAll('0100007F', '7F000001');
    const { table } = parse(Buffer.from(text, 'latin1'), 4, undefined, 'BE');
    assert.deepEqual(rowsOf(table), rowsOf(parsed[0]!.table));
  });

  it('names the line where a table breaks off or is damaged', () => {
    const bytes = fixture('tcp.txt');
    assert.equal(parse(bytes.subarray(0, 400), 4).malformed, 'line 3 has no end');
    assert.equal(parse(Buffer.alloc(0), 4).malformed, 'the header is missing');
    const damaged = Buffer.from(bytes);
    damaged.write('G', 150 + 7);
    assert.equal(parse(damaged, 4).malformed, 'line 2 is no socket row');
    assert.equal(parse(fixture('tcp6.txt'), 4).malformed, 'line 2 is no socket row');
  });

  it('gives a table or a reason for any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2000 }),
        fc.integer({ min: 1, max: 500 }),
        (bytes, chunk) => {
          const { table, malformed } = parse(Buffer.from(bytes), 4, chunk);
          assert.equal(table.length, 0);
          assert.equal(typeof malformed, 'string');
        },
      ),
    );
  });

  it('loses only what is damaged: two rows that run into each other cost no further ones', () => {
    const whole = fixture('tcp.txt');
    const rows = parse(whole, 4).table.length;
    const firstEnd = whole.indexOf('\n', whole.indexOf('\n') + 1);
    const damaged = Buffer.from(whole);
    damaged[firstEnd] = 0;
    assert.equal(parse(damaged, 4).table.length, rows - 1);
  });

  it('gives a table or a reason for a table with any damage', () => {
    for (const [name, family] of [
      ['tcp.txt', 4],
      ['tcp6.txt', 6],
    ] as const) {
      const whole = fixture(name);
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), {
            maxLength: 5,
          }),
          (damage) => {
            const bytes = Buffer.from(whole);
            for (const [at, byte] of damage) bytes[at] = byte;
            const { table, malformed } = parse(bytes, family);
            const lines = bytes.toString('latin1').split('\n').length - 2;
            if (malformed === undefined) assert.equal(table.length, lines);
            else assert.ok(table.length < lines + 1);
            for (let row = 0; row < table.length; row++) {
              assert.ok(TCP_STATES[table.state[row]!] !== undefined);
              assert.ok(table.addresses[table.localAddress[row]!] !== undefined);
            }
          },
        ),
      );
    }
  });
});
