import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { unavailable } from '../../../src/measure/reading';
import { Containers } from '../../../src/measure/stop/containers';
import { answering } from '../recordedOutput';

const id = '3f1c9a72be04'.padEnd(64, '0');
const listed = `${id}\tshop-db-1\tpostgres:16\t0.0.0.0:5432->5432/tcp\n`;

function containers(
  installed: readonly string[],
  answer: (program: string) => string | undefined = () => listed,
) {
  const { run, asked } = answering(answer);
  const isThere = (path: string) => Promise.resolve(installed.includes(path));
  return { containers: new Containers({ run, isThere }), asked };
}

describe('the container behind a port', () => {
  it('is asked of the runtime that is installed, by its fixed path', async () => {
    const { containers: docker, asked } = containers(['/usr/local/bin/docker']);
    const found = await docker.find({ publishedPort: 5_432 });
    assert.deepEqual(found.kind === 'value' && found.value, [
      { tool: 'docker', id, name: 'shop-db-1', image: 'postgres:16' },
    ]);
    assert.deepEqual(asked, [
      '/usr/local/bin/docker ps --no-trunc --filter publish=5432 --format {{.ID}}\t{{.Names}}\t{{.Image}}\t{{.Ports}}',
    ]);
  });

  it('is sought by its ports in the whole list of Podman, which has no filter for them', async () => {
    const other = id.replace('3f', '4a');
    const list = [
      `${id}\tshop\tshop:1\t127.0.0.1:3000->80/tcp, 0.0.0.0:8000-8002->8000-8002/tcp, 9000/tcp`,
      `${other}\tother\tshop:1\t0.0.0.0:13000->3000/udp`,
    ];
    const { containers: podman, asked } = containers(['/usr/bin/podman'], () => list.join('\n'));
    const idsAt = async (publishedPort: number) => {
      const found = await podman.find({ publishedPort });
      return found.kind === 'value' && found.value.map((each) => each.id);
    };
    assert.deepEqual(await idsAt(3_000), [id]);
    assert.deepEqual(await idsAt(8_001), [id]);
    assert.deepEqual(await idsAt(13_000), [other]);
    for (const port of [80, 8_003, 9_000, 300]) assert.deepEqual(await idsAt(port), [], `${port}`);
    assert.equal(
      asked[0],
      '/usr/bin/podman ps --no-trunc --format {{.ID}}\t{{.Names}}\t{{.Image}}\t{{.Ports}}',
    );
  });

  it('is asked for no longer than somebody can wait', async () => {
    const limits: number[] = [];
    const docker = new Containers({
      run: ({ timeLimitMs }) => {
        limits.push(timeLimitMs);
        return Promise.resolve(unavailable('timed-out', 'docker'));
      },
      isThere: () => Promise.resolve(true),
    });
    await docker.find({ publishedPort: 5_432, runtime: 'docker' }, 4_000);
    await docker.find({ publishedPort: 5_432, runtime: 'docker' });
    assert.deepEqual(limits, [4_000, 15_000]);
  });

  it('is stopped by the runtime, by its whole id', async () => {
    const { containers: podman, asked } = containers(['/usr/bin/podman'], () => id);
    const target = { tool: 'podman', id, name: 'x', image: 'y' } as const;
    assert.equal((await podman.stop(target)).kind, 'value');
    assert.deepEqual(asked, [`/usr/bin/podman stop --time 10 ${id}`]);
  });

  it('runs nothing for what is no id or port, and nothing that is not installed', async () => {
    const { containers: docker, asked } = containers(['/usr/bin/docker']);
    for (const bad of ['--all', `${id} other`, id.toUpperCase(), '']) {
      assert.equal((await docker.find({ id: bad })).kind, 'unavailable', bad);
      const target = { tool: 'docker', id: bad, name: '', image: '' } as const;
      assert.equal((await docker.stop(target)).kind, 'unavailable', bad);
    }
    assert.equal((await docker.find({})).kind, 'unavailable');
    const nothing = await containers([]).containers.find({ id });
    assert.equal(nothing.kind === 'unavailable' && nothing.reason, 'not-found');
    assert.deepEqual(asked, []);
  });

  it('is found by the second runtime where the first knows none, or does not answer', async () => {
    for (const first of ['', 'failed']) {
      const both = containers(['/usr/bin/docker', '/usr/bin/podman'], (program) =>
        program === 'docker' ? first : listed,
      );
      const found = await both.containers.find({ publishedPort: 5_432 });
      assert.equal(found.kind === 'value' && found.value[0]?.tool, 'podman');
    }
  });

  it('keeps names short and on one line', async () => {
    const hostile = `${id}\t${'x'.repeat(1_000)}\u0007\timage\n--all\tname\timage\n`;
    const { containers: docker } = containers(['/usr/bin/docker'], () => hostile);
    const found = await docker.find({ publishedPort: 1 });
    assert.ok(found.kind === 'value' && found.value.length === 1);
    assert.ok((found.value[0]?.name.length ?? 0) <= 128);
  });
});
