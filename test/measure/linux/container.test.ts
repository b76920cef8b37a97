import assert from 'node:assert/strict';
import fc from 'fast-check';
import { containerOf } from '../../../src/measure/linux/container';

/**
 * Paths as people recorded them in public repositories: the comment in elastic-gpu's pid helper
 * (Docker on Ubuntu 20.04 and CentOS, plain and under Kubernetes), containerd's cgroup test of New
 * Relic's infrastructure agent, and a resolver's test for Podman on cgroup v2.
 */
const RECORDED = [
  [
    '0::/system.slice/docker-293f758723d0652a0b9fa869106e600079e56dae362ca84de12942d38524a272.scope',
    'docker',
  ],
  ['4:memory:/docker/04807c588b00fbf639c1e4896eab5a076771b6905b60f9ccc56bf6984ba9b71a', 'docker'],
  [
    '0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-poddc380811_8168_4a9e_9b4a_56ded1b6fe9c.slice/docker-fa7f0ec4fbcbb70c69565a5b2d269926e04ec5601dff59235199d6e60198e95c.scope',
    'docker',
  ],
  [
    '3:cpuset:/kubepods/besteffort/pod762f2fe7-8a9d-450a-81e7-88094fc057d0/557a3158f637c3021ecba8450ee945570bdb66876922afafa5dd6e0b35131f71',
    undefined,
  ],
  [
    '0::/machine.slice/libpod-3de7a364f9de8d8665d657d82d6503fb3f0bc7b275609d3cf8fd53f17f18296b.scope/container',
    'podman',
  ],
] as const;

describe('the container of a process', () => {
  it('is told by the path of its control group', () => {
    for (const [line, runtime] of RECORDED) {
      const id = /[0-9a-f]{64}/.exec(line)?.[0];
      const expected = { id, ...(runtime && { runtime }) };
      assert.deepEqual(containerOf(`${line}\n`), expected, line);
      const amongOthers = `12:pids:/user.slice\n11:name=systemd:/\n${line}\n1:cpu:/\n`;
      assert.deepEqual(containerOf(amongOthers), expected, line);
    }
  });

  it('is none outside of one', () => {
    const id = 'a'.repeat(64);
    for (const text of [
      '',
      '0::/',
      '0::/user.slice/user-1000.slice/session-2.scope',
      // Docker's own service, and the monitor beside a Podman container.
      '0::/system.slice/docker.service',
      `0::/machine.slice/libpod-conmon-${id}.scope`,
      `0::/somebody/${id}`,
      `docker-${id}.scope`,
      `0::/system.slice/docker-${id.slice(1)}.scope`,
    ]) {
      assert.equal(containerOf(text), undefined, text);
    }
  });

  it('is 64 hexadecimal digits or nothing for any text', () => {
    const fragment = fc.constantFrom(
      '0::',
      '/docker-',
      '/libpod-',
      '.scope',
      '\n',
      '/',
      'f'.repeat(64),
    );
    const text = fc.array(fc.oneof(fragment, fc.string()), { maxLength: 12 });
    fc.assert(
      fc.property(text, (parts) => {
        const container = containerOf(parts.join(''));
        if (container !== undefined) assert.match(container.id, /^[0-9a-f]{64}$/);
      }),
    );
  });
});
