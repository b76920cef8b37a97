import assert from 'node:assert/strict';
import type { Reading, UnavailableReason } from '../../../src/measure/measurement';
import { unavailable, value } from '../../../src/measure/reading';
import { createWindowsMachine } from '../../../src/measure/windows/windowsMachine';
import { answering, COMMAND_FAILURES, recorded } from '../recordedOutput';
import type { Clock } from '../../../src/measure/clock';
import { moment } from '../support/moments';

const TABLE = {
  rows: [
    '127.0.0.1 50001 127.0.0.1 8080 11',
    '127.0.0.1 50002 127.0.0.1 8080 5',
    '127.0.0.1 8080 127.0.0.1 50002 5',
    '0.0.0.0 8080 0 0 2',
  ].join(';'),
  boundAgeMs: 0,
  boundError: null,
};
const SETTINGS = { firstPort: 49_152, portCount: 16_384, timedWaitDelayS: null };
const HOLDERS = {
  listeners: [
    { address: '0.0.0.0', port: 8080, owner: 30 },
    { address: '::', port: 8080, owner: 99 },
  ],
  processes: [
    { id: 30, parent: 20, name: 'node.exe', startedAtMs: 3_000, commandLine: 'node server.js' },
    { id: 20, parent: 1, name: 'Code.exe', startedAtMs: 2_000, commandLine: null },
  ],
};
const COMMANDS: Record<string, string> = {
  'netstat.exe': recorded('windows', 'netstat-ano.en.txt'),
  'reg.exe': '\r\n    TcpTimedWaitDelay    REG_DWORD    0x1e\r\n',
  'tasklist.exe': '"mysqld.exe","1068","Services","0","24,080 K"\r\n',
};

/** A PowerShell that gives these answers by the question's first word, or fails. */
function powershell(answers: Record<string, unknown> | UnavailableReason) {
  const asked: string[] = [];
  let disposals = 0;
  return {
    asked,
    disposals: () => disposals,
    dispose: () => {
      disposals++;
    },
    ask: (question: string): Promise<Reading<unknown>> => {
      asked.push(question);
      const where = `powershell (${question})`;
      return Promise.resolve(
        typeof answers === 'string'
          ? unavailable(answers, where)
          : value(answers[question.split(' ')[0] ?? ''], { how: 'command', where, atMs: 1_000 }),
      );
    },
  };
}

function machineWith(
  session: ReturnType<typeof powershell>,
  commands: Record<string, string> = {},
  clock: Clock = () => moment(77),
) {
  const { run, asked } = answering((program, command) => {
    if (program === 'netsh.exe') {
      const table = command.args.includes('dynamicport') ? 'dynamicport' : 'excludedportrange';
      return commands[table] ?? recorded('windows', `${table}.en.txt`);
    }
    return commands[program] ?? COMMANDS[program];
  });
  const environment = { SystemRoot: 'C:\\Windows' };
  return { machine: createWindowsMachine({ run, clock, environment, session }), asked };
}

const answersOfPowershell = {
  table: TABLE,
  settings: SETTINGS,
  holders: HOLDERS,
  counters: { activeOpens: 4_935 },
};

