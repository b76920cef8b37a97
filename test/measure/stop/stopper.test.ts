import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';
import { createMachine } from '../../../src/measure/createMachine';
import type { PortHolder, Reading } from '../../../src/measure/measurement';
import { value } from '../../../src/measure/reading';
import { createLinuxLook } from '../../../src/measure/stop/linuxLook';
import type { ProcessLook } from '../../../src/measure/stop/processLook';
import { signal } from '../../../src/measure/stop/signal';
import { Stopper, type StopTarget } from '../../../src/measure/stop/stopper';
import { isAlive, type RealServer, type ServerOptions, shownOf, startServer } from './realProcess';

const machine = createMachine('linux');

function stopper(changes: Partial<ConstructorParameters<typeof Stopper>[0]> = {}): Stopper {
  return new Stopper({
    platform: 'linux',
    look: createLinuxLook(),
    holdersOf: (port) => machine.holdersOf(port, {}),
    editorFolders: [],
    userId: process.getuid!(),
    patienceMs: 5_000,
    ...changes,
  });
}

async function targetOf({ processId, port }: RealServer): Promise<StopTarget> {
  return { port, process: await shownOf(processId) };
}

/** One that is not what was shown at all, to be aimed at by its id alone. */
const aimedAt = async (processId: number): Promise<StopTarget> => ({
  port: 1,
  process: await shownOf(processId),
});

