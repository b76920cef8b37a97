import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readToPanel } from '../../media/panel/messages';
import { diagnose } from '../../src/explain/diagnose';
import type { CaseFile } from '../../src/explain/verdict';
import type { SocketError } from '../../src/recognize/socketError';
import type { Chip } from '../../src/present/panel/protocol';
import { buildSnapshot } from '../../src/present/panel/snapshot';
import { clockTime } from '../../src/present/panel/views';
import {
  caseFile,
  connectError,
  exhaustedCase,
  holder,
  listenError,
  lookMs,
  measurement,
  rate,
  read,
  unread,
  usage,
} from '../explain/support/caseFiles';
import { facts } from './support/facts';

const assumed = { how: 'assumed', where: 'Microsoft documents both', atMs: lookMs } as const;

/** Every chip in a snapshot, wherever it stands. */
function chipsIn(part: unknown): Chip[] {
  if (typeof part !== 'object' || part === null) return [];
  if ('state' in part && 'source' in part) return [part as Chip];
  return Object.values(part).flatMap(chipsIn);
}

const sentence = (snapshot: ReturnType<typeof buildSnapshot>) =>
  snapshot.arithmetic?.sentence
    .map((part) => (typeof part === 'string' ? part : part.text))
    .join('');

describe('buildSnapshot', () => {
  it('is empty before anyone looked', () => {
    const snapshot = buildSnapshot(
      {
        locale: 'en',
        nowMs: 0,
        isMeasuring: false,
        isLive: false,
        findings: [],
        acts: [],
        remedies: [],
        doors: [],
      },
      1,
    );
    assert.equal(snapshot.phase, 'empty');
    assert.deepEqual(snapshot.numbers, []);
    assert.equal(snapshot.verdict, undefined);
  });

  it('tells an exhaustion with the numbers that prove it', () => {
    const snapshot = buildSnapshot(facts(exhaustedCase()), 7);
    assert.equal(snapshot.seq, 7);
    assert.equal(snapshot.phase, 'ready');
    assert.equal(snapshot.verdict?.tone, 'problem');
    assert.match(snapshot.verdict.headline, /127\.0\.0\.1:5000/);
    assert.match(snapshot.verdict.proof, /198 wait in TIME_WAIT, 3 are open/);
    assert.match(sentence(snapshot) ?? '', /^201 ports ÷ .*60 s.* = 3\.\d connections a second/);
  });

  it('says of every number where it was read, and when', () => {
    const snapshot = buildSnapshot(facts(exhaustedCase()), 1);
    const range = snapshot.numbers.find(({ id }) => id === 'range');
    assert.equal(range?.text, '50000–50200 (201 ports)');
    assert.match(range.source, /^Read from \/proc\/sys\/net\/ipv4\/ip_local_port_range at /);
    for (const part of snapshot.arithmetic?.sentence ?? []) {
      if (typeof part !== 'string') assert.notEqual(part.source, '', part.label);
    }
    for (const chip of snapshot.numbers) assert.notEqual(chip.source, '', chip.label);
  });

  it('has a source on every chip of every part, whatever could not be read', () => {
    const readable = measurement({
      destinations: read([usage({ waiting: 100, open: 3 })]),
      ephemeralRangeV6: read({ first: 49_152, last: 65_535 }, 'netsh int ipv6'),
      autoReusePorts: read(null, 'powershell (settings)'),
      timeWaitLimit: read(16_384, '/proc/sys/net/ipv4/tcp_max_tw_buckets'),
      timeWaitLength: { kind: 'value', value: { minMs: 120_000, maxMs: 240_000 }, from: assumed },
    });
    for (const part of Object.keys(readable) as (keyof typeof readable)[]) {
      const broken = { ...readable, [part]: unread('permission', '/proc/secret') };
      const isReading = typeof readable[part] === 'object' && 'kind' in readable[part];
      const file = exhaustedCase({ measurement: isReading ? broken : readable });
      const snapshot = buildSnapshot(facts(file), 1);
      const chips = chipsIn(snapshot);
      assert.ok(chips.length > 5, part);
      for (const { label, source, state, text } of chips) {
        assert.match(source, /\w{4}/, `${part}: ${label}`);
        if (text === 'not readable') {
          assert.equal(state, 'unavailable', `${part}: ${label}`);
          assert.match(source, /\/proc\/secret/, `${part}: ${label}`);
        }
      }
      assert.ok(readToPanel(JSON.parse(JSON.stringify(snapshot))), 'the panel takes it');
      assert.notEqual(snapshot.chart?.source, '');
      assert.notEqual(snapshot.portMap?.source, '');
      if (isReading && part !== 'totals' && part !== 'listeningPorts') {
        assert.equal(snapshot.unreadable.length, 1, part);
        assert.match(snapshot.unreadable[0]!.why, /\/proc\/secret/);
      }
    }
  });

  it('says when the ports are back if the load stops, or since it has stopped', () => {
    const remainingMs = Array.from({ length: 60 }, (_, second) => (second + 1) * 1_000);
    const clearing = (file: CaseFile) =>
      buildSnapshot(facts(file), 1)
        .arithmetic?.clearing?.map((part) => (typeof part === 'string' ? part : part.text))
        .join('');
    const busy = exhaustedCase({
      measurement: measurement({ destinations: read([usage({ remainingMs })]) }),
    });
    assert.equal(
      clearing(busy),
      'If it stops now, half of its ports are back in 30 s, all in 60 s.',
    );
    const over = { ...busy, rates: [{ ...rate(40), toMs: lookMs - 60_000 }] };
    assert.match(clearing(over) ?? '', /^Nothing connects there now: half .* 30 s, all in 60 s\.$/);
    const later = { ...over, nowMs: lookMs + 45_000 };
    assert.match(clearing(later) ?? '', /: the last of its ports is back in 15 s\.$/);
    assert.equal(clearing({ ...over, nowMs: lookMs + 61_000 }), undefined);
  });

  it('names the container of the process that holds a port, and where all that was read', () => {
    const container = { id: '3f1c9a72be04'.padEnd(64, '0'), runtime: 'docker' } as const;
    const view = (process: Parameters<typeof holder>[0]) =>
      buildSnapshot(facts(caseFile({ error: listenError(), holders: read([holder(process)]) })), 1)
        .verdict?.holder;
    const named = view({ container });
    assert.equal(
      named?.details.find(({ label }) => label === 'Container')?.text,
      'docker 3f1c9a72be04',
    );
    assert.match(named.source, /^Read from \/proc\/4242\/stat at /);
    assert.ok(!view({})?.details.some(({ label }) => label === 'Container'));
    assert.match(view(unread('permission', '/proc/*/fd'))?.source ?? '', /\/proc\/\*\/fd/);
  });

  it('shows what could not be read, and never makes a number up', () => {
    const file = caseFile({
      measurement: measurement({
        ephemeralRange: unread('permission', '/proc/sys/net/ipv4/ip_local_port_range'),
        destinations: unread('other-namespace'),
        totals: unread('other-namespace'),
      }),
    });
    const snapshot = buildSnapshot(facts(file), 1);
    assert.deepEqual(
      snapshot.unreadable.map(({ what }) => what),
      ['Ephemeral range', 'Socket table'],
    );
    const range = snapshot.numbers.find(({ id }) => id === 'range');
    assert.deepEqual([range?.text, range?.state], ['not readable', 'unavailable']);
    assert.equal(snapshot.portMap, undefined);
    assert.deepEqual(snapshot.destinations, []);
  });

  it('keeps the TIME_WAIT story out of an address that is taken, and names the holder', () => {
    const file = caseFile({
      error: listenError(),
      holders: read([holder({ workingDirectory: '/home/me/api' })]),
    });
    const snapshot = buildSnapshot(facts(file), 1);
    assert.equal(snapshot.arithmetic, undefined);
    assert.equal(snapshot.chart, undefined);
    assert.equal(snapshot.portMap, undefined);
    assert.deepEqual([snapshot.numbers, snapshot.destinations], [[], []]);
    assert.match(snapshot.verdict?.holder?.title ?? '', /node server\.js \(pid 4242\)/);
    assert.match(snapshot.verdict?.wrongAdvice?.[0]?.text ?? '', /^“killall node”: It ends every/);
    assert.deepEqual(
      snapshot.verdict?.holder?.details.map(({ label }) => label),
      ['Listens on', 'Command', 'Folder', 'Started'],
    );
    assert.doesNotMatch(JSON.stringify(snapshot), /TIME_WAIT/);
  });

  it('lays past and forecast on one axis without overlap', () => {
    const file = exhaustedCase();
    const forecast = {
      ...diagnose(file).forecast!,
      curve: [
        { atMs: lookMs - 1_000, occupiedPorts: 1 },
        { atMs: lookMs + 1_000, occupiedPorts: 200 },
        { atMs: lookMs + 2_000, occupiedPorts: 201 },
      ],
    };
    const given = facts(file);
    const snapshot = buildSnapshot(
      { ...given, latest: { ...given.latest!, mostPressing: forecast } },
      1,
    );
    const chart = snapshot.chart!;
    assert.equal(chart.timesS.length, 7);
    assert.deepEqual(
      chart.timesS,
      [...chart.timesS].sort((a, b) => a - b),
    );
    assert.deepEqual(chart.connectionsPerSecond, [38, 40, 41, 40, 40, null, null]);
    assert.deepEqual(chart.forecastPorts, [null, null, null, null, null, 200, 201]);
    assert.equal(chart.occupiedPorts.length, 7);
    assert.equal(chart.capacity, 201);
    assert.equal(chart.errorAtS, lookMs / 1_000);
  });

  it('maps each occupied port once, with the time it still waits', () => {
    const file = exhaustedCase({
      measurement: measurement({
        destinations: read([
          usage(
            { waiting: 1, open: 1 },
            {
              ports: [
                { port: 4_999, state: 'open' },
                { port: 50_000, state: 'open' },
                { port: 50_007, state: 'waiting', remainingMs: 12_500 },
              ],
            },
          ),
        ]),
      }),
    });
    const { portMap } = buildSnapshot(facts(file), 1);
    assert.deepEqual(portMap?.open, [0]);
    assert.deepEqual(portMap.waiting, [[7, 12.5]]);
    assert.equal(portMap.summary, '201 ports: 1 open, 1 waiting, 199 free.');
  });

  it('calls a destination that nobody connects to any more at rest', () => {
    const file = exhaustedCase();
    const active = buildSnapshot(facts(file), 1).destinations[0];
    assert.equal(active?.connectionsPerSecond.text, '40');
    const old = { ...rate(40), toMs: lookMs - 60_000 };
    const rested = buildSnapshot(facts({ ...file, rates: [old] }), 1).destinations[0];
    assert.deepEqual([rested?.connectionsPerSecond.text, rested?.outlook], ['0', 'at rest']);
  });

  it('puts what has to do with the error first, because the first fix is the one that is offered', () => {
    const found = (path: string, rule: string) => ({
      id: path,
      place: path,
      path,
      finding: {
        rule,
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
        message: 'm',
        severity: 'warning',
        fixes: [],
      } as const,
    });
    const findings = [
      found('/app/Program.cs', 'cs/keep-alive-disabled'),
      found('/app/other.js', 'js/agent-false'),
      found('/c:/app/src/orders.js', 'js/agent-per-call'),
    ];
    const order = (error: SocketError) =>
      buildSnapshot(facts(exhaustedCase({ error }), { findings }), 1).findings.map(({ id }) => id);
    const [cs, other, orders] = findings.map(({ id }) => id);
    for (const path of ['C:\\app\\src\\orders.js', 'src/orders.js', './orders.js']) {
      const error = connectError({ runtime: 'node', frame: { path, line: 3 } });
      assert.deepEqual(order(error), [orders, other, cs], path);
    }
    assert.deepEqual(order(connectError({ runtime: 'node' })), [other, orders, cs]);
    assert.deepEqual(order(connectError({ runtime: 'dotnet' })), [cs, other, orders]);
    assert.deepEqual(order(connectError({ runtime: 'go' })), [cs, other, orders]);
    const causes = (error: SocketError) =>
      buildSnapshot(facts(exhaustedCase({ error }), { findings }), 1)
        .findings.filter(({ mayBeTheCause }) => mayBeTheCause)
        .map(({ id }) => id);
    assert.deepEqual(causes(connectError({ runtime: 'node' })), [other, orders]);
    assert.deepEqual(causes(connectError({ runtime: 'dotnet' })), [cs]);
  });

  it('puts code that names a measured destination first, the busiest of them before the others', () => {
    const towards = (address: string, port: number, connectionsPerSecond: number) => ({
      ...exhaustedCase().rates[0]!,
      destination: { address, port },
      connectionsPerSecond,
    });
    const rates = [
      towards('127.0.0.1', 5_000, 3),
      towards('192.0.2.7', 443, 40),
      towards('::1', 80, 9),
    ];
    const found = (id: string, target?: { host?: string; port?: number }) => ({
      id,
      place: `${id}:1`,
      path: `/app/${id}`,
      finding: {
        rule: 'js/agent-false',
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
        message: 'm',
        severity: 'warning',
        ...(target && { target }),
        fixes: [],
      } as const,
    });
    const findings = [
      found('no target'),
      found('another port', { host: 'localhost', port: 5_001 }),
      found('slow', { host: 'localhost', port: 5_000 }),
      found('loopback by address', { host: '::1' }),
      found('by name', { host: 'api.example', port: 443 }),
      found('a name without a port', { host: 'api.example' }),
      found('another address', { host: '192.0.2.8', port: 443 }),
    ];
    const given = facts(exhaustedCase(), { findings });
    const snapshot = buildSnapshot({ ...given, latest: { ...given.latest!, rates } }, 1);
    assert.deepEqual(
      snapshot.findings.map(({ id }) => id),
      [
        'by name',
        'loopback by address',
        'slow',
        'no target',
        'another port',
        'a name without a port',
        'another address',
      ],
    );
  });

  it('names the place in the code by the end of its path alone, bounded and in one direction', () => {
    const label = (path: string) =>
      buildSnapshot(facts(caseFile({ error: listenError({ frame: { path, line: 7 } }) })), 1)
        .verdict?.frameLabel;
    assert.equal(label('/home/me/shop/server.js'), 'server.js:7');
    assert.equal(label('C:\\shop\\Program.cs'), 'Program.cs:7');
    assert.equal(label('/a/\u202esj.revres'), 'sj.revres:7');
    assert.ok(label(`/${'x'.repeat(10_000)}`)!.length < 100);
  });

  it('writes times in any language the editor may have, and none for what is no time', () => {
    for (const locale of ['en', 'de', 'qps-ploc', 'not a locale', '']) {
      assert.match(clockTime(locale)(lookMs), /\d/, locale);
      // What a Date cannot hold (ECMA-262, 21.4.1.1), as a broken process table may say it.
      for (const none of [NaN, Infinity, 8.64e15 + 1]) assert.equal(clockTime(locale)(none), '');
    }
  });

  it('bounds hostile places and keeps markup as text', () => {
    const place = `<img onerror=alert(1)>\u202e${'x'.repeat(10_000)}`;
    const finding = {
      rule: 'js/agent-per-call',
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
      message: 'm',
      severity: 'warning',
      fixes: [],
    } as const;
    const snapshot = buildSnapshot(
      facts(exhaustedCase(), { findings: [{ id: 'f', place, path: '/x.js', finding }] }),
      1,
    );
    const shown = snapshot.findings[0]!.place;
    assert.ok(shown.length <= 121);
    assert.ok(!shown.includes('\u202e'));
  });
});
