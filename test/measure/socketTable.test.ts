import assert from 'node:assert/strict';
import {
  isLoopbackAddress,
  normaliseAddress,
  SocketTableBuilder,
  stateCode,
  TCP_STATES,
} from '../../src/measure/socketTable';

describe('the socket table', () => {
  it('keeps every row as it grows', () => {
    const builder = new SocketTableBuilder(1);
    const home = builder.intern('127.0.0.1');
    for (let i = 0; i < 1000; i++) {
      builder.add(4, home, i, builder.intern(`10.0.0.${i % 7}`), 80, i % 12, 2 ** 40 + i, i * 10);
    }
    const table = builder.finish();
    assert.equal(table.length, 1000);
    assert.equal(table.addresses.length, 8);
    for (let i = 0; i < 1000; i++) {
      assert.deepEqual(
        [
          table.localPort[i],
          table.addresses[table.remoteAddress[i]!],
          table.state[i],
          table.owner[i],
          table.timeWaitRemainingMs[i],
        ],
        [i, `10.0.0.${i % 7}`, i % 12, 2 ** 40 + i, i * 10],
      );
    }
  });

  it('ages the rows of a slice that was read earlier, never below zero, and unknown ones not', () => {
    const builder = new SocketTableBuilder();
    const home = builder.intern('127.0.0.1');
    for (const remainingMs of [500, 500, 20, -1, 500]) {
      builder.add(4, home, 1, home, 2, stateCode('time-wait'), 0, remainingMs);
    }
    builder.age(1, 4, 30);
    assert.deepEqual(
      [...builder.finish().timeWaitRemainingMs.subarray(0, 5)],
      [500, 470, 0, -1, 500],
    );
  });

  it('knows one host by one text', () => {
    for (const [given, expected] of [
      ['127.0.0.1', '127.0.0.1'],
      ['::ffff:127.0.0.1', '127.0.0.1'],
      ['::FFFF:7F00:1', '127.0.0.1'],
      ['0:0:0:0:0:0:0:1', '::1'],
      ['2001:DB8:0:0::1', '2001:db8::1'],
      ['*', '*'],
      ['', ''],
      ['no address', 'no address'],
    ] as const) {
      assert.equal(normaliseAddress(given), expected);
    }
    const builder = new SocketTableBuilder();
    assert.equal(builder.intern('127.0.0.1'), builder.intern('::ffff:127.0.0.1'));
    assert.notEqual(builder.intern('127.0.0.1'), builder.intern('::1'));
  });

  it('knows loopback addresses', () => {
    for (const address of ['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1']) {
      assert.equal(isLoopbackAddress(address), true, address);
    }
    for (const address of ['128.0.0.1', '10.0.0.1', '::', '0.0.0.0', '*', '']) {
      assert.equal(isLoopbackAddress(address), false, address);
    }
  });

  it('has a code for every state', () => {
    assert.deepEqual(TCP_STATES.map(stateCode), [...TCP_STATES.keys()]);
  });
});
