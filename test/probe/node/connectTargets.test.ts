import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProbe, program, probedEnvironment, run, totals } from '../support/probedProgram';
import { type Heard, Receiver } from '../support/receiver';
import { everyRuntime } from '../support/runtimes';

/** What test/fixtures/probe/programs/sameServer.cjs says. */
interface Said {
  readonly port: number;
  readonly went: Readonly<Record<string, number>>;
  readonly asked: number;
  /** The ways to write the address of the server. */
  readonly ways: number;
  readonly connections: number;
}

function connectionsByAddress(threads: readonly Heard[], port: number): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { destinations, counts } of threads) {
    for (const { destination, connections } of counts.values()) {
      const peer = destinations.get(destination);
      if (peer?.port === port) found[peer.address] = connections;
    }
  }
  return found;
}

describe('where a Node program connects to', function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sd probe '));
    file = join(folder, 'node.cjs');
    buildProbe(file);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is what the system says, however it is written, and the system is asked once for each way to write it', async function () {
    const addresses = Object.values(networkInterfaces()).flat();
    if (!addresses.some((each) => each?.address === '::1')) {
      console.log('    skipped: no IPv6 on the loopback interface');
      this.skip();
    }
    for (const { executable, version } of await everyRuntime()) {
      const receiver = await Receiver.open(folder);
      const env = probedEnvironment({ file, pipe: receiver.path });
      const ended = await run(executable, [program('sameServer.cjs')], env);
      await receiver.silence();
      receiver.close();
      assert.equal(ended.stderr, '', version);
      const { port, went, asked, ways, connections } = JSON.parse(ended.stdout) as Said;
      assert.deepEqual(connectionsByAddress(receiver.threads, port), went, version);
      // The program itself asks once for each connection.
      assert.equal(asked, connections + ways, version);
    }
  });

  it('is not where an attempt failed, though the program looks at the socket in that moment', async () => {
    for (const { executable, version } of await everyRuntime()) {
      const receiver = await Receiver.open(folder);
      const env = probedEnvironment({ file, pipe: receiver.path });
      const ended = await run(executable, [program('attemptFailed.cjs')], env);
      await receiver.silence();
      receiver.close();
      assert.equal(ended.stderr, '', version);
      const { port } = JSON.parse(ended.stdout) as { readonly port: number };
      const { connections, refused } = totals(receiver.threads, port);
      assert.deepEqual({ connections, refused }, { connections: 3, refused: 1 }, version);
    }
  });
});
