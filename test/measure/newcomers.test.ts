import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import { Newcomers } from '../../src/measure/newcomers';
import { createTreeReader } from '../../src/measure/processFamily';
import type { ProcessNode } from '../../src/measure/processNodes';

const host = 10;

/** Extension host (10) → a language server (11); a terminal's shell (20) is the editor's (1). */
function setUp() {
  const tree = new Map<number, ProcessNode>([
    [1, { parentId: 0, startedAt: 1 }],
    [host, { parentId: 1, startedAt: 10 }],
    [11, { parentId: host, startedAt: 11 }],
    [20, { parentId: 1, startedAt: 12 }],
  ]);
  let looks = 0;
  const newcomers = new Newcomers({
    hostId: host,
    readTree: () => {
      looks += 1;
      return Promise.resolve(new Map(tree));
    },
  });
  return { tree, newcomers, looks: () => looks };
}

describe('the programs of sessions that name none', () => {
  it('are what begins below the extension host after the launch was asked for', async () => {
    const { tree, newcomers } = setUp();
    newcomers.launchAsked();
    newcomers.sessionBegan('go');
    tree.set(30, { parentId: host, startedAt: 30 }); // the debugger
    tree.set(31, { parentId: 30, startedAt: 31 }); // its program
    tree.set(32, { parentId: 11, startedAt: 32 }); // started by a server that was there
    tree.set(33, { parentId: 20, startedAt: 33 }); // typed in a terminal
    await newcomers.look();
    assert.deepEqual([...newcomers.of('go')].sort(), [30, 32]);
  });

  it('go to the later of two sessions that began together', async () => {
    const { tree, newcomers } = setUp();
    newcomers.launchAsked();
    newcomers.sessionBegan('first');
    tree.set(30, { parentId: host, startedAt: 30 });
    newcomers.launchAsked();
    newcomers.sessionBegan('second');
    await Promise.resolve();
    tree.set(40, { parentId: host, startedAt: 40 });
    await newcomers.look();
    assert.deepEqual(newcomers.of('first'), [30]);
    assert.deepEqual(newcomers.of('second'), [40]);
  });

  it('are nobody once a process was named, or the session has ended, and cost no look then', async () => {
    const { tree, newcomers, looks } = setUp();
    newcomers.launchAsked();
    newcomers.sessionBegan('go');
    tree.set(30, { parentId: host, startedAt: 30 });
    await newcomers.look();
    newcomers.settle('go');
    assert.deepEqual(newcomers.of('go'), []);
    const before = looks();
    await newcomers.look();
    assert.equal(looks(), before);
  });

  it('are nobody where the tree before the launch is not known', async () => {
    const { newcomers } = setUp();
    newcomers.sessionBegan('go');
    await newcomers.look();
    assert.deepEqual(newcomers.of('go'), []);
  });

  it('know an id that was given to another process meanwhile', async () => {
    const { tree, newcomers } = setUp();
    newcomers.launchAsked();
    newcomers.sessionBegan('go');
    tree.set(11, { parentId: host, startedAt: 99 });
    await newcomers.look();
    assert.deepEqual(newcomers.of('go'), [11]);
  });

  it('are found in the real tree of processes', async function () {
    if (process.platform !== 'linux' && process.platform !== 'darwin') {
      console.log('    skipped: no tree is read here');
      this.skip();
    }
    const readTree = createTreeReader(process.platform);
    const newcomers = new Newcomers({ readTree, hostId: process.pid });
    newcomers.launchAsked();
    newcomers.sessionBegan('real');
    await readTree(); // the look before the launch is over
    const program = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(program, 'spawn');
    try {
      await newcomers.look();
      assert.ok(newcomers.of('real').includes(program.pid!));
    } finally {
      program.kill('SIGKILL');
    }
  });
});
