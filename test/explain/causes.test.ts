/** Causes that no Linux machine shows, from what other systems were recorded or documented to show. */
import assert from 'node:assert/strict';
import { diagnose } from '../../src/explain/diagnose';
import type { CaseFile, Verdict } from '../../src/explain/verdict';
import { noEditorContext, type EditorContext, type KnownLaunch } from '../../src/explain/whose';
import type { ProcessInfo } from '../../src/measure/measurement';
import { socketTableFrom } from '../../src/measure/windows/netstat';
import { excludedPortsFrom } from '../../src/measure/windows/netsh';
import { listenersOn } from '../../src/measure/listenersOn';
import type { Platform } from '../../src/recognize/socketError';
import { printed, recorded } from '../measure/recordedOutput';
import {
  caseFile,
  connectError,
  exhaustedCase,
  holder,
  listenError,
  listenFacts,
  lookMs,
  measurement,
  portConnection,
  read,
  unread,
  usage,
  wholeText,
} from './support/caseFiles';

const folder = '/home/ada/api';

function held(
  process: Partial<ProcessInfo>,
  {
    platform = 'linux',
    port = 3_000,
    editor,
    ...changes
  }: Partial<CaseFile> & {
    platform?: Platform;
    port?: number;
  } = {},
): Verdict {
  const one = holder(process);
  return diagnose(
    caseFile({
      error: listenError({ endpoint: { address: '127.0.0.1', port } }),
      holders: read([{ ...one, local: { ...one.local, port } }]),
      measurement: measurement({ platform }),
      ...(editor && { editor }),
      ...changes,
    }),
  );
}

const kinds = ({ acts }: Verdict): readonly string[] => acts.map(({ kind }) => kind);

