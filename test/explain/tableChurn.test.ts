import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { attributionOf, type Attribution } from '../../src/explain/attribution';
import { tableChurnMessage, tableChurns } from '../../src/explain/tableChurn';
import type { ClientSighting } from '../../src/measure/clientMemory';
import type { RateEstimate } from '../../src/measure/measurement';
import { lookMs, measurement, rate, server } from './support/caseFiles';

const owner: ClientSighting = {
  belongsTo: 'workspace',
  origin: { id: 'k', kind: 'task', label: 'load test' },
  program: 'java',
  begun: 40,
  open: 1,
  latestMs: lookMs,
};
const whose = (changes: Partial<ClientSighting> = {}): Attribution =>
  attributionOf(server, {
    destination: server,
    owners: [{ ...owner, ...changes }],
    untold: 0,
    counted: 40,
  });
const churns = (rates: readonly RateEstimate[], attribution = whose()) =>
  tableChurns({ measurement: measurement(), rates, attributions: [attribution] });
const message = (target: { host?: string; port?: number } | undefined, rates = [rate(40)]) =>
  tableChurnMessage(target, churns(rates), 'en');

describe('churn that the socket table tells', () => {
  it('is said of code that names the destination, with its figure and whose it is', () => {
    assert.equal(
      message({ host: 'localhost', port: server.port }),
      `Measured in the socket table: 40 connections/s to 127.0.0.1:${server.port}, ` +
        'which this code names (java in the task “load test”).',
    );
    assert.ok(message({ port: server.port }));
  });

  it('is not said of code that names another destination, or none', () => {
    assert.equal(message({ port: server.port + 1 }), undefined);
    assert.equal(message({ host: 'orders.test', port: server.port }), undefined);
    assert.equal(message(undefined), undefined);
  });

  it('is the workspace’s, goes on, and is more than a start', () => {
    assert.equal(churns([rate(40)]).length, 1);
    for (const belongsTo of ['editor', 'debugger', 'others'] as const) {
      assert.deepEqual(churns([rate(40)], whose({ belongsTo })), [], belongsTo);
    }
    const ended = { ...rate(40), fromMs: lookMs - 60_000, toMs: lookMs - 50_000 };
    assert.deepEqual(churns([ended]), []);
    assert.deepEqual(churns([{ ...rate(40), connections: 19 }]), []);
    assert.deepEqual(churns([rate(0.9)]), []);
  });

  it('is left to the probe where one counts', () => {
    assert.deepEqual(churns([rate(40)], { ...whose(), basis: 'probe' }), []);
  });
});
