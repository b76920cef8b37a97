/** The Linux reader against the running kernel, in a network namespace of the test's own. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { FlightRecorder } from '../../../src/measure/flightRecorder';
import { createLinuxMachine } from '../../../src/measure/linux/linuxMachine';
import type { DestinationUsage, Measurement, Reading } from '../../../src/measure/measurement';
import { runCommand } from '../../../src/measure/runCommand';
import { openLab, reasonAgainstLab, type Lab, type LabConnection } from '../support/lab';

const TIME_WAIT_MS = 60_000;

describe('the Linux reader on a running kernel', function () {
  this.timeout(120_000);
  let lab: Lab;

  before(function () {
    const reason = reasonAgainstLab();
    if (reason === undefined) return;
    process.stdout.write(`    skipped: ${reason}\n`);
    this.skip();
  });

  beforeEach(async () => {
    lab = await openLab();
    await lab.ask('sysctl', { name: 'ip_local_port_range', value: '40000 41999' });
    await lab.ask('sysctl', { name: 'tcp_tw_reuse', value: '0' });
  });

  afterEach(async () => {
    await lab.close();
  });

  it('gives the closing time of every connection of the last minute, to 50 ms', async () => {
    await lab.ask('listen', { host: '127.0.0.1', port: 8080, closes: 'after' });
    const { connections } = await lab.connect({
      host: '127.0.0.1',
      port: 8080,
      count: 120,
      perSecond: 40,
      ends: 'first',
    });
    const measurement = await createLinuxMachine().measure({ processId: lab.processId });
    const usage = only(measurement);
    assert.equal(usage.occupiedPorts, 120);
    assert.equal(usage.timeWaitRemainingMs?.length, 120);
    const byPort = new Map([...usage.ports].map((port) => [port.port, port]));
    const differences = connections.map(({ localPort, closedAtMs }) => {
      const remainingMs = byPort.get(localPort ?? 0)?.remainingMs;
      assert.ok(remainingMs !== undefined && closedAtMs !== undefined);
      return measurement.atMs - (TIME_WAIT_MS - remainingMs) - closedAtMs;
    });
    assert.ok(Math.max(...differences.map(Math.abs)) <= 50, `off by ${differences.join(' ')} ms`);

    const recorder = new FlightRecorder();
    recorder.record(measurement);
    const rate = recorder.rateOf(usage.destination, measurement);
    assert.equal(rate?.connections, 120);
    assert.equal(rate.source, 'time-wait-rows');
    within(rate.connectionsPerSecond, trueRate(connections), 0.1);
    const history = recorder.histories(measurement)[0];
    assert.equal(sum(history?.connectionsPerSecond ?? []), 120);
    assert.ok((history?.startMs ?? Infinity) <= (connections[0]?.closedAtMs ?? 0));
  });

  it('counts each connection once over many looks, and knows the rate while it runs', async () => {
    await lab.ask('listen', { host: '127.0.0.1', port: 8080, closes: 'after' });
    const machine = createLinuxMachine();
    const recorder = new FlightRecorder();
    const scope = { processId: lab.processId };
    recorder.record(await machine.measure(scope));
    const working = lab.connect({
      host: '127.0.0.1',
      port: 8080,
      count: 200,
      perSecond: 40,
      ends: 'first',
    });
    const destination = { address: '127.0.0.1', port: 8080 };
    await delay(2500);
    const during = await machine.measure(scope);
    recorder.record(during);
    within(recorder.rateOf(destination, during)?.connectionsPerSecond ?? 0, 40, 0.1);
    for (let look = 0; look < 9; look++) {
      await delay(300);
      recorder.record(await machine.measure(scope));
    }
    const { connections } = await working;
    const after = await machine.measure(scope);
    recorder.record(after);
    const [history] = recorder.histories(after);
    assert.equal(sum(history?.connectionsPerSecond ?? []), 200);
    const rate = recorder.rateOf(destination, after);
    within(rate?.connectionsPerSecond ?? 0, trueRate(connections), 0.1);
    assert.equal(history?.occupiedPorts.at(-1), 200);
  });

  it('tells the ends of loopback connections apart by who closed first', async () => {
    await lab.ask('listen', { host: '127.0.0.1', port: 8080, closes: 'after' });
    await lab.ask('listen', { host: '127.0.0.1', port: 8081, closes: 'first' });
    const to = { host: '127.0.0.1', count: 10 };
    await lab.connect({ ...to, port: 8080, ends: 'first' });
    await lab.connect({ ...to, port: 8081, ends: 'after' });
    const measurement = await createLinuxMachine().measure({ processId: lab.processId });
    const usage = only(measurement);
    assert.deepEqual(usage.destination, { address: '127.0.0.1', port: 8080 });
    assert.deepEqual(usage.byState, { 'time-wait': 10 });
    assert.equal(usage.loopback, true);
    const totals = valueOf(measurement.totals);
    assert.equal(totals.serverSideTimeWait, 10);
    assert.equal(totals.occupiedEphemeralPorts, 10);
    assert.deepEqual(valueOf(measurement.listeningPorts), [8080, 8081]);

    // The services end: nothing listens any more, and still nobody is taken for somebody else.
    await lab.ask('closeServers');
    const later = await createLinuxMachine().measure({ processId: lab.processId });
    assert.equal(only(later).occupiedPorts, 10);
    assert.equal(valueOf(later.totals).serverSideTimeWait, 10);
    assert.deepEqual(valueOf(later.listeningPorts), []);
  });

  it('takes an IPv4-mapped destination and its IPv4 address for the same', async () => {
    await lab.ask('listen', { host: '::', port: 8080, closes: 'after' });
    await lab.connect({ host: '127.0.0.1', port: 8080, count: 3, ends: 'never' });
    await lab.connect({ host: '::ffff:127.0.0.1', port: 8080, count: 4, ends: 'first' });
    await lab.connect({ host: '::1', port: 8080, count: 2, ends: 'never' });
    const measurement = await createLinuxMachine().measure({ processId: lab.processId });
    const destinations = valueOf(measurement.destinations);
    assert.deepEqual(
      destinations.map(({ destination, occupiedPorts, byState }) => [
        destination.address,
        occupiedPorts,
        byState,
      ]),
      [
        ['127.0.0.1', 7, { established: 3, 'time-wait': 4 }],
        ['::1', 2, { established: 2 }],
      ],
    );
  });

  it('reads the settings of the namespace that the program lives in', async () => {
    await lab.ask('sysctl', { name: 'ip_local_reserved_ports', value: '40010,40100-40199' });
    await lab.ask('sysctl', { name: 'tcp_tw_reuse', value: '1' });
    const measurement = await createLinuxMachine().measure({ processId: lab.processId });
    assert.deepEqual(valueOf(measurement.ephemeralRange), { first: 40_000, last: 41_999 });
    assert.deepEqual(valueOf(measurement.reservedPorts), [
      { first: 40_010, last: 40_010 },
      { first: 40_100, last: 40_199 },
    ]);
    assert.equal(valueOf(measurement.timeWaitReuse).scope, 'always');
    assert.equal(measurement.namespace.id, readlinkSync(`/proc/${lab.processId}/ns/net`));
    assert.notEqual(measurement.namespace.id, readlinkSync('/proc/self/ns/net'));
  });

  it('enters a namespace together with the user namespace that owns it, where that is another', async () => {
    await lab.close();
    lab = await openLab(true);
    await lab.ask('sysctl', { name: 'ip_local_port_range', value: '45000 45999' });
    const ran: string[] = [];
    const machine = createLinuxMachine({
      run: (command, signal) => {
        ran.push([command.file, ...command.args].join(' '));
        return runCommand(command, signal);
      },
    });
    const measurement = await machine.measure({ processId: lab.processId });
    assert.deepEqual(valueOf(measurement.ephemeralRange), { first: 45_000, last: 45_999 });
    assert.equal(ran.length, 1);
    assert.match(ran[0] ?? '', /^\/usr\/bin\/nsenter --target \d+ --net --user /);
    // Our own settings are read from files, by no command.
    await machine.measure({});
    assert.equal(ran.length, 1);
  });

  it('says so where another namespace may not be entered, and does not give our own settings', async () => {
    const machine = createLinuxMachine({
      run: () =>
        Promise.resolve({ kind: 'unavailable', reason: 'failed', where: 'nsenter', detail: 'no' }),
    });
    await lab.ask('listen', { host: '127.0.0.1', port: 8080, closes: 'after' });
    await lab.connect({ host: '127.0.0.1', port: 8080, count: 5, ends: 'first' });
    const measurement = await machine.measure({ processId: lab.processId });
    for (const setting of ['ephemeralRange', 'reservedPorts', 'timeWaitReuse'] as const) {
      assert.equal(reasonOf(measurement[setting]), 'other-namespace', setting);
    }
    assert.equal(only(measurement).occupiedPorts, 5);
  });

  it('finds the holder of a port: process id, name, start time, command line, parents', async () => {
    const openedMs = Date.now();
    await lab.ask('listen', { host: '127.0.0.1', port: 40_500, closes: 'after' });
    const machine = createLinuxMachine();
    // Twice: the second answer comes from what the first one remembered.
    for (let i = 0; i < 2; i++) {
      const holders = valueOf(await machine.holdersOf(40_500, { processId: lab.processId }));
      assert.equal(holders.length, 1);
      const [holder] = holders;
      assert.deepEqual(holder?.local, { address: '127.0.0.1', port: 40_500 });
      const info = valueOf(holder.process);
      assert.equal(info.processId, lab.processId);
      assert.equal(info.name, 'node');
      assert.match(info.commandLine ?? '', /lab\.mjs$/);
      assert.equal(info.workingDirectory, '/');
      assert.equal(info.userId, process.getuid?.());
      assert.ok(Math.abs((info.startedAtMs ?? 0) - openedMs) < 3000, String(info.startedAtMs));
      assert.equal(info.parents[0]?.processId, process.pid);
      assert.ok(info.parents.length <= 16);
    }
    assert.deepEqual(valueOf(await machine.holdersOf(40_501, { processId: lab.processId })), []);
    await lab.ask('closeServers');
    assert.deepEqual(valueOf(await machine.holdersOf(40_500, { processId: lab.processId })), []);
  });

  it('lists everyone who listens, on whatever port', async () => {
    await lab.ask('listen', { host: '127.0.0.1', port: 40_500, closes: 'after' });
    await lab.ask('listen', { host: '127.0.0.1', port: 40_502, closes: 'after' });
    const listeners = valueOf((await createLinuxMachine().listeners?.(lab))!);
    assert.deepEqual(
      listeners
        .map(({ local, process }) => [local.port, valueOf(process).processId])
        .sort(([a = 0], [b = 0]) => a - b), // the kernel's order is that of its hash table
      [
        [40_500, lab.processId],
        [40_502, lab.processId],
      ],
    );
    await lab.ask('closeServers');
  });

  it('says that a process has ended, where it lived elsewhere or was never seen', async () => {
    const machine = createLinuxMachine();
    await machine.remember?.(lab.processId);
    await lab.close();
    const measurement = await machine.measure({ processId: lab.processId });
    assert.equal(reasonOf(measurement.destinations), 'process-gone');
    assert.equal(reasonOf(measurement.ephemeralRange), 'process-gone');
    assert.equal(measurement.timeWaitLength.kind, 'value');
    const holders = await machine.holdersOf(8080, { processId: lab.processId });
    assert.equal(reasonOf(holders), 'process-gone');
  });

  it('looks here for a process that lived here and has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const machine = createLinuxMachine();
    const processId = child.pid ?? 0;
    await machine.remember?.(processId);
    child.stdin.end();
    await once(child, 'exit');
    const measurement = await machine.measure({ processId });
    assert.equal(measurement.destinations.kind, 'value');
    assert.equal(measurement.namespace.id, readlinkSync('/proc/self/ns/net'));
    const stranger = await createLinuxMachine().measure({ processId });
    assert.equal(reasonOf(stranger.destinations), 'process-gone');
  });

  it('finds no holder where it may not look, and says that it may not', async function () {
    if (process.getuid?.() !== 0 || process.seteuid === undefined) {
      process.stdout.write('    skipped: only root can become a user who may not look\n');
      this.skip();
    }
    await lab.ask('listen', { host: '127.0.0.1', port: 8080, closes: 'after' });
    const machine = createLinuxMachine();
    process.seteuid('nobody');
    try {
      const holders = valueOf(await machine.holdersOf(8080, { processId: lab.processId }));
      assert.deepEqual(
        holders.map(({ local, process: holder }) => [local.port, reasonOf(holder)]),
        [[8080, 'permission']],
      );
      // The table and its namespace are everybody's to read; entering the namespace is not.
      const measurement = await machine.measure({ processId: lab.processId });
      assert.deepEqual(valueOf(measurement.listeningPorts), [8080]);
      assert.equal(reasonOf(measurement.ephemeralRange), 'other-namespace');
    } finally {
      process.seteuid(0);
    }
  });

  it('stops when it is told to', async () => {
    const measurement = await createLinuxMachine().measure({}, AbortSignal.abort());
    assert.equal(reasonOf(measurement.destinations), 'cancelled');
  });
});

function valueOf<T>(reading: Reading<T>): T {
  if (reading.kind === 'value') return reading.value;
  throw new Error(JSON.stringify(reading));
}

function reasonOf(reading: Reading<unknown>): string {
  return reading.kind === 'unavailable' ? reading.reason : 'a value';
}

function only(measurement: Measurement): DestinationUsage {
  const destinations = valueOf(measurement.destinations);
  assert.equal(destinations.length, 1, JSON.stringify(destinations).slice(0, 500));
  return destinations[0]!;
}

function trueRate(connections: readonly LabConnection[]): number {
  const times = connections.map(({ closedAtMs }) => closedAtMs ?? 0).sort((a, b) => a - b);
  return ((times.length - 1) * 1000) / (times.at(-1)! - times[0]!);
}

function within(actual: number, expected: number, share: number): void {
  assert.ok(
    Math.abs(actual - expected) <= expected * share,
    `${actual} is not within ${share * 100} % of ${expected}`,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
