import assert from 'node:assert/strict';
import { createDarwinMachine } from '../../src/measure/darwin/darwinMachine';
import { connectionRowsOn, ownersOf } from '../../src/measure/portConnections';
import { SocketTableBuilder, stateCode } from '../../src/measure/socketTable';
import type { PortConnection, TcpState } from '../../src/measure/measurement';
import { createWindowsMachine } from '../../src/measure/windows/windowsMachine';
import { answering, recorded } from './recordedOutput';

const range = { first: 49_152, last: 65_535 };

type Row = [local: number, remote: number, state: TcpState, owner: number, remainingMs?: number];

function table(...rows: readonly Row[]) {
  const builder = new SocketTableBuilder();
  const here = builder.intern('127.0.0.1');
  for (const [local, remote, state, owner, remainingMs] of rows) {
    builder.add(4, here, local, here, remote, stateCode(state), owner, remainingMs);
  }
  return builder.finish();
}

describe('the connections on a port', () => {
  it('are those that do not listen: the open ones first, then those that wait longest', () => {
    const { total, waiting, rows } = connectionRowsOn(
      table(
        [8000, 50_001, 'time-wait', 0, 10_000],
        [8000, 50_002, 'time-wait', 0, 50_000],
        [8000, 0, 'listen', 7],
        [8000, 50_003, 'established', 9],
        [8001, 50_004, 'established', 9],
      ),
      8000,
      range,
    );
    assert.deepEqual([total, waiting], [3, 2]);
    assert.deepEqual(
      rows.map(({ remote, remainingMs, isOutgoing }) => [remote.port, remainingMs, isOutgoing]),
      [
        [50_003, undefined, false],
        [50_002, 50_000, false],
        [50_001, 10_000, false],
      ],
    );
    assert.deepEqual(ownersOf(rows), [9]);
  });

  it('tells a port that was handed out to a client', () => {
    const { rows } = connectionRowsOn(table([50_001, 443, 'established', 9]), 50_001, range);
    assert.equal(rows[0]?.isOutgoing, true);
  });

  it('names a few of thousands', () => {
    const many = Array.from({ length: 5_000 }, (_, index): Row => [
      8000,
      20_000 + index,
      'time-wait',
      0,
      index,
    ]);
    const found = connectionRowsOn(table(...many), 8000, range);
    assert.deepEqual([found.total, found.waiting, found.rows.length], [5_000, 5_000, 16]);
    assert.equal(found.rows[0]?.remainingMs, 4_999);
  });

  it('on Windows: who has the open ones, from netstat and tasklist', async () => {
    const { run } = answering((program, { args }) => {
      if (program === 'netstat.exe') return recorded('windows', 'netstat-ano.en.txt');
      if (program === 'netsh.exe' && args.includes('dynamicport')) {
        return recorded('windows', 'dynamicport.en.txt');
      }
      return program === 'tasklist.exe' ? '"php.exe","2260","Console","1","8 K"\r\n' : 'failed';
    });
    const session = {
      ask: () =>
        Promise.resolve({
          kind: 'unavailable',
          reason: 'failed',
          where: 'powershell',
          detail: '',
        } as const),
      dispose: () => undefined,
    };
    const machine = createWindowsMachine({ run, session, environment: { SystemRoot: 'C:\\W' } });
    const { connections, localAddresses } = await machine.listenFacts(59_581, {});
    assert.equal(connections.kind, 'value');
    assert.deepEqual(connections.value.first.map(summary), [
      ['127.0.0.1:3306', 'established', true, 'php.exe'],
    ]);
    assert.ok(localAddresses.kind === 'value' && localAddresses.value.includes('127.0.0.1'));
  });

  it('on macOS: who has the open ones, from netstat and ps', async () => {
    const { run } = answering((program, { args }) => {
      if (program === 'netstat') return recorded('darwin', 'netstat-spaced-names.txt');
      if (program === 'sysctl') return recorded('darwin', 'sysctl-portrange.txt');
      if (program !== 'ps') return undefined;
      return args.includes('-ax')
        ? ' 7187 1 501 Mon Sep 21 13:29:48 2026     /Applications/Brave Browser Helper'
        : ' 7187 Brave Browser Helper --type=utility';
    });
    const { connections } = await createDarwinMachine({ run }).listenFacts(64_809, {});
    assert.equal(connections.kind, 'value');
    assert.deepEqual(connections.value.first.map(summary), [
      ['127.0.0.1:8443', 'established', true, 'Brave Browser Helper'],
    ]);
    const failing = createDarwinMachine({ run: answering(() => 'timed-out').run });
    const unread = (await failing.listenFacts(64_809, {})).connections;
    assert.equal(unread.kind === 'unavailable' && unread.reason, 'timed-out');
  });
});

function summary({ remote, state, isOutgoing, process }: PortConnection): unknown {
  const name = process?.kind === 'value' ? process.value.name : process?.reason;
  return [`${remote.address}:${remote.port}`, state, isOutgoing, name];
}
