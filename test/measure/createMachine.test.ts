import assert from 'node:assert/strict';
import { createMachine } from '../../src/measure/createMachine';

describe('createMachine', () => {
  it('gives each system its own reader', () => {
    for (const platform of ['linux', 'darwin', 'win32']) {
      assert.equal(createMachine(platform).platform, platform);
    }
  });

  it('gives a machine without numbers, and the reason, for a system without a reader', async () => {
    const machine = createMachine('haiku');
    const measurement = await machine.measure({});
    const listen = await machine.listenFacts(8080, {});
    for (const part of [
      measurement.ephemeralRange,
      measurement.reservedPorts,
      measurement.timeWaitLength,
      measurement.timeWaitReuse,
      measurement.destinations,
      measurement.totals,
      measurement.listeningPorts,
      await machine.holdersOf(8080, {}),
      listen.connections,
      listen.localAddresses,
    ]) {
      assert.ok(part.kind === 'unavailable');
      assert.equal(part.reason, 'unsupported');
      assert.match(part.detail, /haiku/);
    }
  });
});
