import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ephemeralRangeFrom,
  firstUnprivilegedPortFrom,
  reservedPortsFrom,
  SYSCTL_NAMES,
  timeWaitReuseFrom,
  type SysctlName,
  type SysctlTexts,
} from '../../../src/measure/linux/sysctls';
import type { Reading } from '../../../src/measure/measurement';
import { unavailable, value } from '../../../src/measure/reading';

/** What this kernel family prints by default (Linux 6.18). */
const DEFAULTS: Record<SysctlName, string> = {
  ip_local_port_range: '32768\t60999',
  ip_local_reserved_ports: '',
  tcp_tw_reuse: '2',
  tcp_tw_reuse_delay: '1000',
  tcp_timestamps: '1',
  tcp_max_tw_buckets: '131072',
  ip_unprivileged_port_start: '1024',
};

function texts(changes: Partial<Record<SysctlName, string | undefined>> = {}): SysctlTexts {
  return Object.fromEntries(
    SYSCTL_NAMES.map((name): [SysctlName, Reading<string>] => {
      const text = name in changes ? changes[name] : DEFAULTS[name];
      return [
        name,
        text === undefined
          ? unavailable('not-found', name)
          : value(text, { how: 'file', where: name, atMs: 1 }),
      ];
    }),
  ) as SysctlTexts;
}

const read = (reading: Reading<unknown>): unknown =>
  reading.kind === 'value' ? reading.value : reading.reason;

describe('sysctls', () => {
  it('reads the ephemeral range', () => {
    assert.deepEqual(read(ephemeralRangeFrom(texts())), { first: 32_768, last: 60_999 });
  });

  it('reads from which port on anybody may listen', () => {
    assert.equal(read(firstUnprivilegedPortFrom(texts())), 1_024);
    assert.equal(read(firstUnprivilegedPortFrom(texts({ ip_unprivileged_port_start: '0' }))), 0);
    for (const bad of ['', '-1', '1024 2048']) {
      const reading = firstUnprivilegedPortFrom(texts({ ip_unprivileged_port_start: bad }));
      assert.equal(read(reading), 'malformed', bad);
    }
  });

  it('reads reserved ports, single ones and spans', () => {
    assert.deepEqual(read(reservedPortsFrom(texts())), []);
    assert.deepEqual(
      read(reservedPortsFrom(texts({ ip_local_reserved_ports: '8080,9148-9150' }))),
      [
        { first: 8080, last: 8080 },
        { first: 9148, last: 9150 },
      ],
    );
  });

  it('reads when a port in TIME_WAIT is reused', () => {
    const reuse = (changes: Partial<Record<SysctlName, string | undefined>>): unknown =>
      read(timeWaitReuseFrom(texts(changes)));
    assert.deepEqual(reuse({}), { scope: 'loopback', afterMs: 1000 });
    assert.deepEqual(reuse({ tcp_tw_reuse: '0' }), { scope: 'never', afterMs: 1000 });
    assert.deepEqual(reuse({ tcp_tw_reuse: '1', tcp_tw_reuse_delay: '250' }), {
      scope: 'always',
      afterMs: 250,
    });
    assert.deepEqual(reuse({ tcp_timestamps: '0' }), { scope: 'never', afterMs: 1000 });
  });

  it('says that one second is an older kernel’s own, not read', () => {
    const reuse = timeWaitReuseFrom(texts({ tcp_tw_reuse_delay: undefined }));
    assert.deepEqual(read(reuse), { scope: 'loopback', afterMs: 1000 });
    assert.ok(reuse.kind === 'value');
    assert.match(reuse.from.where, /without tcp_tw_reuse_delay/);
  });

  it('passes a reason on, and names text that it cannot read', () => {
    assert.equal(read(ephemeralRangeFrom(texts({ ip_local_port_range: undefined }))), 'not-found');
    for (const bad of ['', '1', '60999 32768', '1 99999', '1 2 3', 'a b']) {
      assert.equal(read(ephemeralRangeFrom(texts({ ip_local_port_range: bad }))), 'malformed', bad);
    }
    assert.equal(read(timeWaitReuseFrom(texts({ tcp_tw_reuse: '7' }))), 'malformed');
    assert.equal(read(reservedPortsFrom(texts({ ip_local_reserved_ports: '9-' }))), 'malformed');
  });

  it('gives ordered ports or a reason for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d,\- \t]{0,20}$/)), (text) => {
        const range = ephemeralRangeFrom(texts({ ip_local_port_range: text }));
        const spans = reservedPortsFrom(texts({ ip_local_reserved_ports: text }));
        const all = [
          ...(range.kind === 'value' ? [range.value] : []),
          ...(spans.kind === 'value' ? spans.value : []),
        ];
        for (const { first, last } of all) assert.ok(first >= 0 && first <= last && last <= 65_535);
        timeWaitReuseFrom(texts({ tcp_tw_reuse: text, tcp_tw_reuse_delay: text }));
      }),
    );
  });
});
