import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { AsyncCallers } from '../../../src/probe/node/asyncCallers';
import type { Call } from '../../../src/probe/node/callStack';

describe('callers of what runs in a later turn', () => {
  let callers: AsyncCallers;

  beforeEach(() => {
    callers = new AsyncCallers(() => 0);
    assert.equal(callers.known([]), undefined); // from now on it listens
  });
  afterEach(() => {
    callers.stop();
  });

  function isHere(calls: readonly Call[] | undefined): boolean {
    return calls?.some(({ file }) => file.includes('asyncCallers.test')) ?? false;
  }

  it('are those who began it', async () => {
    const calls = await new Promise<readonly Call[] | undefined>((done) => {
      setImmediate(() => {
        done(callers.known([]));
      });
    });
    assert.ok(isHere(calls));
  });

  it('are nobody for what comes in at a socket', async () => {
    const server = createServer((socket) => socket.end('answer')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const received = new Promise<readonly Call[] | undefined>((done) => {
      socket.once('data', () => {
        done(callers.known([]));
      });
    });
    const calls = await received;
    server.close();
    assert.equal(isHere(calls), false);
  });

  it('are told for sure, or the library is, once none was found often enough', () => {
    const library: readonly Call[] = [];
    assert.equal(callers.complete(library), undefined);
    callers.stop();
    let nowMs = 0;
    const tired = new AsyncCallers(() => nowMs);
    for (let time = 0; time < 3; time += 1) {
      assert.equal(tired.complete(library), undefined);
      tired.stop();
      nowMs += 2_000;
    }
    assert.equal(tired.complete(library), library);
    tired.stop();
    const queued = new AsyncCallers(() => nowMs);
    for (let time = 0; time < 9; time += 1) {
      assert.equal(queued.known(library), undefined);
      queued.stop();
      nowMs += 2_000;
    }
    assert.equal(
      queued.complete(library),
      undefined,
      'who only writes from a queue does not count',
    );
    queued.stop();
  });
});
