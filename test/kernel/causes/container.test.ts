/** A port that a real container has published, and stopping that container as the act does. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapReading } from '../../../src/measure/reading';
import { runCommand, type RunCommand } from '../../../src/measure/runCommand';
import { Containers } from '../../../src/measure/stop/containers';
import { whyNoNamespace } from '../../host/namespace.mjs';
import { openStage, programPath, type Program, type Stage } from './stage';

const needed = ['/usr/bin/podman', '/usr/bin/slirp4netns', '/bin/busybox', '/usr/bin/nsenter'];
const port = 3_000;

function whyNoContainer(): string | undefined {
  const reason = whyNoNamespace();
  if (reason !== undefined) return reason;
  if (process.getuid?.() !== 0) return 'only root can leave out what its control groups lack';
  const missing = needed.filter((path) => !existsSync(path));
  return missing.length > 0 ? `no ${missing.join(', ')}` : undefined;
}

describe('a port that a container serves', function () {
  this.timeout(90_000);
  let stage: Stage;
  let folder: string;
  let container: Program;
  let containers: Containers;

  /** What the product runs, where this Podman has its mounts and its storage. */
  const besideIt: RunCommand = ({ file, args, ...command }, signal) =>
    runCommand(
      {
        ...command,
        file: '/usr/bin/nsenter',
        args: [`--mount=/proc/${container.processId}/ns/mnt`, '--', file, ...args],
        env: { CONTAINERS_STORAGE_CONF: join(folder, 'storage.conf') },
      },
      signal,
    );

  const skip = (test: Mocha.Context, reason: string) => {
    process.stdout.write(`    skipped: ${reason}\n`);
    test.skip();
  };

  before(function () {
    const reason = whyNoContainer();
    if (reason !== undefined) skip(this, reason);
  });

  beforeEach(async function () {
    folder = mkdtempSync(join(tmpdir(), 'container-'));
    stage = await openStage();
    const publish = [programPath('publish.sh'), folder, String(port)];
    container = await stage.start('/usr/bin/unshare', ['--mount', '--', '/bin/sh', ...publish]);
    containers = new Containers({ run: besideIt });
    await container.prints(/^serving$/m).catch(() => {
      const [last = 'no word'] = container.output().trim().split('\n').slice(-1);
      skip(this, `Podman runs no container here: ${last}`);
    });
  });

  afterEach(async () => {
    // Its monitor outlives the stage: where the test did not come to that, it is stopped here.
    const left = await containers.find({ publishedPort: port });
    for (const each of left.kind === 'value' ? left.value : []) await containers.stop(each);
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is named by its container, which the act then stops', async () => {
    const server = await stage.node('server.mjs', port, '127.0.0.1');
    const sighting = await server.fails();
    const found = await containers.find({ publishedPort: port });
    const published = mapReading(found, (all) =>
      all.map(({ tool, ...each }) => ({ ...each, runtime: tool })),
    );
    const verdict = await stage.verdict(sighting, {}, { containers: published });
    assert.equal(verdict.cause, 'container-holds-port');
    assert.match(
      verdict.headline,
      /^Port 3000 is served by the container “shop-web” \([0-9a-f]{12}\)\.$/,
    );
    assert.equal(
      verdict.holder?.process.kind === 'value' && verdict.holder.process.value.name,
      'rootlessport',
    );
    const kinds = verdict.acts.map(({ kind }) => kind);
    assert.ok(kinds.includes('stop-container') && !kinds.includes('stop-holder'), kinds.join());

    // Where no runtime was asked, its proxy still tells whose it is.
    const unasked = await stage.verdict(sighting);
    assert.equal(unasked.cause, 'container-holds-port');
    assert.match(unasked.headline, /^Port 3000 is published by Podman: rootlessport/);

    assert.equal(found.kind, 'value');
    assert.equal((await containers.stop(found.value[0]!)).kind, 'value');
    await container.ended();
    const next = await stage.node('server.mjs', port, '127.0.0.1');
    await next.prints(/listening/);
  });
});
