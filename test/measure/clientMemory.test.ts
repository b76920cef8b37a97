import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { belongingOf } from '../../src/measure/belonging';
import { ClientMemory } from '../../src/measure/clientMemory';
import type {
  DebuggerMark,
  DestinationClients,
  FamilyProcess,
  Origin,
  SocketCount,
} from '../../src/measure/clients';
import { lookMs, measurement, read, server, unread, usage } from '../explain/support/caseFiles';
import { moment } from './support/moments';

const terminal: Origin = { id: 't', kind: 'terminal', label: 'bash' };
const session: Origin = { id: 's', kind: 'session', label: 'Client' };
const editor: Origin = { id: 'editor', kind: 'editor', label: '' };
const none: SocketCount = { open: 0, news: 0 };

function of(origin: Origin, mark: Partial<DebuggerMark> = {}, processId = 1): FamilyProcess {
  return { processId, name: 'node', origin, debugger: { isPart: false, ports: [], ...mark } };
}

function clients(changes: Partial<DestinationClients> = {}): DestinationClients {
  return { destination: server, held: [], others: none, untold: none, ...changes };
}

const held = (origin: Origin, open: number, news: number) => [{ process: of(origin), open, news }];

function look(atSeconds: number, ...all: DestinationClients[]) {
  return measurement({ atMs: lookMs + atSeconds * 1_000, clients: read(all) });
}

describe('belongingOf', () => {
  it('gives the programs of sessions and terminals to the workspace, whoever accepts', () => {
    assert.equal(belongingOf(of(terminal), clients()), 'workspace');
    assert.equal(belongingOf(of(session), clients({ acceptor: of(editor) })), 'workspace');
    assert.equal(belongingOf(of(session), clients({ acceptor: of(terminal) })), 'workspace');
  });

  it('gives the editor what it makes, and what others make to it', () => {
    assert.equal(belongingOf(of(editor), clients()), 'editor');
    assert.equal(belongingOf(of(editor), clients({ acceptor: of(terminal) })), 'editor');
    assert.equal(belongingOf('others', clients({ acceptor: of(editor) })), 'editor');
    assert.equal(belongingOf('others', clients({ acceptor: of(terminal) })), 'others');
    assert.equal(belongingOf('others', clients()), 'others');
  });

  it('gives the debugger what its parts make and accept, and its port', () => {
    const part = { isPart: true };
    const port = { ports: [server.port] };
    assert.equal(belongingOf(of(session, part), clients({ acceptor: of(session) })), 'debugger');
    assert.equal(belongingOf(of(session), clients({ acceptor: of(editor, part) })), 'debugger');
    assert.equal(belongingOf(of(session, port), clients()), 'debugger');
    assert.equal(belongingOf(of(editor), clients({ acceptor: of(terminal, port) })), 'debugger');
    assert.equal(belongingOf(of(editor), clients({ acceptor: of(session) })), 'debugger');
    assert.equal(belongingOf(of(session, { ports: [9_229] }), clients()), 'workspace');
  });
});

