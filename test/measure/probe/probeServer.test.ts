import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CallLedger } from '../../../src/measure/probe/callLedger';
import {
  newLaunch,
  openProbeServer,
  type ProbeServer,
} from '../../../src/measure/probe/probeServer';
import { aHello, someCounts } from './support';

describe('probe server', () => {
  const launch = newLaunch();
  let ledger: CallLedger;
  let server: ProbeServer;
  let path: string;
  const peers: Socket[] = [];

  beforeEach(async () => {
    ledger = new CallLedger(() => undefined);
    ledger.open(launch);
    const opened = await openProbeServer(ledger);
    assert.equal(opened.kind, 'value');
    server = opened.value;
    path = server.variableFor(launch).split(':').slice(2).join(':');
  });

  afterEach(() => {
    for (const peer of peers.splice(0)) peer.destroy();
    server.dispose();
  });

  it('hears a program out, and notices its end', async () => {
    const peer = await dial();
    peer.write(lines(aHello({ launch }), { ...destination }, someCounts({ connections: 7 })));
    await until(() => ledger.launches()[0]?.destinations[0]?.connections === 7);
    peer.end();
    await until(() => ledger.launches()[0]?.programs[0]?.isRunning === false);
  });

  it('takes messages in pieces', async () => {
    const peer = await dial();
    for (const character of lines(aHello({ launch }), destination, someCounts())) {
      peer.write(character);
    }
    await until(() => ledger.launches()[0]?.destinations[0]?.connections === 3);
  });

  it('is for this user alone, and leaves nothing behind', function () {
    if (process.platform === 'win32') this.skip();
    assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
    server.dispose();
    assert.equal(existsSync(dirname(path)), false);
  });

  const strangers: Readonly<Record<string, () => string | Buffer>> = {
    'an unknown launch': () => lines(aHello({ launch: newLaunch() })),
    'no hello': () => lines(someCounts()),
    'a web request': () => 'GET / HTTP/1.1\r\n\r\n',
    'a line without end': () => Buffer.alloc(100_000, 'x'),
    'a message that is none, after a hello': () => lines(aHello({ launch })) + '{"type":"eval"}\n',
  };
  for (const [name, words] of Object.entries(strangers)) {
    it(`cuts off a peer with ${name}`, async () => {
      const peer = await dial();
      peer.write(words());
      await until(() => peer.destroyed);
    });
  }

  it('says nothing to anybody', async () => {
    const peer = await dial();
    let heard = 0;
    peer.on('data', ({ length }: Buffer) => (heard += length));
    peer.write(lines(aHello({ launch }), destination, someCounts()));
    await until(() => ledger.launches()[0]?.destinations[0]?.connections === 3);
    assert.equal(heard, 0);
  });

  it('reads a peer that never stops no faster than it wants to', async () => {
    const peer = await dial();
    peer.write(lines(aHello({ launch }), destination));
    const words = lines(someCounts()).repeat(100);
    let written = 0;
    const ending = Date.now() + 700;
    while (Date.now() < ending) {
      if (peer.writableLength < 1_000_000) {
        peer.write(words);
        written += words.length;
      }
      await delay(1);
    }
    // Four slices of a quarter of a megabyte and what the pipe itself holds.
    assert.ok(peer.bytesWritten - peer.writableLength < 4_000_000, String(peer.bytesWritten));
    assert.ok(written >= 1_000_000);
    assert.equal(ledger.launches()[0]?.destinations[0]?.connections, 3);
  });

  it('says why it cannot listen', async () => {
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = '/nowhere/at/all';
    try {
      const opened = await openProbeServer(ledger);
      if (process.platform === 'win32') return;
      assert.equal(opened.kind, 'unavailable');
      assert.equal(opened.reason, 'not-found');
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });

  const destination = {
    type: 'destination',
    destination: 1,
    address: '127.0.0.1',
    port: 5000,
    names: [],
  } as const;

  async function dial(): Promise<Socket> {
    const peer = connect(path);
    peers.push(peer);
    peer.on('error', () => undefined);
    peer.resume();
    await new Promise((resolve) => peer.once('connect', resolve));
    return peer;
  }
});

function lines(...messages: readonly object[]): string {
  return messages.map((message) => `${JSON.stringify(message)}\n`).join('');
}

async function until(isSo: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 5_000;
  while (!isSo()) {
    assert.ok(Date.now() < deadlineMs, `waited in vain for ${isSo.toString()}`);
    await delay(5);
  }
}
