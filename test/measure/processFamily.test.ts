import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createFamilyReader } from '../../src/measure/processFamily';
import { value } from '../../src/measure/reading';
import { startServer } from './stop/realProcess';

describe('the family of a process', () => {
  it('is itself and those below it, on Linux', async function () {
    if (process.platform !== 'linux') {
      console.log('    skipped: reads /proc');
      this.skip();
    }
    const parent = await startServer({ childListensToo: true });
    try {
      await parent.nextLine(); // the child is there
      const family = await createFamilyReader('linux')(parent.processId);
      assert.equal(family.length, 2);
      assert.equal(family[0]?.processId, parent.processId);
      for (const { startedAtMs } of family) assert.ok(startedAtMs !== undefined);
      assert.deepEqual(await createFamilyReader('linux')(4_194_305), []);
      for (const { processId } of family) process.kill(processId, 'SIGKILL');
    } finally {
      parent.child.kill('SIGKILL');
    }
  });

  it('is read from ps on macOS, parents before their children', async () => {
    const row = (id: number, parent: number) =>
      `${id} ${parent} 501 Thu Nov 26 04:00:05 2026 /usr/local/bin/node`;
    const list = [row(12, 11), row(11, 10), row(10, 1), row(20, 1)].join('\n');
    const run = () => Promise.resolve(value(list, { how: 'command', where: 'ps', atMs: 0 }));
    const family = await createFamilyReader('darwin', run)(10);
    assert.deepEqual(
      family.map(({ processId }) => processId),
      [10, 11, 12],
    );
  });
});
