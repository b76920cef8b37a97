import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type Launch, LaunchBook, type LaunchMemory } from '../../src/watch/launchBook';

/** A memory as a window's: what was written last is read by the next book. */
function memory(first?: unknown): LaunchMemory & { kept(): readonly Launch[] } {
  let text = JSON.stringify(first ?? null);
  return {
    // As the editor keeps it: through JSON, which has no undefined.
    read: () => JSON.parse(text) as unknown,
    write: (launches) => {
      text = JSON.stringify(launches);
    },
    kept: () => JSON.parse(text) as Launch[],
  };
}

const session = (changes: Partial<Launch> = {}): Launch => ({
  id: 'debug-session 1',
  kind: 'debug-session',
  label: 'API',
  startedAtMs: 1_000,
  workspaceFolder: '/w/api',
  ...changes,
});

describe('the register of launches', () => {
  it('knows the program, and what runs below it', () => {
    const book = new LaunchBook(memory(), () => 9_000);
    book.begin(session());
    for (const processId of [10, 11, 10, 12]) book.addProcess('debug-session 1', { processId });
    const [launch] = book.all();
    assert.equal(launch?.processId, 10);
    assert.deepEqual(launch.descendants, [{ processId: 11 }, { processId: 12 }]);
  });

  it('learns when a process started, and takes another start for another process', () => {
    const book = new LaunchBook(memory(), () => 9_000);
    book.begin(session({ processId: 10 }));
    book.addDescendants('debug-session 1', [{ processId: 11 }]);
    book.addDescendants('debug-session 1', [{ processId: 11, startedAtMs: 1_500 }]);
    assert.deepEqual(book.get('debug-session 1')?.descendants, [
      { processId: 11, startedAtMs: 1_500 },
    ]);
    // A later look that does not know the start takes nothing away.
    book.addDescendants('debug-session 1', [{ processId: 11 }]);
    book.addDescendants('debug-session 1', [{ processId: 11, startedAtMs: 4_000 }]);
    assert.deepEqual(book.get('debug-session 1')?.descendants, [
      { processId: 11, startedAtMs: 4_000 },
    ]);
  });

  it('is there again in the next window, and what ran is over then', () => {
    const kept = memory();
    const before = new LaunchBook(kept, () => 5_000);
    before.begin(session());
    before.addProcess('debug-session 1', { processId: 10 });
    before.begin(session({ id: 'debug-session 2', label: 'Web' }));
    before.end('debug-session 2');
    const after = new LaunchBook(kept, () => 8_000);
    assert.deepEqual(
      after.all().map(({ id, processId, endedAtMs, isOfEarlierWindow }) => ({
        id,
        processId,
        endedAtMs,
        isOfEarlierWindow,
      })),
      [
        { id: 'debug-session 1', processId: 10, endedAtMs: 8_000, isOfEarlierWindow: true },
        { id: 'debug-session 2', processId: undefined, endedAtMs: 5_000, isOfEarlierWindow: true },
      ],
    );
    assert.deepEqual(after.running(), []);
  });

  it('goes on with a terminal that lived through the reload', () => {
    const kept = memory();
    const terminal = session({ id: 'terminal 1', kind: 'terminal', processId: 77 });
    new LaunchBook(kept, () => 5_000).begin(terminal);
    const after = new LaunchBook(kept, () => 8_000);
    assert.deepEqual(after.resume(77), terminal);
    assert.deepEqual(after.running(), [terminal]);
    assert.equal(after.resume(78), undefined);
  });

  it('never goes on with a debug session of an earlier window', () => {
    const kept = memory();
    new LaunchBook(kept, () => 5_000).begin(session({ processId: 77 }));
    assert.equal(new LaunchBook(kept, () => 8_000).resume(77), undefined);
  });

  it('stays small: who ended longest goes first, who runs stays', () => {
    let nowMs = 0;
    const book = new LaunchBook(memory(), () => (nowMs += 1));
    book.begin(session({ id: 'running' }));
    for (let index = 0; index < 300; index += 1) {
      book.begin(session({ id: `ended ${index}`, label: 'x'.repeat(5_000) }));
      book.end(`ended ${index}`);
    }
    assert.equal(book.all().length, 100);
    assert.ok(book.get('running') && book.get('ended 299'));
    assert.equal(book.get('ended 0'), undefined);
    assert.equal(book.get('ended 299')?.label.length, 1_000);
    for (let id = 2; id < 500; id += 1) book.addDescendants('running', [{ processId: id }]);
    assert.equal(book.get('running')?.descendants?.length, 64);
    assert.equal(book.get('running')?.descendants?.at(-1)?.processId, 499);
  });

  it('takes what it reads for untrusted', () => {
    const good = session();
    const bad = [
      null,
      'x',
      [],
      { ...good, kind: 'virus' },
      { ...good, processId: -1 },
      { ...good, processId: 1.5 },
      { ...good, label: 7 },
      { ...good, descendants: [{ processId: '1' }] },
    ];
    const book = new LaunchBook(memory([...bad, good]), () => 8_000);
    assert.deepEqual(
      book.all().map(({ label }) => label),
      ['API'],
    );
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        for (const launch of new LaunchBook(memory(given), () => 1).all()) {
          assert.equal(typeof launch.label, 'string');
        }
      }),
    );
  });
});
