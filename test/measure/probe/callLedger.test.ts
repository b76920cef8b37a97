import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CallLedger, type ProbedThread } from '../../../src/measure/probe/callLedger';
import type { DestinationCalls } from '../../../src/measure/probe/calls';
import { aHello, launch, someCounts } from './support';

const place = { file: '/app/client.js', line: 3, column: 7 };

describe('CallLedger', () => {
  it('listens to nobody who does not know a launch', () => {
    const ledger = new CallLedger(() => undefined);
    assert.equal(ledger.greet(aHello()), undefined);
    ledger.open(launch);
    assert.ok(ledger.greet(aHello()));
    assert.equal(ledger.greet(aHello({ launch: 'b'.repeat(32) })), undefined);
  });

  it('adds up the threads and processes of a launch', () => {
    const { ledger, join } = ledgerWith();
    const first = join(1);
    const second = join(2);
    first.take(someCounts({ connections: 3, requests: 6 }, 1_250));
    second.take(someCounts({ connections: 4, requests: 4 }, 1_250));
    first.take(someCounts({ connections: 10, requests: 20 }, 2_250));
    const calls = only(ledger);
    assert.equal(calls.connections, 14);
    assert.equal(calls.requests, 24);
    assert.deepEqual(calls.failures, { EADDRNOTAVAIL: 2 });
    assert.deepEqual(
      calls.sites.map(({ connections }) => connections),
      [14],
    );
  });

  it('knows no requests any more where a program could not follow them to the end', () => {
    const { ledger, join } = ledgerWith();
    const [first, second] = [join(1), join(2)];
    first.take(someCounts({ connections: 3, requests: 6 }, 1_250));
    second.take(someCounts({ connections: 3, requests: 6 }, 1_250));
    assert.equal(only(ledger).requests, 12);
    first.take(someCounts({ connections: 4 }, 1_500));
    second.take(someCounts({ connections: 4, requests: 8 }, 1_500));
    assert.equal(only(ledger).requests, undefined);
    assert.equal(only(ledger).requestsPerSecond, undefined);
    assert.equal(only(ledger).connections, 8);
  });

  it('knows no requests where no program told any', () => {
    const { ledger, join } = ledgerWith();
    join(1).take(someCounts());
    assert.equal(only(ledger).requests, undefined);
    assert.equal(only(ledger).closed, undefined);
    assert.equal(only(ledger).meanHoldMs, undefined);
  });

  it('tells who closed, and how long connections lived', () => {
    const { ledger, join } = ledgerWith();
    join(1).take(someCounts({ closedHere: 1, closedThere: 3, heldMs: 400 }));
    assert.deepEqual(only(ledger).closed, { here: 1, there: 3 });
    assert.equal(only(ledger).meanHoldMs, 100);
  });

  it('estimates the rate of steady work to a percent', () => {
    const { ledger, join } = ledgerWith();
    const thread = join(1);
    for (let second = 1; second <= 20; second++) {
      thread.take(someCounts({ connections: second * 40, requests: second * 80 }, second * 1_000));
    }
    const { rate, requestsPerSecond } = only(ledger);
    assert.equal(rate?.source, 'probe');
    // Counts lie within the quarter of a second before their message: nine whole intervals of ten.
    assert.ok(
      Math.abs(rate.connectionsPerSecond - 40) <= 40 * 0.03,
      String(rate.connectionsPerSecond),
    );
    assert.ok(Math.abs((requestsPerSecond ?? 0) - 80) <= 80 * 0.03, String(requestsPerSecond));
  });

  it('keeps a program until its last thread has ended', () => {
    const { ledger, join } = ledgerWith();
    const threads = [join(1), join(1)];
    const isRunning = () => ledger.launches()[0]?.programs.map((program) => program.isRunning);
    threads[0]!.end();
    assert.deepEqual(isRunning(), [true]);
    threads[1]!.end();
    assert.deepEqual(isRunning(), [false]);
  });

  it('goes on where the same thread says hello again, and begins anew with another process', () => {
    const { ledger, join } = ledgerWith();
    join(1).take(someCounts({ connections: 3, requests: 6 }, 1_250));
    const again = ledger.greet(aHello({ processId: 1 }));
    again?.take(someCounts({ connections: 5, requests: 9 }, 1_500)); // names and places are known
    assert.equal(only(ledger).connections, 5);
    assert.equal(only(ledger).requests, 9);
    const other = ledger.greet(aHello({ processId: 1, startedAtMs: 9_999 }));
    other?.take({
      type: 'destination',
      destination: 1,
      address: '127.0.0.1',
      port: 5000,
      names: [],
    });
    other?.take(someCounts({ connections: 2, requests: 2 }, 1_750));
    assert.equal(only(ledger).connections, 7);
  });

  it('leaves out, and counts, what has no room', () => {
    const { ledger, join } = ledgerWith();
    const thread = join(1);
    for (let destination = 2; destination < 400; destination++) {
      const address = `10.0.${destination >> 8}.${destination & 255}`;
      thread.take({ type: 'destination', destination, address, port: 80, names: [] });
      thread.take(someCounts({ destination, connections: 1, sites: [] }));
    }
    const calls = ledger.launches()[0]!;
    assert.equal(calls.destinations.length, 256);
    assert.equal(calls.leftOut, 399 - 256);
  });

  it('comes to the same sums whatever messages of a thread are lost', () => {
    const steps = fc.array(
      fc.record({ connections: fc.nat(9), requests: fc.nat(9), lost: fc.boolean() }),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(steps, (messages) => {
        const { ledger, join } = ledgerWith();
        const thread = join(1);
        const sums = { connections: 0, requests: 0 };
        messages.forEach(({ connections, requests, lost }, index) => {
          sums.connections += connections;
          sums.requests += requests;
          const isLast = index === messages.length - 1;
          if (lost && !isLast) return;
          const sites = [{ site: 1, ...sums }];
          thread.take(someCounts({ ...sums, sites }, 1_000 + index * 250));
        });
        const calls = only(ledger);
        assert.deepEqual({ connections: calls.connections, requests: calls.requests }, sums);
        assert.deepEqual(
          calls.sites.map(({ connections, requests }) => ({ connections, requests })),
          [sums],
        );
      }),
    );
  });
});

function ledgerWith(): { ledger: CallLedger; join: (processId: number) => ProbedThread } {
  const ledger = new CallLedger(() => undefined);
  ledger.open(launch);
  const join = (processId: number) => {
    const thread = ledger.greet(aHello({ processId }));
    assert.ok(thread);
    thread.take({ type: 'site', site: 1, frames: [place] });
    thread.take({
      type: 'destination',
      destination: 1,
      address: '127.0.0.1',
      port: 5000,
      names: ['db'],
    });
    return thread;
  };
  return { ledger, join };
}

function only(ledger: CallLedger): DestinationCalls {
  const [calls, ...others] = ledger.launches();
  assert.ok(calls);
  assert.deepEqual(others, []);
  assert.equal(calls.destinations.length, 1);
  return calls.destinations[0]!;
}
