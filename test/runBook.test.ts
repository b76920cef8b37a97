import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { DestinationCalls } from '../src/measure/probe/calls';
import { RunBook, type RunSources } from '../src/runBook';
import { measurement, rate, read, server, usage } from './explain/support/caseFiles';

const nothing: RunSources = { probed: [], histories: [] };
const probed: DestinationCalls = {
  destination: server,
  names: [],
  connections: 300,
  failures: {},
  requests: 600,
  latestMs: 9_000,
  rate: { ...rate(40), source: 'probe' },
  sites: [],
};

describe('RunBook', () => {
  it('keeps how a run failed first, and how full the ports of its destination were', () => {
    const book = new RunBook();
    book.begin('a', 'API', 1_000);
    book.look(measurement({ destinations: read([usage({ waiting: 150, open: 3 })]) }));
    book.look(measurement({ destinations: read([usage({ waiting: 20 })]) }));
    book.fail('a', 'EADDRNOTAVAIL', 6_000);
    book.fail('a', 'ECONNRESET', 7_000);
    const record = book.end('a', { probed: [probed], histories: [] }, 9_000);
    assert.deepEqual(record, {
      id: 'a',
      label: 'API',
      startedAtMs: 1_000,
      endedAtMs: 9_000,
      destination: server,
      connections: 300,
      connectionsPerSecond: 40,
      requests: 600,
      countedBy: 'probe',
      mostPorts: 153,
      capacity: 201,
      failure: { code: 'EADDRNOTAVAIL', afterMs: 5_000 },
    });
  });

  it('counts from the socket table where there is no probe, the seconds of the run alone', () => {
    const book = new RunBook();
    book.begin('a', 'API', 10_000);
    const histories = [
      {
        destination: server,
        startMs: 5_000,
        connectionsPerSecond: [99, 99, 99, 99, 99, 0, 40, 40, 0, 40, 0, 99],
        occupiedPorts: Array<null>(12).fill(null),
      },
    ];
    const record = book.end('a', { probed: [], histories }, 15_500);
    assert.equal(record?.countedBy, 'table');
    assert.equal(record.connections, 120);
    assert.equal(record.connectionsPerSecond, 30);
  });

  it('shows what runs beside what has ended, the latest first', () => {
    const book = new RunBook();
    book.begin('a', 'API', 1_000);
    book.end('a', nothing, 2_000);
    book.begin('b', 'Web', 3_000);
    const runs = book.runs(() => nothing, 4_000);
    assert.deepEqual(
      runs.map(({ id, endedAtMs }) => [id, endedAtMs]),
      [
        ['b', undefined],
        ['a', 2_000],
      ],
    );
    assert.equal(book.end('unknown', nothing, 1), undefined);
  });

  it('comes back from a memory as it was, whatever else lies there', () => {
    const book = new RunBook();
    book.begin('a', 'API', 1_000);
    book.fail('a', 'EADDRINUSE', 1_500);
    book.end('a', { probed: [probed], histories: [] }, 2_000);
    const stored: unknown = JSON.parse(JSON.stringify(book.stored()));
    assert.deepEqual(new RunBook(stored).stored(), book.stored());
    fc.assert(
      fc.property(fc.jsonValue(), (odd) => {
        assert.ok(Array.isArray(new RunBook(odd).stored()));
        assert.deepEqual(new RunBook([odd, ...book.stored()]).stored().slice(-1), book.stored());
      }),
    );
  });

  it('forgets what is too much', () => {
    const book = new RunBook();
    for (let index = 0; index < 100; index++) {
      book.begin(String(index), 'API', index);
      book.end(String(index), nothing, index);
    }
    assert.equal(book.stored().length, 20);
    assert.equal(book.stored()[0]?.id, '99');
  });
});
