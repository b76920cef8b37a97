import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { churnMessage, churnOf, reuseFigure } from '../../src/explain/churn';
import {
  bestRates,
  currentLaunches,
  joinedSites,
  measuredCalls,
} from '../../src/explain/measuredCalls';
import type { DestinationCalls, LaunchCalls, ProbedProgram } from '../../src/measure/probe/calls';
import { rate, server } from './support/caseFiles';

const nowMs = 1_000_000;

const program: ProbedProgram = {
  runtime: 'node',
  version: '20.20.2',
  processId: 1,
  parentProcessId: 0,
  program: 'client.js',
  startedAtMs: nowMs - 10_000,
  isRunning: true,
};

function calls(over: Partial<DestinationCalls> = {}): DestinationCalls {
  return {
    destination: server,
    names: ['localhost'],
    connections: 400,
    failures: {},
    requests: 400,
    closed: { here: 390, there: 0 },
    meanHoldMs: 10,
    rate: probed(40),
    requestsPerSecond: 40,
    latestMs: nowMs,
    sites: [site('a', 300, 300), site('b', 100, 100)],
    ...over,
  };
}

function probed(connectionsPerSecond: number, toMs = nowMs) {
  return {
    ...rate(connectionsPerSecond),
    fromMs: toMs - 10_000,
    toMs,
    source: 'probe' as const,
  };
}

function site(id: string, connections: number, requests: number) {
  return { id, frames: [{ file: `/app/${id}.js`, line: 1 }], connections, requests };
}

function launch(id: string, isRunning: boolean, ...destinations: DestinationCalls[]): LaunchCalls {
  return { launch: id, programs: [{ ...program, isRunning }], destinations, leftOut: 0 };
}

describe('measured calls', () => {
  it('are those of the launches that run, or else of the latest', () => {
    const ended = launch('a', false);
    const latest = launch('b', false);
    const running = launch('c', true);
    assert.deepEqual(currentLaunches([ended, running, latest]), [running]);
    assert.deepEqual(currentLaunches([ended, latest]), [latest]);
    assert.deepEqual(currentLaunches([]), []);
  });

  it('of two launches to one destination are one row', () => {
    const [row, ...others] = measuredCalls(
      [
        launch('a', true, calls()),
        launch('b', true, calls({ connections: 10, requests: 1_000, rate: probed(1) })),
      ],
      nowMs,
    );
    assert.deepEqual(others, []);
    assert.equal(row?.connections, 410);
    assert.equal(row.requests, 1_400);
    assert.equal(row.connectionsPerSecond, 41);
    assert.equal(row.requestsPerSecond, 80);
    assert.deepEqual(row.closed, { here: 780, there: 0 });
    assert.equal(row.meanHoldMs, 10);
    assert.ok(Math.abs(row.reuseRatio! - (1 - 410 / 1_400)) < 1e-9);
    assert.deepEqual(
      row.sites.map(({ id, connections, share }) => [id, connections, share]),
      [
        ['a', 307.5, 0.75],
        ['b', 102.5, 0.25],
      ],
    );
    assert.equal(row.sites[0]?.connectionsPerSecond, 41 * 0.75);
  });

  it('are at rest once nobody has connected for some seconds', () => {
    const [row] = measuredCalls(
      [launch('a', true, calls({ rate: probed(40, nowMs - 9_000), latestMs: nowMs - 9_000 }))],
      nowMs,
    );
    assert.equal(row?.connectionsPerSecond, 0);
    assert.equal(row.requestsPerSecond, 0);
    assert.equal(row.rate, undefined);
    assert.equal(row.connections, 400);
  });

  it('tell no reuse where nobody knows the requests', () => {
    const { destination, connections, names, failures, latestMs, sites } = calls();
    const unknown = { destination, connections, names, failures, latestMs, sites };
    const [row] = measuredCalls([launch('a', true, unknown)], nowMs);
    assert.equal(row?.requests, undefined);
    assert.equal(row?.reuseRatio, undefined);
    assert.equal(row?.requestsPerSecond, undefined);
  });

  it('tell the reuse of lines that open connections and of those that use them together', () => {
    const sites = [site('a:1', 50, 0), site('a:2', 70, 0), site('b:1', 0, 90), site('c:1', 0, 60)];
    const given = calls({ connections: 120, requests: 150, sites });
    const [row] = measuredCalls([launch('a', true, given)], nowMs);
    const joined = joinedSites(row!.sites, ({ id }) => id.split(':')[0]);
    const resting = joined.map((each) => {
      return { ...each, connectionsPerSecond: 0, requestsPerSecond: 0 };
    });
    assert.deepEqual(
      resting.map((each) => reuseFigure(each, 'en')),
      [
        '120 connections for 150 requests, 20 % reused',
        '72 connections for 90 requests, 20 % reused',
        '48 connections for 60 requests, 20 % reused',
      ],
    );
    assert.deepEqual(
      joined.map((each) => churnOf(each, row!) !== undefined),
      [true, false, false],
    );
    const pool = calls({ sites: [site('a', 3, 100), site('b', 0, 300)] });
    const [pooled] = measuredCalls([launch('a', true, pool)], nowMs);
    const [, using] = joinedSites(pooled!.sites, ({ id }) => id);
    assert.deepEqual([using?.reuseRatio, using?.reuseOf], [1, undefined]);
  });

  it('round no reuse up to a little', () => {
    const some = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(some, some, (opened, used) => {
        const sites = [
          ...opened.map((count, index) => site(`a:${index}`, count, 0)),
          ...used.map((count, index) => site(`b:${index}`, 0, count)),
        ];
        const given = calls({ connections: 180, requests: 180, sites });
        const [row] = measuredCalls([launch('a', true, given)], nowMs);
        const [opening] = joinedSites(row!.sites, ({ id }) => id.split(':')[0]);
        assert.equal(opening?.reuseRatio, 0);
      }),
    );
  });

  it('lose nothing when sites of one place are joined', () => {
    const some = fc.array(fc.tuple(fc.nat(5), fc.nat(99), fc.nat(99)), { minLength: 1 });
    fc.assert(
      fc.property(some, (sites) => {
        const given = calls({
          sites: sites.map(([place, connections, requests], index) => ({
            ...site(`${place}:${index}`, connections, requests),
          })),
        });
        const [row] = measuredCalls([launch('a', true, given)], nowMs);
        const joined = joinedSites(row!.sites, ({ id }) => id.split(':')[0]);
        const sum = (of: readonly { connections: number; requests: number }[]) => [
          of.reduce((total, { connections }) => total + connections, 0).toFixed(6),
          of.reduce((total, { requests }) => total + requests, 0).toFixed(6),
        ];
        assert.deepEqual(sum(joined), sum(row!.sites));
        assert.equal(joined.length, new Set(sites.map(([place]) => place)).size);
      }),
    );
  });
});