describe('windowsMachine with PowerShell', () => {
  it('tells whose program holds a connection, by netstat and the tree of processes', async () => {
    const processes = {
      listeners: [],
      processes: [
        { id: 2_260, parent: 2_200, name: 'java.exe', startedAtMs: 3_000, commandLine: 'java A' },
        { id: 2_384, parent: 500, name: 'node.exe', startedAtMs: 3_000, commandLine: 'node b.js' },
        { id: 2_200, parent: 2_000, name: 'cmd.exe', startedAtMs: 2_000, commandLine: 'cmd' },
        { id: 1_068, parent: 500, name: 'mysqld.exe', startedAtMs: 100, commandLine: null },
        { id: 2_000, parent: 1, name: 'Code.exe', startedAtMs: 1_000, commandLine: null },
        // Started after its child, so it was given the id of the one that had started it.
        { id: 500, parent: 2_200, name: 'late.exe', startedAtMs: 9_000, commandLine: null },
      ],
    };
    const session = powershell({ ...answersOfPowershell, processes });
    let nowMs = 0;
    const { machine, asked } = machineWith(session, {}, () => moment(nowMs));
    const origins = [
      { id: 't', kind: 'terminal', label: 'cmd', processIds: [2_200] },
      { id: 'editor', kind: 'editor', label: '', processIds: [2_000] },
    ] as const;
    const { clients } = await machine.measure({ origins });
    assert.equal(clients?.kind, 'value');
    const database = clients.value.find(({ destination }) => destination.port === 3_306);
    assert.deepEqual(
      database?.held.map(({ process, open }) => [process.name, process.origin.id, open]),
      [['java.exe', 't', 1]],
    );
    assert.deepEqual([database.others.open, database.untold.open], [1, 0]);
    assert.ok(session.asked.includes('processes'));
    const netstats = () => asked.filter((command) => command.includes('netstat')).length;
    assert.equal(netstats(), 1);
    nowMs += 1_000;
    await machine.measure({ origins });
    assert.equal(netstats(), 2);
  });

  it('asks for the owners no more often than a twentieth of the time allows', async () => {
    let nowMs = 0;
    const { run, asked } = answering((program) => {
      if (program === 'netstat.exe') nowMs += 200; // as long as it takes
      return COMMANDS[program] ?? '';
    });
    const machine = createWindowsMachine({
      run,
      clock: () => moment(nowMs),
      environment: { SystemRoot: 'C:\\Windows' },
      session: powershell(answersOfPowershell),
    });
    const origins = [{ id: 't', kind: 'terminal', label: 'cmd', processIds: [1] }] as const;
    const told: boolean[] = [];
    for (let look = 0; look < 9; look += 1) {
      told.push((await machine.measure({ origins })).clients !== undefined);
      nowMs += 1_000;
    }
    assert.deepEqual(told.filter(Boolean).length, 3, told.join());
    assert.equal(asked.filter((command) => command.includes('netstat')).length, 3);
  });

  it('measures: range, exclusions, TIME_WAIT, destinations and listeners', async () => {
    const session = powershell(answersOfPowershell);
    const { machine, asked } = machineWith(session);
    const measurement = await machine.measure({});
    assert.equal(measurement.platform, 'win32');
    assert.deepEqual(session.asked, ['settings', 'table']);
    assert.deepEqual(asked, [
      'C:\\Windows\\System32\\netsh.exe int ipv4 show excludedportrange protocol=tcp',
      'C:\\Windows\\System32\\netsh.exe int ipv6 show dynamicport tcp',
    ]);
    const { ephemeralRange, reservedPorts, timeWaitLength, timeWaitReuse } = measurement;
    assert.deepEqual(ephemeralRange.kind === 'value' && ephemeralRange.value, {
      first: 49_152,
      last: 65_535,
    });
    assert.deepEqual(reservedPorts.kind === 'value' && reservedPorts.value.at(-1), {
      first: 55_679,
      last: 55_679,
    });
    assert.deepEqual(timeWaitLength.kind === 'value' && timeWaitLength.value, {
      minMs: 120_000,
      maxMs: 240_000,
    });
    assert.equal(timeWaitLength.kind === 'value' && timeWaitLength.from.how, 'assumed');
    assert.equal(timeWaitReuse.kind === 'value' && timeWaitReuse.value.scope, 'never');
    assert.equal(measurement.destinations.kind, 'value');
    assert.deepEqual(
      [...measurement.destinations.value[0]!.ports],
      [
        { port: 50_001, state: 'waiting' },
        { port: 50_002, state: 'open' },
      ],
    );
    assert.deepEqual(
      measurement.listeningPorts.kind === 'value' && measurement.listeningPorts.value,
      [8080],
    );
  });

  it('reads what IPv6 has of its own, and the ports for shared local ports', async () => {
    const settings = { ...SETTINGS, autoFirstPort: 0, autoPortCount: 0 };
    const session = powershell({ ...answersOfPowershell, settings });
    const measured = await machineWith(session).machine.measure({});
    const { ephemeralRangeV6, autoReusePorts } = measured;
    assert.ok(ephemeralRangeV6?.kind === 'value' && autoReusePorts?.kind === 'value');
    assert.deepEqual(ephemeralRangeV6.value, { first: 49_152, last: 65_535 });
    assert.match(ephemeralRangeV6.from.where, /netsh\.exe int ipv6 show dynamicport tcp$/);
    assert.equal(autoReusePorts.value, null);
    const old = (await machineWith(powershell(answersOfPowershell)).machine.measure({}))
      .autoReusePorts;
    assert.ok(old?.kind === 'unavailable');
    assert.equal(old.reason, 'unsupported');
  });

  it('counts openings for next to nothing, and starts no command for it', async () => {
    const { machine, asked } = machineWith(powershell(answersOfPowershell));
    const sample = await machine.sampleCounters?.({});
    assert.ok(sample?.activeOpens.kind === 'value');
    assert.equal(sample.activeOpens.value, 4_935);
    assert.equal(sample.timeWait.kind, 'unavailable');
    const failed = await machineWith(powershell('failed')).machine.sampleCounters?.({});
    assert.equal(failed?.activeOpens.kind, 'unavailable');
    assert.deepEqual(asked, []);
  });

  it('asks for the settings once a minute, and for the table every time', async () => {
    const session = powershell(answersOfPowershell);
    let nowMs = 0;
    const { machine } = machineWith(session, {}, () => moment(nowMs));
    await machine.measure({});
    nowMs = 59_999;
    await machine.measure({});
    assert.deepEqual(session.asked, ['settings', 'table', 'table']);
    nowMs = 60_000;
    await machine.measure({});
    assert.deepEqual(session.asked, ['settings', 'table', 'table', 'settings', 'table']);
  });

  it('asks again for settings that could not be read', async () => {
    const session = powershell(answersOfPowershell);
    const commands = { excludedportrange: 'timed-out' };
    const { machine } = machineWith(session, commands);
    const first = await machine.measure({});
    assert.equal(
      first.reservedPorts.kind === 'unavailable' && first.reservedPorts.reason,
      'timed-out',
    );
    delete (commands as Record<string, string>)['excludedportrange'];
    assert.equal((await machine.measure({})).reservedPorts.kind, 'value');
  });

  it('names the holders, their parents, and one that has gone', async () => {
    const { machine } = machineWith(powershell(answersOfPowershell));
    const reading = await machine.holdersOf(8080, {});
    assert.equal(reading.kind, 'value');
    const [held, gone] = reading.value;
    assert.deepEqual(held?.local, { address: '0.0.0.0', port: 8080 });
    assert.deepEqual(held.process.kind === 'value' && held.process.value, {
      processId: 30,
      name: 'node.exe',
      startedAtMs: 3_000,
      commandLine: 'node server.js',
      parents: [{ processId: 20, name: 'Code.exe' }],
    });
    assert.equal(gone?.process.kind === 'unavailable' && gone.process.reason, 'process-gone');
  });

  it('lists everyone who listens, whatever the port', async () => {
    const session = powershell({
      ...answersOfPowershell,
      holders: {
        ...HOLDERS,
        listeners: [...HOLDERS.listeners, { address: '127.0.0.1', port: 9_229, owner: 30 }],
      },
    });
    const { machine } = machineWith(session);
    const reading = await machine.listeners?.({});
    assert.ok(reading?.kind === 'value');
    assert.equal(session.asked.at(-1), 'holders 0');
    assert.deepEqual(
      reading.value.map(({ local }) => local.port),
      [8080, 8080, 9_229],
    );
    const failing = await machineWith(powershell('timed-out')).machine.listeners?.({});
    assert.equal(failing?.kind === 'unavailable' && failing.reason, 'timed-out');
  });

  it('hands disposal on to the helper process', () => {
    const session = powershell(answersOfPowershell);
    machineWith(session).machine.dispose?.();
    assert.equal(session.disposals(), 1);
  });
});