describe('causes of a port that is taken', () => {
  it('names AirPlay on macOS, and only there and on its ports', () => {
    // github.com/ParetoSecurity/pareto-mac/issues/69 (lsof), github.com/mondoohq/mql/pull/382 (the path).
    const commandLine =
      '/System/Library/CoreServices/ControlCenter.app/Contents/MacOS/ControlCenter';
    const process = { name: 'ControlCenter', processId: 433, commandLine };
    for (const port of [5_000, 7_000]) {
      const verdict = held(process, { platform: 'darwin', port });
      assert.equal(verdict.cause, 'system-service');
      assert.match(verdict.headline, /belongs to AirPlay Receiver here: ControlCenter \(pid 433\)/);
      assert.match(verdict.explanation, /System Settings/);
      assert.deepEqual(kinds(verdict), ['use-next-free-port', 'show-listening-ports']);
    }
    assert.equal(held(process, { platform: 'darwin', port: 3_000 }).cause, 'address-taken');
    assert.equal(held(process, { platform: 'linux', port: 5_000 }).cause, 'address-taken');
  });

  it('names HTTP.sys from a recorded netstat of Windows, and never offers to stop process 4', () => {
    const table = socketTableFrom(printed(recorded('windows', 'netstat-ano.en.txt')));
    assert.equal(table.kind, 'value');
    const [listener] = listenersOn(table.value, 80);
    assert.equal(listener?.owner, 4);
    const verdict = held(
      { name: 'System', processId: listener.owner, commandLine: '' },
      { platform: 'win32', port: 80 },
    );
    assert.equal(verdict.cause, 'system-service');
    assert.match(verdict.headline, /^Port 80 belongs to HTTP\.sys here: System \(pid 4\)\.$/);
    assert.ok(!kinds(verdict).includes('stop-holder'));
    const command = verdict.acts.find((act) => act.kind === 'copy-command');
    assert.equal(command?.command, 'netsh http show servicestate view=requestq');
  });

  it('tells file sharing from HTTP.sys, though process 4 has the ports of both', () => {
    const table = socketTableFrom(printed(recorded('windows', 'netstat-ano.en.txt')));
    assert.equal(table.kind, 'value');
    for (const port of [139, 445]) {
      const [listener] = listenersOn(table.value, port);
      assert.equal(listener?.owner, 4);
      const verdict = held(
        { name: 'System', processId: listener.owner },
        { platform: 'win32', port },
      );
      assert.match(verdict.headline, /belongs to SMB here/);
      assert.match(verdict.explanation, /shares files and printers/);
      assert.deepEqual(kinds(verdict), ['use-next-free-port', 'show-listening-ports']);
    }
  });

  it('names a database, unless it was started from here', () => {
    const process = { name: 'mysqld.exe', commandLine: 'mysqld.exe', workingDirectory: folder };
    assert.match(held(process, { platform: 'win32' }).headline, /belongs to MySQL here/);
    const editor = { ...noEditorContext, workspaceFolders: [folder] };
    assert.notEqual(held(process, { platform: 'win32', editor }).cause, 'system-service');
  });

  it('names the relay of WSL from a recorded netstat of Windows', () => {
    const table = socketTableFrom(printed(recorded('windows', 'netstat-anob-wslrelay.en.txt')));
    assert.equal(table.kind, 'value');
    const [listener] = listenersOn(table.value, 6_379);
    assert.equal(listener?.owner, 17_584);
    const process = {
      name: 'wslrelay.exe',
      processId: listener.owner,
      commandLine: 'wslrelay.exe',
    };
    const verdict = held(process, { platform: 'win32', port: 6_379 });
    assert.equal(verdict.cause, 'wsl-relay');
    assert.match(verdict.headline, /wslrelay\.exe \(pid 17584\) passes it on\.$/);
    const command = verdict.acts.find((act) => act.kind === 'copy-command');
    assert.equal(command?.command, 'wsl -- ss -ltnp "sport = :6379"');
    assert.ok(!kinds(verdict).includes('stop-holder'));
  });

  it('names the container: by the process, by who publishes the port, or has its runtime asked', () => {
    const id = '3f1c9a72be04'.padEnd(64, '0');
    const within = held({ container: { id, runtime: 'docker' } });
    assert.equal(within.cause, 'container-holds-port');
    assert.match(within.headline, /^Port 3000 is served by the container 3f1c9a72be04\.$/);
    const proxy = { name: 'docker-proxy', commandLine: 'docker-proxy -host-port 3000' };
    const asked = held(proxy);
    assert.match(asked.headline, /^Port 3000 is published by Docker: docker-proxy/);
    assert.deepEqual(asked.acts[1], {
      kind: 'stop-container',
      container: { publishedPort: 3_000, runtime: 'docker' },
    });
    const named = held(proxy, { containers: read([{ id, name: 'shop-db', runtime: 'docker' }]) });
    assert.match(
      named.headline,
      /^Port 3000 is served by the container “shop-db” \(3f1c9a72be04\)\.$/,
    );
    for (const verdict of [within, asked, named])
      assert.ok(!kinds(verdict).includes('stop-holder'));
    for (const [name, label] of [
      ['rootlessport', 'Podman'],
      ['com.docker.backend.exe', 'Docker Desktop'],
    ]) {
      assert.match(held({ name: name!, commandLine: name! }).headline, new RegExp(`by ${label}:`));
    }
  });

  it('names the container where the process that listens is root’s and cannot be named', () => {
    const id = '3f1c9a72be04'.padEnd(64, '0');
    const secret = unread('permission', '/proc/<pid>/fd');
    const file = caseFile({ error: listenError(), holders: read([holder(secret)]) });
    const containers = read([{ id, name: 'shop-db', runtime: 'docker' as const }]);
    const verdict = diagnose({ ...file, containers });
    assert.equal(verdict.cause, 'container-holds-port');
    assert.match(verdict.headline, /served by the container “shop-db” \(3f1c9a72be04\)\.$/);
    assert.equal(verdict.confidence, 'likely');
    assert.ok(kinds(verdict).includes('stop-container'));
    assert.ok(!kinds(verdict).includes('stop-holder'));
    // Nobody has it published, or no runtime answered: then it is not known who it is.
    for (const none of [read([]), unread('permission', 'docker ps')]) {
      assert.equal(diagnose({ ...file, containers: none }).cause, 'address-taken-unnamed');
    }
  });

  it('names, of several that stand in the way, the one at the very address', () => {
    const wildcard = holder({ name: 'nginx', processId: 1_001 }, '0.0.0.0');
    const exact = holder({ name: 'redis', processId: 1_002 }, '127.0.0.1');
    for (const holders of [
      [wildcard, exact],
      [exact, wildcard],
    ]) {
      const verdict = diagnose(caseFile({ error: listenError(), holders: read(holders) }));
      const process = verdict.holder?.process;
      assert.equal(process?.kind === 'value' && process.value.processId, 1_002);
    }
  });

  it('names the editor, and offers its view of ports instead of its end', () => {
    for (const process of [
      { name: 'Code Helper (Plugin)', commandLine: '/Applications/Visual Studio Code.app/x' },
      { name: 'Code.exe', commandLine: '"C:\\Code.exe" --type=utility' },
      { name: 'node', commandLine: '/home/ada/.vscode-server/node /x/out/server-main.js' },
    ]) {
      const verdict = held(process, { platform: 'darwin' });
      assert.equal(verdict.cause, 'editor-holds-port');
      assert.deepEqual(kinds(verdict), ['open-ports-view', 'use-next-free-port']);
    }
  });

  it('says that a watcher restarts too soon, at the first look already', () => {
    const launch: KnownLaunch = {
      id: 'a',
      kind: 'task',
      label: 'dev',
      processId: 77,
      startedAtMs: lookMs - 60_000,
      commandLine: 'nodemon server.js',
    };
    const parents = [
      { processId: 77, name: 'node', commandLine: 'node /x/.bin/nodemon server.js' },
    ];
    const editor: EditorContext = {
      ...noEditorContext,
      launches: [launch],
      failedLaunchId: 'a',
    };
    const old = { parents, startedAtMs: lookMs - 30_000 };
    const verdict = held(old, { editor, errorAtMs: lookMs - 200 });
    assert.equal(verdict.cause, 'restart-race');
    assert.match(verdict.headline, /^nodemon restarts too soon: port 3000 is still held by node/);
    assert.equal(verdict.acts[0]?.kind, 'wait-until-free');
    // A child that the watcher started after the error is not what was in the way.
    const young = { parents, startedAtMs: lookMs - 100 };
    assert.equal(held(young, { editor, errorAtMs: lookMs - 200 }).cause, 'listens-twice');
  });

  it('offers to stop nothing that belongs to another user, and says whose it is', () => {
    const editor = { ...noEditorContext, userId: 1_000 };
    const verdict = held({ userId: 0 }, { editor });
    assert.match(verdict.headline, /ago by another user\.$/);
    assert.deepEqual(kinds(verdict), ['show-listening-ports', 'use-next-free-port']);
  });

  it('does not take TIME_WAIT for the reason on Windows, nor for a runtime that looks past it', () => {
    const left = {
      holders: read([]),
      listen: listenFacts(portConnection({ remainingMs: 43_000 })),
    };
    const python = listenError({ runtime: 'python' });
    assert.equal(diagnose(caseFile({ error: python, ...left })).cause, 'waiting-listener');
    const windows = { measurement: measurement({ platform: 'win32' }) };
    assert.equal(diagnose(caseFile({ error: python, ...left, ...windows })).cause, 'already-free');
    assert.equal(diagnose(caseFile({ error: listenError(), ...left })).cause, 'already-free');
  });

  it('names the process that still serves connections without listening any more', () => {
    const open = portConnection({ state: 'established', process: holder({}).process });
    const verdict = diagnose(
      caseFile({
        error: listenError({ runtime: 'python' }),
        holders: read([]),
        listen: listenFacts(open),
      }),
    );
    assert.equal(
      verdict.proof,
      'Nobody listens, but node server.js (pid 4242) still has a connection to it open.',
    );
  });
});