describe('the better of two rates', () => {
  const recorded = { ...rate(40), toMs: nowMs, fromMs: nowMs - 10_000 };

  it('is the probe’s, which is exact', () => {
    assert.deepEqual(bestRates([recorded], [probed(42)]), [probed(42)]);
    assert.deepEqual(bestRates([], [probed(42)]), [probed(42)]);
  });

  it('is the machine’s where others connect there too, or the probe’s is history', () => {
    assert.deepEqual(bestRates([{ ...recorded, connectionsPerSecond: 90 }], [probed(42)]), [
      { ...recorded, connectionsPerSecond: 90 },
    ]);
    assert.deepEqual(bestRates([recorded], [probed(42, nowMs - 60_000)]), [recorded]);
  });
});

describe('churn', () => {
  const [row] = measuredCalls([launch('a', true, calls())], nowMs);
  const [busiest] = row!.sites;

  it('is a line that opens connections where it could reuse', () => {
    assert.deepEqual(churnOf(busiest!, row!), { isActive: true, costsPorts: true });
    const there = { closed: { here: 1, there: 300 } };
    assert.deepEqual(churnOf(busiest!, there), { isActive: true, costsPorts: false });
  });

  it('is none where most requests reuse, few were made, or nobody knows', () => {
    assert.equal(churnOf({ ...busiest!, reuseRatio: 0.5 }, row!), undefined);
    assert.equal(churnOf({ ...busiest!, connections: 19 }, row!), undefined);
    const { connections, connectionsPerSecond } = busiest!;
    assert.equal(churnOf({ connections, connectionsPerSecond }, row!), undefined);
  });

  it('is said with its figure, of now or of all', () => {
    assert.equal(reuseFigure(busiest!, 'en'), '30 connections/s, 0 % reused');
    const rested = { ...busiest!, connectionsPerSecond: 0, requestsPerSecond: 0 };
    assert.equal(reuseFigure(rested, 'en'), '300 connections for 300 requests, 0 % reused');
    const message = (costsPorts: boolean) =>
      churnMessage('30 connections/s', 'db.test:1', { isActive: true, costsPorts });
    assert.match(
      message(true),
      /^Measured here: 30 connections\/s, to db\.test:1\. .* keeps a local port/,
    );
    assert.match(message(false), /other side closes first, so no local port is lost/);
  });
});
