import assert from 'node:assert/strict';
import { likelyBinding } from '../../src/explain/binding';
import type { Measurement } from '../../src/measure/measurement';
import { measurement, read, unread, usage } from './support/caseFiles';

/** 400 ports, 40000–40399, so that the even ones are those of a connect. */
const range = { ephemeralRange: read({ first: 40_000, last: 40_399 }) };

function bindingWith(even: number, odd: number, changes: Partial<Measurement> = {}): string {
  const ports = [
    ...Array.from({ length: even }, (_, index) => 40_000 + 2 * index),
    ...Array.from({ length: odd }, (_, index) => 40_001 + 2 * index),
  ];
  const used = ports.map((port) => ({ port, state: 'waiting' as const }));
  return likelyBinding(usage({ waiting: used.length }, { ports: used }), {
    ...measurement(range),
    ...changes,
  });
}

describe('likelyBinding', () => {
  it('tells the two clients apart as they fill 400 ports (counts seen on Linux 6.18)', () => {
    for (const [even, odd] of [
      [42, 0],
      [123, 0],
      [200, 4],
      [200, 126],
      [200, 200],
    ] as const) {
      assert.equal(bindingWith(even, odd), 'implicit', `connect: ${even} and ${odd}`);
    }
    for (const [even, odd] of [
      [0, 41],
      [23, 100],
      [100, 104],
      [126, 200],
      [167, 200],
    ] as const) {
      assert.equal(bindingWith(even, odd), 'explicit', `bind: ${even} and ${odd}`);
    }
  });

  it('counts from the first port of the range, whatever its parity', () => {
    const odd = { ephemeralRange: read({ first: 39_999, last: 40_400 }) };
    assert.equal(bindingWith(42, 0, odd), 'explicit');
    assert.equal(bindingWith(0, 42, odd), 'implicit');
  });

  it('does not guess from a few ports, ports outside the range, or another system', () => {
    assert.equal(bindingWith(0, 7), 'implicit');
    const outside = { ephemeralRange: read({ first: 50_000, last: 60_000 }) };
    assert.equal(bindingWith(0, 41, outside), 'implicit');
    assert.equal(bindingWith(0, 41, { platform: 'darwin' }), 'implicit');
    assert.equal(bindingWith(0, 41, { ephemeralRange: unread('permission') }), 'implicit');
  });
});