describe('causes of a port that is refused', () => {
  it('finds the excluded range in what netsh prints, also where Java calls the port in use', () => {
    const reserved = excludedPortsFrom(printed(recorded('windows', 'excludedportrange.de.txt')));
    assert.equal(reserved.kind, 'value');
    const [span] = reserved.value;
    assert.ok(span);
    const error = (changes: Partial<ReturnType<typeof listenError>>) =>
      diagnose(
        caseFile({
          error: listenError({ endpoint: { address: '0.0.0.0', port: span.first }, ...changes }),
          holders: read([]),
          measurement: measurement({ platform: 'win32', reservedPorts: reserved }),
        }),
      );
    for (const verdict of [
      error({ illness: 'port-forbidden', code: 'EACCES' }),
      error({ runtime: 'java' }),
    ]) {
      assert.deepEqual([verdict.cause, verdict.confidence], ['excluded-port', 'certain']);
      assert.match(verdict.proof, new RegExp(`excluded range ${span.first}–${span.last}`));
      assert.deepEqual(kinds(verdict).slice(0, 2), ['show-excluded-ranges', 'use-next-free-port']);
    }
  });

  it('reads from which port on anybody may listen, and believes it', () => {
    const error = (port: number, first: number) =>
      diagnose(
        caseFile({
          error: listenError({
            illness: 'port-forbidden',
            code: 'EACCES',
            endpoint: { address: '127.0.0.1', port },
          }),
          measurement: measurement({ firstUnprivilegedPort: read(first) }),
        }),
      ).cause;
    assert.equal(error(1_500, 2_000), 'privileged-port');
    assert.equal(error(80, 0), 'port-forbidden');
  });

  it('doubts that an address is missing which this machine has', () => {
    const verdict = (address: string, listen = listenFacts()) =>
      diagnose(
        caseFile({
          error: listenError({
            illness: 'address-not-local',
            code: 'EADDRNOTAVAIL',
            endpoint: { address, port: 3_000 },
          }),
          listen,
        }),
      );
    assert.equal(verdict('192.0.2.2').confidence, 'possible');
    assert.match(wholeText(verdict('192.0.2.2')), /Now the address is among those/);
    assert.equal(verdict('10.1.2.3').confidence, 'certain');
    assert.equal(verdict('db.test').confidence, 'likely');
    const missing = { ...listenFacts(), localAddresses: unread('permission') };
    assert.equal(verdict('10.1.2.3', missing).confidence, 'likely');
  });
});

