import assert from 'node:assert/strict';
import { isIPv6, parseEndpoint, parseUrlEndpoint } from '../../src/recognize/endpoint';

describe('parseEndpoint', () => {
  const cases: readonly (readonly [string, string | undefined, number | undefined])[] = [
    ['127.0.0.1:8080', '127.0.0.1', 8080],
    [':::3000', '::', 3000],
    ['::1:8080', '::1', 8080],
    ['::1', '::1', undefined],
    ['::', '::', undefined],
    ['fe80::1%eth0:80', 'fe80::1%eth0', 80],
    ['::ffff:127.0.0.1:80', '::ffff:127.0.0.1', 80],
    ['[::1]:5000', '::1', 5000],
    ['[2001:db8::1]', '2001:db8::1', undefined],
    [':8080', undefined, 8080],
    ['*:80', undefined, 80],
    ['null:8085', undefined, 8085],
    ['localhost:0', 'localhost', 0],
    ['10.1.2.3', '10.1.2.3', undefined],
    ['/tmp/app.sock', '/tmp/app.sock', undefined],
    ['\\\\.\\pipe\\app', '\\\\.\\pipe\\app', undefined],
    ['example.com:99999', 'example.com', undefined],
  ];
  for (const [text, address, port] of cases) {
    it(`reads ${text}`, () => {
      const found = parseEndpoint(text);
      assert.deepEqual([found?.address, found?.port], [address, port]);
    });
  }

  it('gives nothing for nothing', () => {
    assert.equal(parseEndpoint('*'), undefined);
    assert.equal(parseEndpoint(''), undefined);
  });
});

describe('parseUrlEndpoint', () => {
  const cases: readonly (readonly [string, string | undefined, number | undefined])[] = [
    ['http://127.0.0.1:5000', '127.0.0.1', 5000],
    ['https://api.example.com/orders?x=1', 'api.example.com', 443],
    ['http://[::1]:5000/', '::1', 5000],
    ['http://+:8000/', undefined, 8000],
    ['http://*:80', undefined, 80],
  ];
  for (const [url, address, port] of cases) {
    it(`reads ${url}`, () => {
      const found = parseUrlEndpoint(url);
      assert.deepEqual([found?.address, found?.port], [address, port]);
    });
  }
});

describe('isIPv6', () => {
  it('knows addresses from parts of them', () => {
    for (const address of ['::', '::1', 'fe80::1%lo0', '2001:db8:0:0:0:0:0:1', '::ffff:1.2.3.4']) {
      assert.ok(isIPv6(address), address);
    }
    for (const text of ['', ':', '127.0.0.1', 'localhost', '::1:', ':::', 'a:b', '::x']) {
      assert.ok(!isIPv6(text), text);
    }
  });
});
