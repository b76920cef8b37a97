import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  boundedText,
  mapReading,
  unavailable,
  unavailableFrom,
  value,
} from '../../src/measure/reading';

const from = { how: 'file', where: '/proc/x', atMs: 1 } as const;

describe('reading', () => {
  it('carries a value with its source through a transformation', () => {
    assert.deepEqual(
      mapReading(value(2, from), (n) => n + 1),
      value(3, from),
    );
  });

  it('carries a reason as it is', () => {
    const gone = unavailable('process-gone', '/proc/9', 'it ended');
    assert.equal(
      mapReading(gone, () => assert.fail('not called')),
      gone,
    );
  });

  it('tells the reason from what the system really throws', () => {
    let thrown: unknown;
    try {
      readFileSync('/nowhere/at/all');
    } catch (error) {
      thrown = error;
    }
    const reading = unavailableFrom(thrown, '/nowhere/at/all');
    assert.equal(reading.reason, 'not-found');
    assert.match(reading.detail, /ENOENT/);
  });

  for (const [code, reason] of [
    ['EACCES', 'permission'],
    ['EPERM', 'permission'],
    ['ESRCH', 'process-gone'],
    ['ENOSYS', 'unsupported'],
    ['ETIMEDOUT', 'timed-out'],
    ['EFBIG', 'too-large'],
    ['ABORT_ERR', 'cancelled'],
    ['EIO', 'failed'],
  ] as const) {
    it(`takes ${code} for '${reason}'`, () => {
      assert.equal(unavailableFrom(Object.assign(new Error('x'), { code }), 'y').reason, reason);
    });
  }

  it('bounds any detail to one line', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 2000 }),
        fc.integer({ min: 1, max: 400 }),
        (text, limit) => {
          const line = boundedText(text, limit);
          assert.ok(line.length <= limit);
          assert.doesNotMatch(line, /\p{Cc}/u);
        },
      ),
    );
    assert.equal(boundedText('a\nb\u001b[31mc', 100), 'a b [31mc');
  });
});
