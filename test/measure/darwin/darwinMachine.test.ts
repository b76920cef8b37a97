import assert from 'node:assert/strict';
import { createDarwinMachine } from '../../../src/measure/darwin/darwinMachine';
import { answering, COMMAND_FAILURES, recorded } from '../recordedOutput';
import { moment } from '../support/moments';

const SYSCTLS = ['sysctl-portrange.txt', 'sysctl-msl.txt', 'sysctl-tw-pcbcount.txt']
  .map((name) => recorded('darwin', name))
  .join('');

function machineWith(changes: Record<string, string>) {
  const answers: Record<string, string> = {
    sysctl: SYSCTLS,
    netstat: recorded('darwin', 'netstat-spaced-names.txt'),
    ps: '',
    lsof: '',
    ...changes,
  };
  const { run, asked } = answering((program) => answers[program]);
  return { machine: createDarwinMachine({ run, clock: () => moment(77) }), asked };
}

describe('darwinMachine', () => {
  it('measures: range, TIME_WAIT, destinations and listeners, each with its source', async () => {
    const { machine, asked } = machineWith({});
    const measurement = await machine.measure({});
    assert.equal(measurement.platform, 'darwin');
    assert.deepEqual(asked, [
      '/usr/sbin/sysctl net.inet.ip.portrange.first net.inet.ip.portrange.last net.inet.tcp.msl net.inet.tcp.tw_pcbcount',
      '/usr/sbin/netstat -anlv -p tcp',
    ]);
    const { ephemeralRange, timeWaitLength, timeWaitReuse, destinations, totals } = measurement;
    assert.deepEqual(ephemeralRange.kind === 'value' && ephemeralRange.value, {
      first: 49_152,
      last: 65_535,
    });
    assert.equal(timeWaitLength.kind === 'value' && timeWaitLength.value.maxMs, 30_000);
    assert.equal(timeWaitReuse.kind === 'value' && timeWaitReuse.value.scope, 'never');
    assert.equal(timeWaitReuse.kind === 'value' && timeWaitReuse.from.how, 'constant');
    assert.equal(totals.kind, 'value');
    assert.deepEqual(totals.value.byState, {
      established: 2,
      'time-wait': 1,
      'syn-sent': 1,
    });
    assert.equal(destinations.kind, 'value');
    const loopback = destinations.value.find(({ destination }) => destination.port === 8443);
    assert.ok(loopback);
    assert.deepEqual(
      [...loopback.ports],
      [
        { port: 64_809, state: 'open' },
        { port: 64_810, state: 'waiting' },
      ],
    );
    assert.equal(loopback.occupiedPorts, 2);
  });

  it('keeps the numbers it could read when netstat fails, for whatever reason', async () => {
    for (const reason of COMMAND_FAILURES) {
      const measurement = await machineWith({ netstat: reason }).machine.measure({});
      assert.equal(measurement.ephemeralRange.kind, 'value');
      assert.equal(measurement.atMs, 77);
      for (const part of ['destinations', 'totals', 'listeningPorts'] as const) {
        const reading = measurement[part];
        assert.equal(reading.kind === 'unavailable' && reading.reason, reason);
      }
    }
  });

  it('keeps the table when sysctl fails', async () => {
    for (const reason of COMMAND_FAILURES) {
      const measurement = await machineWith({ sysctl: reason }).machine.measure({});
      for (const part of ['ephemeralRange', 'timeWaitLength'] as const) {
        const reading = measurement[part];
        assert.equal(reading.kind === 'unavailable' && reading.reason, reason);
      }
      assert.equal(measurement.totals.kind === 'value' && measurement.totals.value.rows, 4);
    }
  });

  it('does not trust a netstat that hides the waiting sockets', async () => {
    const counted = SYSCTLS.replace('tw_pcbcount: 4', 'tw_pcbcount: 16000');
    const measurement = await machineWith({ sysctl: counted }).machine.measure({});
    assert.equal(measurement.destinations.kind, 'unavailable');
    assert.equal(measurement.destinations.reason, 'unsupported');
    assert.match(measurement.destinations.detail, /16000 sockets wait .* netstat lists 1 of them/);
    const nearly = SYSCTLS.replace('tw_pcbcount: 4', 'tw_pcbcount: 60');
    const trusted = await machineWith({ sysctl: nearly }).machine.measure({});
    assert.equal(trusted.destinations.kind, 'value');
  });

  it('tells whose program holds a connection, from the owner in the table', async () => {
    const list = [
      ' 7187  7000 501 Mon Sep 21 13:29:48 2026     /Applications/Brave Browser',
      ' 7000     1 501 Mon Sep 21 13:29:40 2026     -zsh',
      '31607  7100 501 Mon Sep 21 13:00:00 2026     secure-agentd',
      ' 7100     1 501 Mon Sep 21 12:00:00 2026     Code Helper',
      '    1     0   0 Mon Sep 21 08:00:00 2026     /sbin/launchd',
    ].join('\n');
    const { run, asked } = answering((program, command) => {
      if (program === 'netstat') return recorded('darwin', 'netstat-spaced-names.txt');
      if (program === 'sysctl') return SYSCTLS;
      if (!command.args.includes('-ax')) return ' 7187 brave --inspect=127.0.0.1:1';
      return list;
    });
    let nowMs = 0;
    const machine = createDarwinMachine({ run, clock: () => moment(nowMs) });
    const origins = [
      { id: 't', kind: 'terminal', label: 'zsh', processIds: [7_000] },
      { id: 'editor', kind: 'editor', label: '', processIds: [7_100] },
    ] as const;
    const look = async () => {
      const { clients } = await machine.measure({ origins });
      assert.equal(clients?.kind, 'value');
      return clients.value.find(({ destination }) => destination.port === 8_443);
    };
    const loopback = await look();
    const [holder, ...rest] = loopback?.held ?? [];
    assert.deepEqual(rest, []);
    assert.deepEqual(
      [holder?.open, holder?.news, holder?.process],
      [
        1,
        1,
        {
          processId: 7_187,
          name: 'Brave Browser',
          origin: { id: 't', kind: 'terminal', label: 'zsh' },
          debugger: { isPart: false, ports: [1] },
        },
      ],
    );
    assert.deepEqual([loopback?.others.open, loopback?.untold.open], [0, 0]);
    nowMs += 1_000;
    assert.equal((await look())?.held[0]?.news, 0);
    const lists = asked.filter((command) => command.includes('-ax'));
    // The owner of one row (35474) is in no list: a new one is asked for, as often as it may cost.
    assert.equal(lists.length, 2);
  });

  it('calls a connection others’ where its process is known, and untold where it is not', async () => {
    const list = ' 7187     1 501 Mon Sep 21 13:29:48 2026     /Applications/Brave Browser';
    const { machine } = machineWith({ ps: list });
    const origins = [{ id: 't', kind: 'terminal', label: 'zsh', processIds: [7_000] }] as const;
    const { clients } = await machine.measure({ origins });
    assert.equal(clients?.kind, 'value');
    assert.deepEqual(
      clients.value.map(({ destination, held, others, untold }) => [
        destination.port,
        held.length,
        others.open,
        untold.open,
      ]),
      [
        [8_443, 0, 1, 0],
        [80, 0, 0, 1],
      ],
    );
    for (const reason of COMMAND_FAILURES) {
      const failing = machineWith({ netstat: reason }).machine;
      const measured = await failing.measure({ origins });
      assert.equal(measured.clients?.kind, 'unavailable', reason);
      const blind = await machineWith({ ps: reason }).machine.measure({ origins });
      assert.equal(blind.clients?.kind === 'value' && blind.clients.value[0]?.untold.open, 1);
    }
  });

  it('names the holder of a port with its parents and command line', async () => {
    const { run, asked } = answering((program, command) => {
      if (program === 'netstat') return recorded('darwin', 'netstat-listen.txt');
      if (program !== 'ps') return undefined;
      return command.args.includes('-ax')
        ? [
            '33784 33000 501 Mon Sep 21 13:29:48 2026     /usr/local/bin/node',
            '33000     1 501 Mon Sep 21 13:29:40 2026     -zsh',
            '    1     0   0 Mon Sep 21 08:00:00 2026     /sbin/launchd',
          ].join('\n')
        : '33784 node server.js';
    });
    const reading = await createDarwinMachine({ run }).holdersOf(3_000, {});
    assert.equal(reading.kind, 'value');
    const [holder, ...others] = reading.value;
    assert.deepEqual(others, []);
    assert.deepEqual(holder?.local, { address: '::', port: 3_000 });
    assert.equal(holder.process.kind, 'value');
    assert.deepEqual(holder.process.value, {
      processId: 33_784,
      name: 'node',
      userId: 501,
      startedAtMs: new Date(2026, 8, 21, 13, 29, 48).getTime(),
      commandLine: 'node server.js',
      parents: [
        { processId: 33_000, name: '-zsh' },
        { processId: 1, name: 'launchd' },
      ],
    });
    assert.ok(!asked.some((command) => command.includes('lsof')));
  });

  it('asks lsof where netstat does not answer or names no owner', async () => {
    const listeners = recorded('darwin', 'lsof-fields.txt');
    const ps = recorded('darwin', 'ps-list.txt');
    const header = 'Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)';
    const row = 'tcp4       0      0  127.0.0.1.38123        *.*                    LISTEN';
    for (const netstat of ['failed', `${header}\n${row}\n`]) {
      const { machine } = machineWith({ netstat, lsof: listeners, ps });
      const reading = await machine.holdersOf(38_123, {});
      assert.equal(reading.kind, 'value');
      assert.deepEqual(
        reading.value.map(({ local, process }) => [
          local.address,
          process.kind === 'value' && process.value.name,
        ]),
        [
          ['127.0.0.1', 'node'],
          ['::1', 'node'],
        ],
      );
    }
  });

  it('says that it may not know the owner when nobody tells', async () => {
    const header = 'Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)';
    const row = 'tcp4       0      0  127.0.0.1.38123        *.*                    LISTEN';
    const { machine } = machineWith({ netstat: `${header}\n${row}\n`, lsof: 'not-found' });
    const reading = await machine.holdersOf(38_123, {});
    assert.equal(reading.kind, 'value');
    const process = reading.value[0]?.process;
    assert.equal(process?.kind === 'unavailable' && process.reason, 'permission');
  });

  it('lists everyone who listens, whatever the port', async () => {
    const listening = recorded('darwin', 'netstat-listen.txt');
    const { machine } = machineWith({ netstat: listening, ps: recorded('darwin', 'ps-list.txt') });
    const reading = await machine.listeners?.({});
    assert.ok(reading?.kind === 'value');
    const ports = reading.value.map(({ local }) => local.port);
    assert.ok(new Set(ports).size > 1, ports.join());
    for (const { local } of reading.value) {
      const alone = await machine.holdersOf(local.port, {});
      assert.ok(alone.kind === 'value');
      assert.deepEqual(
        reading.value.filter((each) => each.local.port === local.port),
        alone.value,
      );
    }
    for (const reason of COMMAND_FAILURES) {
      const failing = await machineWith({ netstat: reason }).machine.listeners?.({});
      assert.equal(failing?.kind === 'unavailable' && failing.reason, reason);
    }
  });

  it('does not say that a port is free when nothing could be read', async () => {
    for (const reason of COMMAND_FAILURES) {
      const { machine } = machineWith({ netstat: reason, lsof: '' });
      const reading = await machine.holdersOf(3_000, {});
      assert.equal(reading.kind === 'unavailable' && reading.reason, reason);
    }
  });

  it('says that the holder has gone, or why ps told nothing', async () => {
    const listening = recorded('darwin', 'netstat-listen.txt');
    const gone = await machineWith({ netstat: listening, ps: '' }).machine.holdersOf(3_000, {});
    const silent = await machineWith({ netstat: listening, ps: 'timed-out' }).machine.holdersOf(
      3_000,
      {},
    );
    const reasonOf = (reading: typeof gone): unknown =>
      reading.kind === 'value' &&
      reading.value[0]?.process.kind === 'unavailable' &&
      reading.value[0].process.reason;
    assert.equal(reasonOf(gone), 'process-gone');
    assert.equal(reasonOf(silent), 'timed-out');
  });
});
