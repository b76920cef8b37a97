/** What the table of destinations is told: its rows, and the sockets of those that are open. */
import assert from 'node:assert/strict';
import type { PlacedCalls } from '../../src/present/callFacts';
import { destinationViews } from '../../src/present/panel/destinationsView';
import { socketsViews } from '../../src/present/panel/socketsView';
import { clockTime, type PanelFacts, type Wording } from '../../src/present/panel/views';
import { numberWords } from '../../src/explain/format';
import type { FamilyProcess } from '../../src/measure/clients';
import type { Measurement, OccupiedPort } from '../../src/measure/measurement';
import {
  caseFile,
  lookMs,
  measurement,
  rate,
  read,
  server,
  unread,
  usage,
} from '../explain/support/caseFiles';
import { facts } from './support/facts';

const wording: Wording = { words: numberWords('en'), time: clockTime('en') };
const id = '127.0.0.1:5000';

/** Before the first look. */
const unlooked: PanelFacts = {
  locale: 'en',
  nowMs: lookMs,
  isMeasuring: false,
  isLive: true,
  shownSockets: [id],
  findings: [],
  acts: [],
  remedies: [],
  doors: [],
};

function looked(parts: Partial<Measurement>, changes: Partial<PanelFacts> = {}): PanelFacts {
  const file = caseFile({ measurement: measurement(parts) });
  return facts(file, { shownSockets: [id], ...changes });
}

const calls: PlacedCalls = {
  destination: { address: '10.0.0.9', port: 6_379 },
  names: ['cache.test'],
  connections: 3,
  failures: {},
  latestMs: lookMs,
  connectionsPerSecond: 0.5,
  sites: [],
};
const called: Partial<PanelFacts> = {
  calls: { launches: ['API'], programs: [], leftOut: 0, destinations: [calls] },
};

/** So many ports: every third is open, the others wait, the first ones the longest. */
function ports(count: number): readonly OccupiedPort[] {
  return Array.from({ length: count }, (_, index): OccupiedPort => ({
    port: 50_000 + index,
    ...(index % 3 === 0
      ? { state: 'open' }
      : { state: 'waiting', remainingMs: (count - index) * 100 }),
  }));
}

const held: FamilyProcess = {
  processId: 4_711,
  name: 'node\u202E<b>',
  origin: { id: 's', kind: 'session', label: 'API' },
  debugger: { isPart: false, ports: [] },
};

describe('the rows of destinations', () => {
  it('have a destination of the probe’s of which the socket table has nothing left', () => {
    const rates = [{ ...rate(0.5, calls.destination), source: 'probe' as const }];
    const { latest } = looked({ destinations: read([usage({ waiting: 7, open: 2 })]) });
    const views = destinationViews(
      looked({}, { ...called, latest: { ...latest!, rates } }),
      wording,
    );
    assert.deepEqual(
      views.map(({ label, amounts }) => [label, amounts]),
      [
        [id, { connectionsPerSecond: 0, open: 2, waiting: 7 }],
        ['10.0.0.9:6379', { connectionsPerSecond: 0.5, open: 0, waiting: 0 }],
      ],
    );
    assert.match(views[1]!.connectionsPerSecond.source, /counted by the probe/);
  });

  it('have no row twice where both know a destination', () => {
    const both = read([usage({ open: 1 }, { destination: calls.destination })]);
    assert.equal(destinationViews(looked({ destinations: both }, called), wording).length, 1);
  });

  it('say why where the table could not be read, and still show what was counted', () => {
    const blind = looked({ destinations: unread('permission', '/proc/secret') }, called);
    const [view, ...others] = destinationViews(blind, wording);
    assert.equal(others.length, 0);
    assert.deepEqual([view?.open.state, view?.waiting.state], ['unavailable', 'unavailable']);
    assert.match(view!.open.source, /\/proc\/secret/);
    const [sockets] = socketsViews(blind, wording);
    assert.equal(sockets?.summary, '/proc/secret: no right to read it');
    assert.deepEqual(sockets.rows, []);
  });
});

describe('the sockets of an open row', () => {
  it('are those of the destinations that were asked for, and of no other', () => {
    const other = usage({ open: 1 }, { destination: { address: '10.0.0.9', port: 1 } });
    const parts = { destinations: read([usage({ open: 1 }, { ports: ports(1) }), other]) };
    assert.deepEqual(
      socketsViews(looked(parts), wording).map((view) => view.id),
      [id],
    );
  });

  it('are none where the table has none, and unsaid before the first look', () => {
    const [view] = socketsViews(looked({ destinations: read([]) }), wording);
    assert.deepEqual([view?.id, view?.summary], [id, 'None is in the socket table now.']);
    assert.deepEqual(socketsViews(unlooked, wording), []);
  });

  it('are the open ones, then those that are free first, a hundred at most, and all are counted', () => {
    const many = usage({ waiting: 200, open: 100 }, { ports: ports(300) });
    const [view] = socketsViews(looked({ destinations: read([many]) }), wording);
    assert.equal(view?.summary, 'Open: 100. Waiting: 200. The first 100 of them:');
    assert.equal(view.rows.length, 100);
    assert.ok(view.rows.every(({ state }) => state === 'open'));
    const few = usage({ waiting: 200, open: 0 }, { ports: ports(300).filter((_, i) => i % 3) });
    const [waiting] = socketsViews(looked({ destinations: read([few]) }), wording);
    assert.deepEqual(waiting?.rows[0], {
      port: '50299',
      state: 'waiting in TIME_WAIT',
      free: '100 ms',
    });
    const portsShown = waiting.rows.map(({ port }) => Number(port));
    assert.deepEqual(
      portsShown,
      [...portsShown].sort((a, b) => b - a),
    );
  });

  it('name who holds the open ones, whatever the program calls itself', () => {
    const clients = read([
      {
        destination: server,
        held: [{ process: held, open: 3, news: 0 }],
        others: { open: 0, news: 0 },
        untold: { open: 0, news: 0 },
      },
    ]);
    const parts = { destinations: read([usage({ open: 3 }, { ports: ports(1) })]), clients };
    const [view] = socketsViews(looked(parts), wording);
    assert.match(view!.holders.join(), /^node.*<b> \(pid 4711\): 3$/);
    assert.doesNotMatch(view!.holders.join(), /\u202E/);
  });

  it('say of a wait whose end the system does not tell that it is not known; of an open one nothing', () => {
    const unknown = usage(
      { waiting: 1, open: 1 },
      {
        ports: [
          { port: 50_000, state: 'waiting' },
          { port: 50_001, state: 'open' },
        ],
      },
    );
    const [view] = socketsViews(looked({ destinations: read([unknown]) }), wording);
    assert.deepEqual(
      view?.rows.map(({ port, free }) => [port, free]),
      [
        ['50001', ''],
        ['50000', 'not known'],
      ],
    );
  });
});
