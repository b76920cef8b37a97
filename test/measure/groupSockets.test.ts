import assert from 'node:assert/strict';
import fc from 'fast-check';
import { groupSockets } from '../../src/measure/groupSockets';
import type { TcpState } from '../../src/measure/measurement';
import {
  SocketTableBuilder,
  stateCode,
  TCP_STATES,
  type SocketTable,
} from '../../src/measure/socketTable';

type Row = readonly [
  state: TcpState,
  local: string,
  localPort: number,
  remote: string,
  remotePort: number,
  remainingMs?: number,
];

function tableOf(rows: readonly Row[]): SocketTable {
  const builder = new SocketTableBuilder(1);
  for (const [state, local, localPort, remote, remotePort, remainingMs] of rows) {
    const family = local.includes(':') ? 6 : 4;
    const from = builder.intern(local);
    const to = builder.intern(remote);
    builder.add(family, from, localPort, to, remotePort, stateCode(state), 0, remainingMs ?? -1);
  }
  return builder.finish();
}

const RANGE = { first: 32_768, last: 60_999 };
const HOME = '127.0.0.1';
const listener = (port: number, address = '0.0.0.0'): Row => ['listen', address, port, address, 0];

const summary = (rows: readonly Row[], range: typeof RANGE | undefined = RANGE): unknown =>
  groupSockets(tableOf(rows), range).destinations.map(({ destination, occupiedPorts, byState }) => [
    `${destination.address}:${destination.port}`,
    occupiedPorts,
    byState,
  ]);

