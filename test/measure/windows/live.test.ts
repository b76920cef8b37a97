import assert from 'node:assert/strict';
import { unavailable } from '../../../src/measure/reading';
import { createWindowsMachine } from '../../../src/measure/windows/windowsMachine';
import type { Machine } from '../../../src/measure/machine';
import { openOwnListener, type OwnListener } from '../ownListener';

const withoutPowershell = {
  ask: () => Promise.resolve(unavailable('failed', 'powershell', 'switched off by the test')),
  dispose: () => undefined,
};

describe('the Windows reader on a running system', function () {
  this.timeout(120_000);
  let own: OwnListener | undefined;
  let machine: Machine | undefined;

  before(async function () {
    if (process.platform !== 'win32') {
      process.stdout.write('      skipped: needs Windows\n');
      this.skip();
    }
    own = await openOwnListener();
  });
  afterEach(() => machine?.dispose?.());
  after(() => own?.close());

  const ways = [
    { way: 'PowerShell', surroundings: {}, source: /powershell\.exe/i },
    { way: 'the old commands', surroundings: { session: withoutPowershell }, source: /netstat/i },
  ];
  for (const { way, surroundings, source } of ways) {
    it(`finds our listener, our connection and the settings by ${way}`, async () => {
      const { port, clientPort } = own!;
      machine = createWindowsMachine(surroundings);
      const measurement = await machine.measure({});
      const { ephemeralRange, reservedPorts, listeningPorts, destinations } = measurement;
      assert.equal(ephemeralRange.kind, 'value', JSON.stringify(ephemeralRange));
      const { first, last } = ephemeralRange.value;
      assert.ok(first <= clientPort && clientPort <= last);
      assert.equal(reservedPorts.kind, 'value', JSON.stringify(reservedPorts));
      assert.equal(listeningPorts.kind, 'value', JSON.stringify(listeningPorts));
      assert.match(listeningPorts.from.where, source);
      assert.doesNotMatch(listeningPorts.from.where, /not understood|without bound/);
      assert.ok(listeningPorts.value.includes(port));
      assert.equal(destinations.kind, 'value', JSON.stringify(destinations));
      const ours = destinations.value.find(({ destination }) => destination.port === port);
      assert.deepEqual([...ours!.ports], [{ port: clientPort, state: 'open' }]);
    });

    it(`names us as the holder by ${way}`, async () => {
      machine = createWindowsMachine(surroundings);
      const reading = await machine.holdersOf(own!.port, {});
      assert.equal(reading.kind, 'value', JSON.stringify(reading));
      const holder = reading.value[0]?.process;
      assert.equal(holder?.kind, 'value', JSON.stringify(holder));
      assert.equal(holder.value.processId, process.pid);
      assert.match(holder.value.name, /node/i);
    });
  }
});
