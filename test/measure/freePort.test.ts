import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { describe, it } from 'mocha';
import { isFree, nextFreePort } from '../../src/measure/freePort';

async function listen(host: string, port = 0): Promise<Server> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

describe('the next free port', () => {
  it('is none on which anybody listens, at whatever address', async () => {
    for (const host of ['127.0.0.1', '0.0.0.0', '127.0.0.2']) {
      const server = await listen(host);
      assert.equal(await isFree(portOf(server)), false, host);
      const next = await nextFreePort(portOf(server) - 1);
      assert.ok(next !== undefined && next > portOf(server), host);
      // It is the truth: one can listen there.
      const proof = await listen('0.0.0.0', next);
      proof.close();
      server.close();
    }
  });

  it('passes over what is known to be taken elsewhere', async () => {
    const first = await nextFreePort(20_000);
    const taken = new Set([first]);
    const isTaken = (port: number) => Promise.resolve(taken.has(port));
    const second = await nextFreePort(20_000, { isTaken });
    assert.ok(first !== undefined && second !== undefined && second > first);
  });

  it('lies outside of what is to be avoided, however long that is', async () => {
    const avoid = [
      { first: 20_500, last: 21_000 },
      { first: 1, last: 20_499 },
    ];
    const found = await nextFreePort(79, { avoid });
    assert.ok(found !== undefined && found > 21_000 && found < 21_200, String(found));
    assert.equal(await nextFreePort(79, { avoid: [{ first: 1, last: 65_535 }] }), undefined);
  });

  it('ends with the last port', async () => {
    assert.equal(await nextFreePort(65_535), undefined);
  });
});