describe('windowsMachine without PowerShell', () => {
  const failures = COMMAND_FAILURES.filter((reason) => reason !== 'cancelled');

  it('reads everything by the old commands instead, whatever the reason', async () => {
    for (const reason of failures) {
      const { machine, asked } = machineWith(powershell(reason));
      const measurement = await machine.measure({});
      assert.deepEqual(
        asked.map((command) => command.replace('C:\\Windows\\System32\\', '')).sort(),
        [
          'netsh.exe int ipv4 show dynamicport tcp',
          'netsh.exe int ipv4 show excludedportrange protocol=tcp',
          'netsh.exe int ipv6 show dynamicport tcp',
          'netstat.exe -ano',
          'reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters /v TcpTimedWaitDelay',
        ],
      );
      const { ephemeralRange, timeWaitLength, destinations } = measurement;
      assert.equal(ephemeralRange.kind === 'value' && ephemeralRange.value.first, 49_152);
      assert.equal(timeWaitLength.kind === 'value' && timeWaitLength.value.maxMs, 30_000);
      assert.equal(destinations.kind === 'value' && destinations.value[0]?.occupiedPorts, 105);
    }
  });

  it('does the same when PowerShell answers nonsense', async () => {
    const { machine } = machineWith(powershell({ table: 7, settings: null, holders: 'x' }));
    const measurement = await machine.measure({});
    assert.equal(measurement.ephemeralRange.kind, 'value');
    assert.equal(measurement.totals.kind === 'value' && measurement.totals.value.rows, 139);
    const holders = await machine.holdersOf(3306, {});
    assert.equal(holders.kind, 'value');
  });

  it('says why, part by part, when the old commands fail too', async () => {
    for (const reason of failures) {
      const { machine } = machineWith(powershell('failed'), {
        'netstat.exe': reason,
        'reg.exe': reason,
        dynamicport: reason,
        excludedportrange: reason,
      });
      const measurement = await machine.measure({});
      for (const part of [
        'ephemeralRange',
        'reservedPorts',
        'destinations',
        'totals',
        'listeningPorts',
      ] as const) {
        const reading = measurement[part];
        assert.equal(reading.kind === 'unavailable' && reading.reason, reason, part);
      }
      // The default is documented, and says that it was not read.
      const { timeWaitLength } = measurement;
      assert.equal(timeWaitLength.kind === 'value' && timeWaitLength.from.how, 'assumed');
      assert.equal(timeWaitLength.kind === 'value' && timeWaitLength.value.maxMs, 240_000);
      const holders = await machine.holdersOf(3306, {});
      assert.equal(holders.kind === 'unavailable' && holders.reason, reason);
    }
  });

  it('starts nothing more when it was cancelled', async () => {
    const { machine, asked } = machineWith(powershell('cancelled'));
    const holders = await machine.holdersOf(3306, {});
    assert.equal(holders.kind === 'unavailable' && holders.reason, 'cancelled');
    assert.deepEqual(asked, []);
    const measurement = await machine.measure({});
    assert.equal(
      measurement.totals.kind === 'unavailable' && measurement.totals.reason,
      'cancelled',
    );
  });

  it('names the holder by netstat and tasklist', async () => {
    const { machine, asked } = machineWith(powershell('failed'));
    const reading = await machine.holdersOf(3306, {});
    assert.equal(reading.kind, 'value');
    assert.deepEqual(
      reading.value.map(({ local, process }) => [
        local.address,
        process.kind === 'value' && process.value,
      ]),
      [['0.0.0.0', { processId: 1068, name: 'mysqld.exe', parents: [] }]],
    );
    assert.equal(asked.at(-1), 'C:\\Windows\\System32\\tasklist.exe /FI PID eq 1068 /FO CSV /NH');
  });

  it('says that the holder has gone, in whatever language tasklist says so', async () => {
    for (const sentence of [
      'INFO: No tasks are running which match the specified criteria.',
      'INFORMATION: Es werden keine Aufgaben mit den angegebenen Kriterien ausgeführt.',
      '"other.exe","7","Console","1","8 K"',
    ]) {
      const { machine } = machineWith(powershell('failed'), { 'tasklist.exe': sentence });
      const reading = await machine.holdersOf(3306, {});
      assert.equal(reading.kind, 'value');
      const process = reading.value[0]?.process;
      assert.equal(process?.kind === 'unavailable' && process.reason, 'process-gone');
    }
  });
});
