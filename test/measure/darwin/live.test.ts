import assert from 'node:assert/strict';
import { createDarwinMachine } from '../../../src/measure/darwin/darwinMachine';
import { openOwnListener, type OwnListener } from '../ownListener';

describe('the macOS reader on a running system', function () {
  this.timeout(60_000);
  let own: OwnListener | undefined;

  before(async function () {
    if (process.platform !== 'darwin') {
      process.stdout.write('      skipped: needs macOS\n');
      this.skip();
    }
    own = await openOwnListener();
  });
  after(() => own?.close());

  it('finds our listener, our connection and the settings', async () => {
    const { port, clientPort } = own!;
    const measurement = await createDarwinMachine().measure({});
    const { ephemeralRange, timeWaitLength, listeningPorts, destinations } = measurement;
    assert.equal(ephemeralRange.kind, 'value', JSON.stringify(ephemeralRange));
    assert.ok(ephemeralRange.value.first <= clientPort && clientPort <= ephemeralRange.value.last);
    assert.equal(timeWaitLength.kind, 'value', JSON.stringify(timeWaitLength));
    assert.equal(listeningPorts.kind, 'value', JSON.stringify(listeningPorts));
    assert.ok(listeningPorts.value.includes(port));
    assert.doesNotMatch(listeningPorts.from.where, /not understood/);
    assert.equal(destinations.kind, 'value', JSON.stringify(destinations));
    const ours = destinations.value.find(({ destination }) => destination.port === port);
    assert.deepEqual([...ours!.ports], [{ port: clientPort, state: 'open' }]);
  });

  it('names us as the holder', async () => {
    const reading = await createDarwinMachine().holdersOf(own!.port, {});
    assert.equal(reading.kind, 'value', JSON.stringify(reading));
    const holder = reading.value[0]?.process;
    assert.equal(holder?.kind, 'value', JSON.stringify(holder));
    assert.equal(holder.value.processId, process.pid);
    assert.equal(holder.value.parents[0]?.processId, process.ppid);
    assert.ok(Math.abs((holder.value.startedAtMs ?? 0) - startedAtMs()) < 5_000);
  });
});

function startedAtMs(): number {
  return Date.now() - process.uptime() * 1000;
}