describe('a real process that holds a port', function () {
  const servers: RealServer[] = [];
  const server = async (options: ServerOptions = {}) => {
    const started = await startServer(options);
    servers.push(started);
    return started;
  };

  before(function () {
    if (process.platform !== 'linux') {
      console.log('    skipped: reads /proc');
      this.skip();
    }
  });
  afterEach(() => {
    for (const { child } of servers.splice(0)) child.kill('SIGKILL');
  });

  it('ends when it is asked, and no other does', async () => {
    const [wanted, other] = [await server(), await server()];
    const target = await targetOf(wanted);
    assert.equal(await stopper().check(target), undefined);
    const ended = once(wanted.child, 'exit');
    assert.deepEqual(await stopper().stop(target, 'asked'), { kind: 'stopped', manner: 'asked' });
    assert.deepEqual(await ended, [null, 'SIGTERM']);
    assert.ok(isAlive(other));
  });

  it('is not killed when it does not want to end; that takes a second word', async () => {
    const stubborn = await server({ ignoresTerm: true });
    const target = await targetOf(stubborn);
    const impatient = stopper({ patienceMs: 200 });
    assert.deepEqual(await impatient.stop(target, 'asked'), { kind: 'still-running' });
    assert.ok(isAlive(stubborn));
    const ended = once(stubborn.child, 'exit');
    assert.deepEqual(await stopper().stop(target, 'forced'), { kind: 'stopped', manner: 'forced' });
    assert.deepEqual(await ended, [null, 'SIGKILL']);
  });

  it('leaves its children alone, who may hold ports of their own', async () => {
    const parent = await server({ childListensToo: true });
    const childPort = Number(await parent.nextLine());
    const before = await machine.holdersOf(childPort, {});
    assert.ok(before.kind === 'value' && before.value[0]?.process.kind === 'value');
    const child = before.value[0].process.value;
    assert.equal(child.parents[0]?.processId, parent.processId);
    assert.equal((await stopper().stop(await targetOf(parent), 'asked')).kind, 'stopped');
    const after = await machine.holdersOf(childPort, {});
    process.kill(child.processId, 'SIGKILL');
    assert.ok(after.kind === 'value' && after.value[0]?.process.kind === 'value');
    assert.equal(after.value[0].process.value.processId, child.processId);
  });

  it('counts as ended while its parent has taken no notice', async () => {
    // A parent that never waits for its children: the child stays a zombie.
    const parent = await server({
      before: ['/usr/bin/perl', '-e', '$| = 1; if (!fork) { exec @ARGV } sleep 60', '--'],
    });
    const holders = await machine.holdersOf(parent.port, {});
    assert.ok(holders.kind === 'value');
    const [holder] = holders.value;
    assert.ok(holder?.process.kind === 'value');
    const target = { port: parent.port, process: holder.process.value };
    assert.notEqual(target.process.processId, parent.processId);
    assert.deepEqual(await stopper().stop(target, 'asked'), { kind: 'stopped', manner: 'asked' });
    assert.ok(isAlive(parent));
  });

  it('is left alone when it has let go of the port', async () => {
    const innocent = await server();
    const target = { ...(await targetOf(innocent)), port: 1 };
    assert.deepEqual(await stopper().stop(target, 'asked'), { kind: 'not-holding' });
    assert.ok(isAlive(innocent));
  });

  it('is done with when it ended by itself', async () => {
    const gone = await server();
    const target = await targetOf(gone);
    gone.child.kill('SIGKILL');
    await once(gone.child, 'exit');
    assert.deepEqual(await stopper().stop(target, 'asked'), { kind: 'not-holding' });
  });

  it('is refused with a start time that is not the one that was shown', async () => {
    const innocent = await server();
    const target = await targetOf(innocent);
    const reused = {
      ...target,
      process: { ...target.process, startedAtMs: target.process.startedAtMs! - 60_000 },
    };
    for (const manner of ['asked', 'forced'] as const) {
      const outcome = await stopper().stop(reused, manner);
      assert.equal(outcome.kind === 'refused' && outcome.refusal.reason, 'reused');
    }
    assert.ok(isAlive(innocent));
  });

  it('is refused for the first process, ourselves and our parent', async () => {
    // What would be told is noted and not sent, so that a broken check harms nobody.
    const told: number[] = [];
    const harmless: ProcessLook = {
      ...createLinuxLook(),
      tell: (processId) => {
        told.push(processId);
        return Promise.resolve({ kind: 'gone' });
      },
    };
    const reasons = [];
    for (const processId of [1, process.pid, process.ppid]) {
      const aimed = await aimedAt(processId);
      const outcome = await stopper({ look: harmless }).stop(aimed, 'forced');
      reasons.push(outcome.kind === 'refused' && outcome.refusal.reason);
    }
    assert.deepEqual(told, []);
    const parent = process.ppid === 1 ? 'first-process' : 'ancestor';
    assert.deepEqual(reasons, ['first-process', 'itself', parent]);
  });

  it("is refused for another user's process, by root too", async function () {
    if (process.getuid!() !== 0) {
      console.log('    skipped: only root can start a process as another user');
      this.skip();
    }
    const nobodys = await server({
      before: ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
    });
    const target = await targetOf(nobodys);
    for (const manner of ['asked', 'forced'] as const) {
      const outcome = await stopper().stop(target, manner);
      assert.equal(outcome.kind === 'refused' && outcome.refusal.reason, 'other-user');
    }
    assert.ok(isAlive(nobodys));
  });

  it("is refused for one of the editor's", async () => {
    const helper = await server();
    const ofEditor = stopper({ editorFolders: [dirname(process.execPath)] });
    const outcome = await ofEditor.stop(await targetOf(helper), 'asked');
    assert.equal(outcome.kind === 'refused' && outcome.refusal.reason, 'editor');
    assert.ok(isAlive(helper));
  });

  it('is refused where its id was given to another program between look and signal', function () {
    const script = join(__dirname, 'reusedId.mts');
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      [
        ...['--user', '--map-root-user', '--pid', '--fork', '--mount-proc', '--'],
        ...[process.execPath, '--import', 'tsx', script],
      ],
      { encoding: 'utf8' },
    );
    if (status === null || stderr.includes('unshare: ')) {
      console.log(`    skipped: no process ids of our own here (${stderr.trim()})`);
      this.skip();
    }
    assert.equal(status, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), {
      sameId: true,
      told: { kind: 'reused' },
      isAlive: true,
      isOver: true,
    });
  });
});

describe('a signal', () => {
  it('never goes to a group or to all', () => {
    // Nothing is sent in earnest here: -1 would be every process of the machine.
    const sent: number[] = [];
    const kill = (processId: number) => sent.push(processId);
    for (const processId of [0, -1, -process.pid, 1, 1.5, Number.NaN]) {
      assert.equal(signal(processId, 'asked', kill).kind, 'failed', String(processId));
    }
    assert.deepEqual(sent, []);
    assert.deepEqual(signal(4_242, 'asked', kill), { kind: 'told' });
    assert.deepEqual(sent, [4_242]);
  });
});

describe('a holder that the system does not name', () => {
  it('may be the one, so that it is not taken for gone', async () => {
    const server = await startServer();
    const hidden: Reading<readonly PortHolder[]> = value(
      [
        {
          local: { address: '127.0.0.1', port: server.port },
          process: { kind: 'unavailable', reason: 'permission', where: '/proc/*/fd', detail: '' },
        },
      ],
      { how: 'file', where: '/proc/net/tcp', atMs: 0 },
    );
    const outcome = await stopper({ holdersOf: () => Promise.resolve(hidden) }).stop(
      await targetOf(server),
      'asked',
    );
    assert.deepEqual(outcome, { kind: 'stopped', manner: 'asked' });
  });
});
