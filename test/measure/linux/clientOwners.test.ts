/** Who holds connections, with real process trees on the running kernel. */
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { DestinationClients, RootedOrigin } from '../../../src/measure/clients';
import { createLinuxMachine } from '../../../src/measure/linux/linuxMachine';
import type { Machine } from '../../../src/measure/machine';

/** Connects and stays so until its parent's pipe closes, or so many milliseconds. */
const holds = (port: number, forMs = 20_000) =>
  `require('node:net').connect(${port}, '127.0.0.1').on('error', () => {}); setTimeout(() => process.exit(), ${forMs})`;
/** So many connections a second, each open for some milliseconds. */
const churns = (port: number, everyMs: number, forMs: number) =>
  `const open = () => { const s = require('node:net').connect(${port}, '127.0.0.1', () => setTimeout(() => s.end(), ${forMs})); s.on('error', () => {}); s.resume(); };
   setInterval(open, ${everyMs}); setTimeout(() => process.exit(), 20_000)`;
/** A process between the shell and the program, as npm is. */
const startsAnother = (script: string) =>
  `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(script)}], { stdio: 'ignore' }); setTimeout(() => process.exit(), 20_000)`;

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const node = (script: string) => `${quoted(process.execPath)} -e ${quoted(script)}`;

describe('the holders of connections on a running kernel', function () {
  this.timeout(120_000);
  let server: Server;
  let port: number;
  let machine: Machine;
  let children: ChildProcess[];
  let strangers: number[];
  const accepted = new Set<Socket>();

  before(function () {
    if (process.platform === 'linux') return;
    process.stdout.write('    skipped: reads /proc\n');
    this.skip();
  });

  beforeEach(async () => {
    machine = createLinuxMachine();
    children = [];
    strangers = [];
    server = createServer((socket) => {
      accepted.add(socket);
      socket.on('error', () => undefined).on('end', () => socket.end());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });

  afterEach(() => {
    for (const child of children) kill(-(child.pid ?? 0));
    for (const stranger of strangers) kill(stranger);
    for (const socket of accepted) socket.destroy();
    accepted.clear();
    server.close();
  });

  /** A shell as a terminal starts it: the leader of a session of its own. */
  function shell(command: string): number {
    const child = spawn('/bin/sh', ['-c', command], { detached: true, stdio: 'ignore' });
    children.push(child);
    return child.pid ?? 0;
  }

  /** By a process that ends at once, in a session of its own, so that it is nobody's here. */
  function startAsStranger(command: string): void {
    const { stdout } = spawnSync('setsid', [
      '--fork',
      '/bin/sh',
      '-c',
      `${command} </dev/null >/dev/null 2>&1 & echo $!`,
    ]);
    strangers.push(Number(stdout.toString()));
  }

  const terminal = (processId: number): RootedOrigin => ({
    id: `terminal ${processId}`,
    kind: 'terminal',
    label: 'sh',
    processIds: [processId],
  });
  const editor: RootedOrigin = {
    id: 'editor',
    kind: 'editor',
    label: '',
    processIds: [process.pid],
  };

  async function lookAt(...origins: RootedOrigin[]): Promise<DestinationClients | undefined> {
    const { clients } = await machine.measure({ origins: [...origins, editor] });
    assert.equal(clients?.kind, 'value', JSON.stringify(clients));
    return clients.value.find(({ destination }) => destination.port === port);
  }

  /** Looks again until `wanted` is there. */
  async function until(
    wanted: (clients: DestinationClients) => boolean,
    ...origins: RootedOrigin[]
  ): Promise<DestinationClients> {
    let latest: DestinationClients | undefined;
    for (let look = 0; look < 60; look += 1) {
      latest = await lookAt(...origins);
      if (latest !== undefined && wanted(latest)) return latest;
      await sleep(100);
    }
    assert.fail(JSON.stringify(latest));
  }

  const originsOf = ({ held }: DestinationClients) => held.map(({ process }) => process.origin.id);

  it('finds the program under shell and npm, and names it', async () => {
    const root = shell(`${node(startsAnother(holds(port)))}; true`);
    const clients = await until(({ held }) => held.length > 0, terminal(root));
    assert.deepEqual(originsOf(clients), [`terminal ${root}`]);
    const [holder] = clients.held;
    assert.deepEqual([holder?.open, holder?.news], [1, 1]);
    assert.match(holder?.process.name ?? '', /^node/);
    assert.notEqual(holder?.process.processId, root);
    assert.equal(clients.acceptor?.origin.kind, 'editor', 'this process listens');
    const again = await lookAt(terminal(root));
    assert.deepEqual([again?.held[0]?.open, again?.held[0]?.news], [1, 0], 'no news any more');
  });

  it('finds a Python program', async function () {
    if (spawnSync('python3', ['--version']).status !== 0) {
      process.stdout.write('    skipped: no python3\n');
      this.skip();
    }
    const script = `import socket, time\ns = socket.create_connection(('127.0.0.1', ${port}))\ntime.sleep(20)`;
    const root = shell(`python3 -c ${quoted(script)}; true`);
    const clients = await until(({ held }) => held.length > 0, terminal(root));
    assert.match(clients.held[0]?.process.name ?? '', /^python/);
  });

  it('tells two terminals, the editor and strangers apart', async () => {
    const own = connect(port, '127.0.0.1').on('error', () => undefined);
    const [one, two] = [shell(`${node(holds(port))}; true`), shell(`${node(holds(port))}; true`)];
    startAsStranger(node(holds(port)));
    await sleep(500);
    const clients = await until(
      ({ held, others }) => held.length === 3 && others.open === 1,
      terminal(one),
      terminal(two),
    );
    assert.deepEqual(
      new Set(originsOf(clients)),
      new Set([`terminal ${one}`, `terminal ${two}`, 'editor']),
    );
    assert.equal(clients.untold.open, 0);
    own.destroy();
  });

  it('keeps an orphan in its family after its parents and the terminal have gone', async () => {
    const root = shell(`${node(startsAnother(churns(port, 50, 300)))}; true`);
    const before = await until(({ held }) => held.length > 0, terminal(root));
    const orphan = before.held[0]!.process.processId;
    const parent = Number(
      /\) \S (\d+)/.exec(spawnSync('cat', [`/proc/${orphan}/stat`]).stdout.toString())?.[1],
    );
    process.kill(root, 'SIGKILL');
    process.kill(parent, 'SIGKILL');
    await sleep(200);
    const after = await until(({ held }) => held.some(({ news }) => news > 0));
    assert.deepEqual(originsOf(after), [`terminal ${root}`]);
    assert.equal(after.held[0]?.process.processId, orphan);
    process.kill(orphan, 'SIGKILL');
  });

  it('gives a program to the session of the debugger that is attached to it later', async () => {
    const root = shell(`${node(holds(port))}; true`);
    const before = await until(({ held }) => held.length > 0, terminal(root));
    const { processId } = before.held[0]!.process;
    const session: RootedOrigin = {
      id: 's',
      kind: 'session',
      label: 'Attach',
      processIds: [processId],
    };
    const after = await lookAt(session, terminal(root));
    assert.deepEqual(
      after?.held.map(({ process }) => process.origin.id),
      ['s'],
    );
    assert.equal(after.held[0]?.news, 0);
  });

  it('catches who makes connections of a few milliseconds', async () => {
    const root = shell(`${node(churns(port, 10, 3))}; true`);
    const clients = await until(({ held }) => held.length > 0, terminal(root));
    assert.deepEqual(originsOf(clients), [`terminal ${root}`]);
  });

  it('does not look for holders where nobody asks', async () => {
    assert.equal((await machine.measure({})).clients, undefined);
  });
});

/** @param target a process, or negative a whole group */
function kill(target: number): void {
  try {
    if (Math.abs(target) > 1) process.kill(target, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
