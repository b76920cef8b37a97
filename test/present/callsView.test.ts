import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PlacedCalls, PlacedSite } from '../../src/present/callFacts';
import { siteKey } from '../../src/present/callFacts';
import { callsViews } from '../../src/present/panel/callsView';
import { clockTime, type PanelFacts, type Wording } from '../../src/present/panel/views';
import { numberWords } from '../../src/explain/format';
import type { Finding } from '../../src/remedy/finding';
import { exhaustedCase, lookMs, rate, server } from '../explain/support/caseFiles';

const wording: Wording = { words: numberWords('en'), time: clockTime('en') };

const site: PlacedSite = {
  id: '/app/src/client.ts:42:7',
  frames: [{ file: '/app/src/client.ts', line: 42, column: 7 }],
  place: { file: '/app/src/client.ts', line: 42, column: 7 },
  ownPlaces: [
    { file: '/app/src/client.ts', line: 42, column: 7 },
    { file: '/app/src/orders.ts', line: 9 },
  ],
  functionName: 'callOrders',
  connections: 300,
  requests: 310,
  share: 0.75,
  connectionsPerSecond: 30,
  requestsPerSecond: 31,
  reuseRatio: 1 - 300 / 310,
};

const calls: PlacedCalls = {
  destination: server,
  names: ['orders.test', 'localhost'],
  connections: 400,
  failures: { EADDRNOTAVAIL: 12 },
  requests: 420,
  closed: { here: 380, there: 10 },
  meanHoldMs: 20,
  latestMs: lookMs,
  rate: { ...rate(40), source: 'probe' },
  connectionsPerSecond: 40,
  requestsPerSecond: 42,
  reuseRatio: 1 - 400 / 420,
  sites: [site],
};

function facts(over: Partial<PlacedCalls> = {}, changes: Partial<PanelFacts> = {}): PanelFacts {
  const { measurement, rates } = exhaustedCase();
  return {
    locale: 'en',
    nowMs: lookMs,
    isMeasuring: false,
    isLive: true,
    latest: { measurement, rates, histories: [] },
    calls: {
      launches: ['API'],
      programs: [],
      leftOut: 0,
      destinations: [{ ...calls, ...over }],
    },
    findings: [],
    acts: [],
    remedies: [],
    doors: [],
    ...changes,
  };
}

function finding(line: number): PanelFacts['findings'][number] {
  const fix = (id: string, isPreferred: boolean): Finding['fixes'][number] => ({
    id,
    kind: 'reuse',
    title: `Fix ${id}`,
    isPreferred,
    isSafe: true,
    edits: [],
    cost: 'None.',
  });
  return {
    id: 'f-1',
    place: 'src/client.ts:42',
    path: '/app/src/client.ts',
    finding: {
      rule: 'js/agent-per-call',
      message: 'An agent per call.',
      severity: 'warning',
      range: { start: { line, character: 0 }, end: { line, character: 9 } },
      fixes: [fix('b', false), fix('a', true)],
    },
  };
}

describe('the view of measured calls', () => {
  it('is empty before a program with a probe was seen', () => {
    assert.deepEqual(
      callsViews({ ...facts(), calls: undefined } as unknown as PanelFacts, wording),
      [],
    );
  });

  it('tells of each destination how fast, how much reused, who closes, how long and how full', () => {
    const [view] = callsViews(facts(), wording);
    assert.equal(view?.label, '127.0.0.1:5000 (orders.test)');
    assert.match(view.note, /“API”/);
    assert.deepEqual(
      view.numbers.map(({ label, text }) => [label, text]),
      [
        ['Connections a second', '40'],
        ['Requests a second', '42'],
        ['Connections reused', '5 %'],
        ['Closed first by', 'your program: 380 of 390'],
        ['Kept open, on average', '20 ms'],
        ['Share of the ports', '100 %'],
        ['Could not connect', '12 EADDRNOTAVAIL'],
      ],
    );
    for (const { source, label } of view.numbers) assert.match(source, /\d/, label);
  });

  it('counts one connection and one request as one', () => {
    const one = { ...calls, connections: 1, requests: 1, reuseRatio: 0 };
    const views = callsViews(
      { ...facts(), calls: { launches: [], programs: [], leftOut: 0, destinations: [one] } },
      wording,
    );
    const reuse = views[0]?.numbers.find(({ label }) => label === 'Connections reused');
    assert.match(reuse?.source ?? '', /^1 − 1 connection ÷ 1 request\. /);
  });

  it('leaves out what is not known', () => {
    const { destination, names, connections, failures, latestMs, connectionsPerSecond } = calls;
    const bare = {
      destination,
      names,
      connections,
      failures: {},
      latestMs,
      connectionsPerSecond,
      sites: [],
    };
    assert.ok(failures);
    const view = callsViews(
      facts({}, { calls: { launches: [], programs: [], leftOut: 0, destinations: [bare] } }),
      wording,
    )[0];
    assert.deepEqual(
      view?.numbers.map(({ label }) => label),
      ['Connections a second', 'Share of the ports'],
    );
  });

  it('names the line, and tells nothing of paths in what the panel sends back', () => {
    const [row] = callsViews(facts(), wording)[0]!.sites;
    assert.equal(row?.place, 'client.ts:42');
    assert.equal(row.detail, 'callOrders in /app/src/client.ts');
    assert.equal(row.id, siteKey(site));
    assert.doesNotMatch(row.id, /client/);
    assert.equal(row.share, '75 %');
    assert.equal(row.isOwn, true);
    assert.equal(row.reuse?.text, '3 %');
  });

  it('says so where no line of the workspace is on the way', () => {
    const foreign = { ...site, ownPlaces: [] };
    const [row] = callsViews(facts({ sites: [foreign] }), wording)[0]!.sites;
    assert.equal(row?.isOwn, false);
    assert.match(row.detail, /no line of this workspace/);
    const { place: _place, ...nowhere } = foreign;
    assert.ok(_place);
    const [none] = callsViews(facts({ sites: [nowhere] }), wording)[0]!.sites;
    assert.match(none?.place ?? '', /no file/);
  });

  it('offers the preferred fix of a finding on any line that leads to the call', () => {
    const fixAt = (line: number) =>
      callsViews(facts({}, { findings: [finding(line)] }), wording)[0]!.sites[0]?.fix;
    assert.deepEqual(fixAt(41), { findingId: 'f-1', fixId: 'a', title: 'Fix a', cost: 'None.' });
    // An agent is made shortly above its call; far above or below stands another's.
    assert.equal(fixAt(36)?.fixId, 'a');
    assert.equal(fixAt(35), undefined);
    assert.equal(fixAt(42), undefined);
    const both = [finding(40), { ...finding(41), id: 'f-2' }, finding(39)];
    const [nearest] = callsViews(facts({}, { findings: both }), wording)[0]!.sites;
    assert.equal(nearest?.fix?.findingId, 'f-2');
  });

  it('shows hostile names as words, within bounds', () => {
    const bad = `\u202E<img>${'x'.repeat(5_000)}`;
    const [view] = callsViews(
      facts({ names: [bad], sites: [{ ...site, functionName: bad }] }, {}),
      wording,
    );
    assert.ok(view!.label.length < 200);
    assert.ok(view!.sites[0]!.detail.length < 400);
    assert.ok(!view!.label.includes('\u202E'));
  });
});
