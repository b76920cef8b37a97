import assert from 'node:assert/strict';
import {
  endpointLabel,
  isIpv6,
  isLoopback,
  isNumericAddress,
  isSameAddress,
  isWildcard,
  standsInTheWay,
} from '../../src/explain/addresses';

describe('addresses', () => {
  it('knows one address in several spellings', () => {
    assert.ok(isSameAddress('::ffff:127.0.0.1', '127.0.0.1'));
    assert.ok(isSameAddress('[::1]', '::1'));
    assert.ok(isSameAddress('FE80::1%eth0', 'fe80::1'));
    assert.ok(isSameAddress('localhost', '::1') && isSameAddress('127.0.0.1', 'localhost'));
    assert.ok(!isSameAddress('127.0.0.1', '127.0.0.2'));
    assert.ok(!isSameAddress('localhost', '10.0.0.1'));
  });

  it('knows loopback, IPv6, wildcards and names', () => {
    assert.ok(isLoopback('127.9.9.9') && isLoopback('::1') && !isLoopback('128.0.0.1'));
    assert.ok(isIpv6('[::1]') && !isIpv6('127.0.0.1') && !isIpv6('::ffff:127.0.0.1'));
    assert.ok(isWildcard('0.0.0.0') && isWildcard('[::]') && !isWildcard('::1'));
    assert.ok(isNumericAddress('10.0.0.1') && !isNumericAddress('10.example'));
  });

  it('knows what stands in the way of a listen', () => {
    assert.ok(standsInTheWay('0.0.0.0', '127.0.0.1'));
    assert.ok(standsInTheWay('127.0.0.1', '::'));
    assert.ok(!standsInTheWay('::1', '127.0.0.1'));
  });

  it('writes endpoints', () => {
    assert.equal(endpointLabel({ address: '127.0.0.1', port: 5_000 }), '127.0.0.1:5000');
    assert.equal(endpointLabel({ address: '::1', port: 5_000 }), '[::1]:5000');
    assert.equal(endpointLabel({ address: '[::1]', port: 5_000 }), '[::1]:5000');
    assert.equal(endpointLabel({ port: 5_000 }), 'port 5000');
    assert.equal(endpointLabel({ address: 'db.test' }), 'db.test');
    assert.equal(endpointLabel({}), '');
    assert.equal(endpointLabel({ address: 'a\u001bb', port: 1 }), 'a b:1');
  });
});
