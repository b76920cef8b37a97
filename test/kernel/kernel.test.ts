/** A few seconds of what `npm run model` does at length. */
import assert from 'node:assert/strict';
import { reasonAgainstLab } from '../measure/support/lab';
import { prepare } from './experiment';
import { runRecorder } from './recorderRun';
import { compare } from './report';
import type { Setting } from './settings';

const settings: Record<string, string> = {
  ip_local_port_range: '40000 40199',
  tcp_tw_reuse: '0',
};

/** 200 ports, 50 a second: full in four seconds. */
function brief(load: Partial<Setting['load']> = {}, more: Partial<Setting> = {}): Setting {
  return {
    name: 'brief',
    load: {
      destinations: [{ host: '127.0.0.1', port: 8080 }],
      perSecond: 50,
      settings,
      ...load,
    },
    fullPorts: 200,
    sampleIntervalMs: 250,
    watchMs: 9_000,
    ...more,
  };
}

describe('the model against this kernel', function () {
  this.timeout(120_000);

  before(function () {
    const reason = reasonAgainstLab();
    if (reason === undefined) return;
    process.stdout.write(`    skipped: ${reason}\n`);
    this.skip();
  });

  it('predicts when the ports of a destination run out', async function () {
    const outcome = await (await prepare(brief()))();
    if (outcome.isDisturbed) {
      process.stdout.write('    skipped: this machine is too busy to keep the pace\n');
      this.skip();
    }
    const { worst, error } = compare(outcome);
    assert.equal(worst.refusal?.code, 'EADDRNOTAVAIL');
    assert.equal(worst.refusal.made, 200);
    assert.equal(worst.forecast?.basis, 'row-ages');
    // Twice the tolerance of the long run: it looks at a second of work only.
    assert.ok(error !== undefined && Math.abs(error) <= 0.1, `off by ${String(error)}`);
  });

  it('adds up the destinations of a client that binds first', async function () {
    const destinations = [8080, 8081].map((port) => ({ host: '127.0.0.1', port }));
    const load = { destinations, perSecond: 25, bindsFirst: true };
    const outcome = await (await prepare(brief(load)))();
    if (outcome.isDisturbed) {
      process.stdout.write('    skipped: this machine is too busy to keep the pace\n');
      this.skip();
    }
    const { worst, error } = compare(outcome);
    assert.equal(worst.refusal?.code, 'EADDRINUSE');
    assert.ok(error !== undefined && Math.abs(error) <= 0.1, `off by ${String(error)}`);
  });

  it('says never where the kernel reuses ports fast enough', async () => {
    const load = { settings: { ...settings, tcp_tw_reuse: '1' } };
    const outcome = await (await prepare(brief(load, { fullPorts: 50, watchMs: 6_000 })))();
    assert.deepEqual(outcome.destinations[0]?.refusal, undefined);
    assert.equal(compare(outcome).worst.forecast?.timeToExhaustionMs, Infinity);
  });

  it('counts every connection, while it looks and from one look afterwards', async () => {
    const { made, counted, afterwards } = await runRecorder(100, 5);
    assert.ok(Math.abs(counted - made) <= 0.02 * made, `${counted} of ${made}`);
    assert.equal(afterwards.seconds, 3);
    assert.ok(afterwards.worstShare <= 0.05, `off by ${afterwards.worstShare}`);
  });
});
