import assert from 'node:assert/strict';
import { effectiveTimeWait, portCapacity, type Binding } from '../../src/explain/poolScope';
import type { Measurement, TimeWaitReuse } from '../../src/measure/measurement';
import { measurement, read, unread, usage } from './support/caseFiles';

function ports(changes: Partial<Measurement>, binding?: Binding): number {
  const capacity = portCapacity(usage({ waiting: 10 }), measurement(changes), binding);
  assert.ok(capacity.kind === 'value');
  return capacity.value.ports;
}

describe('portCapacity', () => {
  it('subtracts reserved ports and listeners inside the range, each port once', () => {
    assert.equal(ports({}), 201);
    assert.equal(ports({ reservedPorts: read([{ first: 49_000, last: 50_009 }]) }), 191);
    assert.equal(ports({ listeningPorts: read([80, 50_000, 50_001, 50_001, 60_000]) }), 199);
    assert.equal(
      ports({
        reservedPorts: read([{ first: 50_000, last: 50_009 }]),
        listeningPorts: read([50_005, 50_050]),
      }),
      190,
    );
  });

  it('is not below zero, and bounded for spans that are not', () => {
    assert.equal(ports({ reservedPorts: read([{ first: -Infinity, last: Infinity }]) }), 0);
    assert.equal(ports({ ephemeralRange: read({ first: 60_000, last: 50_000 }) }), 0);
  });

  const crowded = {
    listeningPorts: read([50_000]),
    // 1 listener, 10 of ours, 40 of others.
    totals: read({ rows: 51, byState: {}, serverSideTimeWait: 0, occupiedEphemeralPorts: 51 }),
  };
  it('gives each destination its own pool on Linux, unless the client binds first', () => {
    assert.equal(ports({ ...crowded, platform: 'linux' }), 200);
    assert.equal(ports({ ...crowded, platform: 'linux' }, 'explicit'), 160);
  });

  it('shares one pool over all destinations on macOS and Windows', () => {
    assert.equal(ports({ ...crowded, platform: 'darwin' }), 160);
    assert.equal(ports({ ...crowded, platform: 'win32' }), 160);
  });

  it('says what it could not subtract, and fails with the range', () => {
    const gap = portCapacity(
      usage({}),
      measurement({ reservedPorts: unread('permission'), listeningPorts: unread('failed') }),
    );
    assert.ok(gap.kind === 'value');
    assert.deepEqual(
      gap.value.notSubtracted.map(({ reason }) => reason),
      ['permission', 'failed'],
    );
    const none = portCapacity(usage({}), measurement({ ephemeralRange: unread('malformed') }));
    assert.ok(none.kind === 'unavailable' && none.reason === 'malformed');
  });
});

describe('portCapacity where IPv6 has a pool of its own', () => {
  it('gives each family its own ports, and its own others that use them', () => {
    const windows = measurement({
      platform: 'win32',
      ephemeralRange: read({ first: 49_152, last: 65_535 }),
      ephemeralRangeV6: read({ first: 20_000, last: 20_999 }),
      totals: read({
        rows: 900,
        byState: {},
        serverSideTimeWait: 0,
        occupiedEphemeralPorts: 700,
        occupiedEphemeralPortsV6: 200,
      }),
    });
    const capacity = (address: string) => {
      const destination = { address, port: 443 };
      const reading = portCapacity(usage({ waiting: 50 }, { destination }), windows);
      assert.ok(reading.kind === 'value');
      return [reading.value.poolPorts, reading.value.usedByOthers];
    };
    assert.deepEqual(capacity('10.0.0.9'), [16_384, 650]);
    assert.deepEqual(capacity('2001:db8::9'), [1_000, 150]);
  });
});

describe('effectiveTimeWait', () => {
  const lengthWith = (
    scope: TimeWaitReuse['scope'],
    loopback: boolean,
    binding: Binding = 'implicit',
    platform: Measurement['platform'] = 'linux',
  ): number => {
    const length = effectiveTimeWait(
      usage({}, { loopback }),
      measurement({ platform, timeWaitReuse: read({ scope, afterMs: 1_000 }) }),
      binding,
    );
    assert.ok(length.kind === 'value');
    assert.equal(length.value.isReusedEarly, length.value.maxMs === 1_000);
    return length.value.maxMs;
  };

  it('is the reuse delay where tcp_tw_reuse allows it for this destination', () => {
    assert.equal(lengthWith('never', true), 60_000);
    assert.equal(lengthWith('loopback', true), 1_000);
    assert.equal(lengthWith('loopback', false), 60_000);
    assert.equal(lengthWith('always', false), 1_000);
  });

  it('is the full length for a client that binds first, and on other systems', () => {
    assert.equal(lengthWith('always', true, 'explicit'), 60_000);
    assert.equal(lengthWith('always', true, 'implicit', 'darwin'), 60_000);
  });

  it('stays the safe one where the setting is not readable, and a range where it is disputed', () => {
    const disputed = { minMs: 120_000, maxMs: 240_000 };
    const length = effectiveTimeWait(
      usage({}),
      measurement({ timeWaitReuse: unread('permission'), timeWaitLength: read(disputed) }),
    );
    assert.ok(length.kind === 'value');
    assert.deepEqual(length.value, { ...disputed, isReusedEarly: false });
    const none = effectiveTimeWait(usage({}), measurement({ timeWaitLength: unread('not-found') }));
    assert.ok(none.kind === 'unavailable' && none.reason === 'not-found');
  });
});