describe('groupSockets', () => {
  it('counts only the client’s end of a loopback connection', () => {
    const rows: Row[] = [
      listener(8080),
      ['established', HOME, 40_000, HOME, 8080],
      ['established', HOME, 8080, HOME, 40_000],
      ['time-wait', HOME, 40_001, HOME, 8080, 1000],
      ['time-wait', HOME, 8080, HOME, 40_002, 900],
    ];
    assert.deepEqual(summary(rows), [[`${HOME}:8080`, 2, { established: 1, 'time-wait': 1 }]]);
    const { totals, listeningPorts } = groupSockets(tableOf(rows), RANGE);
    assert.equal(totals.serverSideTimeWait, 1);
    assert.equal(totals.occupiedEphemeralPorts, 2);
    assert.deepEqual(totals.byState, { established: 2, 'time-wait': 2, listen: 1 });
    assert.deepEqual(listeningPorts, [8080]);
  });

  it('counts IPv6 apart where it has a range of its own', () => {
    const rows: Row[] = [
      ['established', '10.0.0.1', 50_000, '10.0.0.9', 443],
      ['time-wait', '10.0.0.1', 20_000, '10.0.0.9', 443],
      ['established', '2001:db8::1', 20_001, '2001:db8::9', 443],
      ['established', '2001:db8::1', 20_002, '2001:db8::9', 443],
      ['established', '2001:db8::1', 50_001, '2001:db8::9', 443],
    ];
    const apart = groupSockets(tableOf(rows), RANGE, { first: 20_000, last: 29_999 });
    assert.deepEqual(
      apart.destinations.map(({ occupiedPorts }) => occupiedPorts),
      [2, 1],
    );
    assert.equal(apart.totals.occupiedEphemeralPorts, 1);
    assert.equal(apart.totals.occupiedEphemeralPortsV6, 2);
    const together = groupSockets(tableOf(rows), RANGE).totals;
    assert.equal(together.occupiedEphemeralPorts, 2);
    assert.equal(together.occupiedEphemeralPortsV6, undefined);
  });

  it('tells the service from the range where it no longer listens', () => {
    assert.deepEqual(
      summary([
        ['time-wait', HOME, 8080, HOME, 40_000, 5],
        ['time-wait', HOME, 40_001, HOME, 8080, 5],
      ]),
      [[`${HOME}:8080`, 1, { 'time-wait': 1 }]],
    );
  });

  it('knows a service inside the ephemeral range by its listener, and later by its many peers', () => {
    const connections: Row[] = [
      ['time-wait', HOME, 40_001, HOME, 35_000, 5],
      ['time-wait', HOME, 40_002, HOME, 35_000, 5],
      ['time-wait', HOME, 35_000, HOME, 40_003, 5],
      ['time-wait', HOME, 35_000, HOME, 40_004, 5],
      ['established', HOME, 35_000, HOME, 40_005],
      ['established', HOME, 40_005, HOME, 35_000],
    ];
    const expected = [[`${HOME}:35000`, 3, { established: 1, 'time-wait': 2 }]];
    assert.deepEqual(summary([listener(35_000, HOME), ...connections]), expected);
    assert.deepEqual(summary(connections), expected);
    assert.deepEqual(summary(connections, undefined), expected);
  });

  it('knows a client that picks its ports outside the range itself', () => {
    const rows: Row[] = [
      listener(35_000),
      ['time-wait', HOME, 5001, HOME, 35_000, 5],
      ['time-wait', HOME, 5002, HOME, 35_000, 5],
    ];
    const [usage] = groupSockets(tableOf(rows), RANGE).destinations;
    assert.equal(usage?.occupiedPorts, 0);
    assert.deepEqual(
      [...usage.ports].map(({ port }) => port),
      [5001, 5002],
    );
  });

  it('does not take a peer’s port for a service because we listen on the same number', () => {
    assert.deepEqual(
      summary([
        listener(3000),
        // Our own service on 8080 has ended; its peers came from the port that we listen on.
        ['close-wait', '10.0.0.1', 8080, '10.0.0.8', 3000],
        ['close-wait', '10.0.0.1', 8080, '10.0.0.9', 3000],
        ['established', '10.0.0.1', 40_001, '10.0.0.9', 3000],
      ]),
      [['10.0.0.9:3000', 1, { established: 1 }]],
    );
  });

  it('counts a port for each destination that it talks to', () => {
    assert.deepEqual(
      summary([
        ['established', HOME, 40_000, '10.0.0.8', 80],
        ['established', HOME, 40_000, '10.0.0.9', 80],
      ]),
      [
        ['10.0.0.8:80', 1, { established: 1 }],
        ['10.0.0.9:80', 1, { established: 1 }],
      ],
    );
  });

  it('tells listeners on one address from those on another', () => {
    assert.deepEqual(
      summary([
        listener(45_000, '127.0.0.2'),
        ['established', HOME, 45_000, HOME, 8080],
        ['established', '127.0.0.2', 45_000, HOME, 50_000],
      ]),
      [[`${HOME}:8080`, 1, { established: 1 }]],
    );
  });

  it('counts a port once, an open socket outweighing a waiting one', () => {
    const rows: Row[] = [
      listener(8080),
      ['time-wait', HOME, 40_000, HOME, 8080, 7],
      ['established', '127.0.0.5', 40_000, HOME, 8080],
      ['time-wait', HOME, 40_001, HOME, 8080, 30],
      ['time-wait', '127.0.0.5', 40_001, HOME, 8080, 20],
      ['established', HOME, 40_002, HOME, 8080],
      ['time-wait', '127.0.0.5', 40_002, HOME, 8080, 25],
    ];
    const [usage] = groupSockets(tableOf(rows), RANGE).destinations;
    assert.equal(usage?.occupiedPorts, 3);
    assert.deepEqual(
      [...usage.ports],
      [
        { port: 40_000, state: 'open' },
        { port: 40_001, state: 'waiting', remainingMs: 30 },
        { port: 40_002, state: 'open' },
      ],
    );
    assert.deepEqual(usage.timeWaitRemainingMs, [7, 20, 25, 30]);
    assert.deepEqual(JSON.parse(JSON.stringify(usage.ports)), [...usage.ports]);
  });

  it('leaves remaining times out where the system does not tell all of them', () => {
    const [usage] = groupSockets(
      tableOf([
        ['time-wait', HOME, 40_000, HOME, 8080],
        ['time-wait', HOME, 40_001, HOME, 8080, 9],
      ]),
      RANGE,
    ).destinations;
    assert.equal(usage?.timeWaitRemainingMs, undefined);
    assert.deepEqual([...usage!.ports][0], { port: 40_000, state: 'waiting' });
  });

  it('puts IPv4-mapped and IPv4 together, and knows loopback in every spelling', () => {
    const { destinations } = groupSockets(
      tableOf([
        ['established', HOME, 40_000, HOME, 8080],
        ['established', '::ffff:127.0.0.1', 40_001, '::FFFF:7f00:1', 8080],
        ['established', '::1', 40_002, '0:0:0:0:0:0:0:1', 8080],
        ['established', '2001:db8::1', 40_003, '2001:DB8:0::2', 443],
      ]),
      RANGE,
    );
    assert.deepEqual(
      destinations.map(({ destination, occupiedPorts, loopback }) => [
        destination.address,
        occupiedPorts,
        loopback,
      ]),
      [
        [HOME, 2, true],
        ['2001:db8::2', 1, false],
        ['::1', 1, true],
      ],
    );
  });

  it('conserves rows and ports for any table', () => {
    const port = fc.oneof(fc.constantFrom(80, 8080, 35_000), fc.integer({ min: 0, max: 65_535 }));
    const address = fc.constantFrom(HOME, '127.0.0.2', '10.0.0.1', '::1', '::ffff:127.0.0.1', '*');
    const row = fc.tuple(
      fc.constantFrom(...TCP_STATES),
      address,
      port,
      address,
      port,
      fc.integer({ min: -1, max: 60_000 }),
    );
    const range = fc.option(fc.constant(RANGE), { nil: undefined });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 200 }), range, (rows, span) => {
        const { destinations, totals, listeningPorts } = groupSockets(tableOf(rows), span);
        assert.equal(totals.rows, rows.length);
        assert.equal(count(totals.byState), rows.length);
        let waiting = totals.serverSideTimeWait;
        let clientRows = 0;
        for (const usage of destinations) {
          waiting += usage.byState['time-wait'] ?? 0;
          clientRows += count(usage.byState);
          assert.ok(count(usage.byState) > 0);
          assert.ok(usage.ports.length <= count(usage.byState));
          assert.ok(usage.occupiedPorts <= usage.ports.length);
          const ports = [...usage.ports].map(({ port }) => port);
          assert.equal(ports.length, usage.ports.length);
          for (let i = 1; i < ports.length; i++) assert.ok(ports[i - 1]! < ports[i]!);
        }
        const listed = rows.filter(([state]) => state === 'listen').map(([, , local]) => local);
        assert.deepEqual(
          listeningPorts,
          [...new Set(listed)].sort((a, b) => a - b),
        );
        assert.ok(clientRows <= rows.length);
        // A row without a remote port is no connection: neither end's.
        const strayWaiting = rows.filter(([s, , , , remote]) => s === 'time-wait' && remote === 0);
        assert.equal(waiting + strayWaiting.length, totals.byState['time-wait'] ?? 0);
      }),
    );
  });
});

function count(byState: Readonly<Partial<Record<TcpState, number>>>): number {
  return Object.values(byState).reduce((total, number) => total + number, 0);
}