describe('causes of an exhaustion', () => {
  it('does not call 10055 a lack of ports where most are free', () => {
    const error = connectError({ code: 'ENOBUFS', line: 'connect ENOBUFS 127.0.0.1:5000' });
    const machine = (waiting: number) =>
      measurement({
        platform: 'win32',
        destinations: read([usage({ waiting })]),
        totals: read({
          rows: waiting,
          byState: {},
          serverSideTimeWait: 0,
          occupiedEphemeralPorts: waiting,
        }),
      });
    const verdict = diagnose(exhaustedCase({ error, measurement: machine(6) }));
    assert.deepEqual([verdict.cause, verdict.illness], ['buffers-not-ports', 'none']);
    assert.equal(verdict.proof, '3 % of the ports to 127.0.0.1:5000 are in use: 6 of 201.');
    const full = diagnose(exhaustedCase({ error, measurement: machine(201) }));
    assert.equal(full.cause, 'time-wait-exhaustion');
  });

  it('takes connections that closed in one stroke at the error for open ones, and others not', () => {
    const verdict = (remainingMs: readonly number[], errorAgoMs: number) =>
      diagnose(
        exhaustedCase({
          measurement: measurement({ destinations: read([usage({ remainingMs })]) }),
          errorAtMs: lookMs - errorAgoMs,
        }),
      ).cause;
    const atOnce = Array.from({ length: 200 }, (_, index) => 59_000 + Math.floor(index / 10));
    assert.equal(verdict(atOnce, 1_000), 'open-connections');
    // The same long before the error: they were closed in the ordinary way.
    assert.equal(
      verdict(
        atOnce.map((each) => each - 10_000),
        1_000,
      ),
      'time-wait-exhaustion',
    );
    // 40 a second, up to the error.
    const evenly = Array.from({ length: 200 }, (_, index) => 54_000 + index * 25);
    assert.equal(verdict(evenly, 1_000), 'time-wait-exhaustion');
  });
});