describe('ClientMemory', () => {
  it('still knows who connected when only rows in TIME_WAIT are left, for two minutes', () => {
    const memory = new ClientMemory();
    memory.record(look(0));
    memory.record(look(1, clients({ held: held(terminal, 2, 2) })));
    memory.record(look(2));
    const owners = memory.sightingsOf(server, {}, moment(lookMs + 60_000))?.owners;
    assert.deepEqual(
      owners?.map(({ belongsTo, origin, open }) => [belongsTo, origin, open]),
      [['workspace', terminal, 0]],
    );
    assert.deepEqual(memory.sightingsOf(server, {}, moment(lookMs + 122_000))?.owners, []);
    memory.record(look(130));
    assert.equal(memory.sightingsOf(server, {}, moment(lookMs + 130_000)), undefined);
  });

  it('counts what was seen to begin, and not what the first look finds open', () => {
    const memory = new ClientMemory();
    memory.record(look(0, clients({ held: held(editor, 50, 50) })));
    memory.record(look(1, clients({ held: [...held(editor, 50, 0), ...held(terminal, 1, 3)] })));
    const owners = memory.sightingsOf(server, {}, moment(lookMs + 1_000))?.owners ?? [];
    assert.deepEqual(
      owners.map(({ belongsTo, begun, open }) => [belongsTo, begun, open]),
      [
        ['workspace', 3, 1],
        ['editor', 0, 50],
      ],
    );
  });

  it('lets what is long ago count less than what is now', () => {
    const memory = new ClientMemory();
    memory.record(look(0));
    memory.record(look(1, clients({ held: held(terminal, 8, 8) })));
    memory.record(look(31, clients({ held: held(session, 8, 8) })));
    const [first, second] = memory.sightingsOf(server, {}, moment(lookMs + 31_000))?.owners ?? [];
    assert.deepEqual([first?.origin, first?.begun], [session, 8]);
    assert.deepEqual([second?.origin, second?.begun], [terminal, 4]);
  });

  it('keeps the same address of another network namespace apart', () => {
    const memory = new ClientMemory();
    memory.record({ ...look(0), namespace: { id: 'net:[1]' } });
    const second = look(1, clients({ held: held(terminal, 1, 1) }));
    memory.record({ ...second, namespace: { id: 'net:[1]' } });
    assert.equal(memory.sightingsOf(server, { id: 'net:[2]' }, moment(lookMs + 1_000)), undefined);
    assert.ok(memory.sightingsOf(server, { id: 'net:[1]' }, moment(lookMs + 1_000)));
  });

  it('counts what could not be told, and learns nothing from a look that failed', () => {
    const memory = new ClientMemory();
    memory.record(look(0));
    memory.record(look(1, clients({ untold: { open: 1, news: 5 } })));
    memory.record({ ...look(1), clients: unread('cancelled') });
    memory.record(measurement({ atMs: lookMs + 1_000 }));
    const sightings = memory.sightingsOf(server, {}, moment(lookMs + 1_000));
    assert.deepEqual([sightings?.owners, sightings?.untold], [[], 5]);
  });

  it('stays bounded, however many destinations and owners there are', () => {
    const memory = new ClientMemory();
    memory.record(look(0));
    const address = (n: number) => ({ address: `10.0.${n >> 8}.${n & 255}`, port: 80 });
    const many = Array.from({ length: 2_000 }, (_, n) =>
      clients({ destination: address(n), held: held(terminal, 1, 1) }),
    );
    const owners = Array.from({ length: 100 }, (_, n) => ({
      process: of({ ...terminal, id: `t${n}` }),
      open: 1,
      news: 1,
    }));
    memory.record(look(1, clients({ held: owners }), ...many));
    const at = lookMs + 1_000;
    assert.ok((memory.sightingsOf(server, {}, moment(at))?.owners.length ?? 0) <= 16);
    const known = many.filter(({ destination }) => memory.sightingsOf(destination, {}, moment(at)));
    assert.ok(known.length > 0 && known.length <= 256, String(known.length));
  });

  it('does not take a clock that was set ahead for time that has passed', () => {
    const memory = new ClientMemory();
    memory.record(look(0));
    memory.record(look(1, clients({ held: held(session, 1, 8) })));
    const aheadMs = 3_600_000;
    const set = { atMs: lookMs + aheadMs, steadyMs: lookMs + 2_000 };
    memory.record({ ...look(2, clients({ held: held(session, 1, 8) })), ...set });
    const [owner] = memory.sightingsOf(server, {}, set)?.owners ?? [];
    assert.ok(owner && owner.begun > 15.5, `${owner?.begun} of 16 connections are remembered`);
    assert.equal(owner.latestMs, lookMs + aheadMs);
  });

  it('counts beside what was caught what the table shows to have begun, from the second look on', () => {
    const memory = new ClientMemory();
    let counted = 500;
    const see = (atSeconds: number, ...all: DestinationClients[]) => {
      const destinations = read([usage({ waiting: 1 })]);
      memory.record({ ...look(atSeconds, ...all), destinations }, () => counted);
      return memory.sightingsOf(server, {}, moment(lookMs + atSeconds * 1_000));
    };
    see(0);
    counted += 40;
    assert.equal(see(1, clients({ held: held(session, 1, 2) }))?.counted, 40);
    counted += 40; // too short to be caught, all of them
    const later = see(2);
    assert.ok(later && later.counted > 78 && later.counted <= 80);
    assert.ok(later.owners[0] && later.owners[0].begun <= 2);
    // The recorder forgot it and began anew: nothing is known to have begun.
    counted = 3;
    assert.ok((see(3)?.counted ?? 0) <= 80);
  });
});
