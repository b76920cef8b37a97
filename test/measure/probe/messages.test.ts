import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readMessage } from '../../../src/measure/probe/messages';
import { aHello, someCounts } from './support';

const frame = { file: '/app/client.js', line: 3, column: 7 };
const good = [
  aHello(),
  {
    type: 'site',
    site: 1,
    frames: [{ ...frame, function: 'call', source: { ...frame, line: 9 } }],
  },
  { type: 'destination', destination: 1, address: '127.0.0.1', port: 5000, names: ['localhost'] },
  someCounts({ requests: 4, closedHere: 1, closedThere: 2, heldMs: 12.5 }),
];

describe('messages of a probe', () => {
  it('are read as they were sent', () => {
    for (const message of good) {
      assert.deepEqual(readMessage(JSON.stringify(message)), message);
    }
  });

  it('name one host one way: a zone and a mapped address are taken out', () => {
    const at = (address: string) =>
      readMessage(
        JSON.stringify({ type: 'destination', destination: 1, address, port: 1, names: [] }),
      );
    assert.deepEqual(at('::ffff:10.0.0.1'), at('10.0.0.1'));
    assert.deepEqual(at('fe80::1%eth0'), at('fe80::1'));
    assert.equal(at('localhost'), undefined);
    assert.equal(at('999.0.0.1'), undefined);
  });

  it('that lack a part, or hold one of the wrong kind, are none', () => {
    for (const message of good) {
      for (const key of Object.keys(message)) {
        if (
          ['program', 'version', 'requests', 'closedHere', 'closedThere', 'heldMs'].includes(key)
        ) {
          continue; // may be absent
        }
        const without = JSON.stringify({ ...message, [key]: undefined });
        assert.equal(readMessage(without), undefined, `${message.type} without ${key}`);
        const wrong = JSON.stringify({ ...message, [key]: { toString: 'x' } });
        assert.equal(readMessage(wrong), undefined, `${message.type}: ${key}`);
      }
    }
  });

  it('keep texts and lists within their bounds', () => {
    const long = readMessage(
      JSON.stringify(aHello({ program: `a\u001b[31m${'x'.repeat(9_999)}` })),
    );
    assert.equal(long?.type, 'hello');
    assert.equal(long.program.length, 300);
    assert.ok(!long.program.includes('\u001b'));
    const frames = Array.from({ length: 9 }, () => frame);
    assert.equal(readMessage(JSON.stringify({ type: 'site', site: 1, frames })), undefined);
    assert.equal(readMessage(JSON.stringify(someCounts({ connections: -1 }))), undefined);
    assert.equal(readMessage(JSON.stringify(someCounts({ connections: 2 ** 60 }))), undefined);
    assert.equal(readMessage(JSON.stringify(someCounts({ failures: { 'rm -rf': 1 } }))), undefined);
  });

  it('never throw, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        readMessage(line);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.string(), fc.jsonValue(), (message, key, value) => {
        const read = readMessage(JSON.stringify({ ...message, [key]: value }));
        if (read !== undefined) assert.equal(read.type, message.type);
      }),
    );
  });
});
