import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { activeRate } from '../../src/explain/activeRate';
import { lookMs, rate, server } from './support/caseFiles';

describe('activeRate', () => {
  const rates = [rate(3, { address: '10.0.0.1', port: 80 }), rate(40)];

  it('is the rate towards the destination, however its address is spelled', () => {
    assert.equal(activeRate(rates, server, lookMs), rates[1]);
    assert.equal(activeRate(rates, { address: '::ffff:127.0.0.1', port: 5_000 }, lookMs), rates[1]);
    assert.equal(activeRate(rates, { ...server, port: 5_001 }, lookMs), undefined);
  });

  it('is none once nobody has connected for five seconds', () => {
    assert.equal(activeRate(rates, server, lookMs + 5_000), rates[1]);
    assert.equal(activeRate(rates, server, lookMs + 5_001), undefined);
  });
});
