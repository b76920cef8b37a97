import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  fitsDestination,
  sitesFromFindings,
  type NamedTarget,
} from '../../src/explain/namedTargets';

const local = { address: '127.0.0.1', port: 5_000 };
const remote = { address: '203.0.113.7', port: 443 };

describe('fitsDestination', () => {
  it('wants every part that the code names to fit', () => {
    const fits = (target: NamedTarget | undefined) => fitsDestination(target, local);
    assert.ok(fits({ host: '127.0.0.1', port: 5_000 }));
    assert.ok(fits({ host: 'localhost', port: 5_000 }));
    assert.ok(fits({ host: 'localhost' }));
    assert.ok(fits({ port: 5_000 }));
    assert.ok(!fits({ host: 'localhost', port: 5_001 }));
    assert.ok(!fits({ host: '127.0.0.2', port: 5_000 }));
    assert.ok(!fits({}));
    assert.ok(!fits(undefined));
  });

  it('takes a host by name for any address but loopback, where the port fits', () => {
    assert.ok(fitsDestination({ host: 'api.test', port: 443 }, remote));
    assert.ok(!fitsDestination({ host: 'api.test' }, remote));
    assert.ok(!fitsDestination({ host: 'api.test', port: 5_000 }, local));
  });

  it('trusts a probe that heard the name', () => {
    assert.ok(fitsDestination({ host: 'API.test' }, remote, ['api.test']));
    assert.ok(fitsDestination({ host: 'api.test', port: 5_000 }, local, ['api.test']));
    assert.ok(!fitsDestination({ host: 'api.test', port: 80 }, remote, ['api.test']));
  });
});

describe('sitesFromFindings', () => {
  const finding = (id: string, target?: NamedTarget) => ({
    id,
    finding: target === undefined ? {} : { target },
  });

  it('gives the places that name the destination, the exact ones first', () => {
    const findings = [
      finding('names nothing'),
      finding('another port', { port: 80 }),
      finding('port', { port: 5_000 }),
      finding('host', { host: 'localhost' }),
      finding('both', { host: 'localhost', port: 5_000 }),
      finding('port again', { port: 5_000 }),
    ];
    assert.deepEqual(
      sitesFromFindings(local, findings).map(({ id }) => id),
      ['both', 'host', 'port', 'port again'],
    );
    assert.deepEqual(sitesFromFindings(remote, findings), []);
  });
});
