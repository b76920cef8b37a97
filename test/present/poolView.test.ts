/** The numbers that the sliders start from, and the limit that the chart draws. */
import assert from 'node:assert/strict';
import { readToPanel } from '../../media/panel/messages';
import { startingSetting } from '../../media/panel/play/setting';
import { diagnose } from '../../src/explain/diagnose';
import { poolView } from '../../src/present/panel/poolView';
import { buildSnapshot } from '../../src/present/panel/snapshot';
import {
  caseFile,
  connectError,
  exhaustedCase,
  holder,
  listenError,
  read,
} from '../explain/support/caseFiles';
import { facts } from './support/facts';

describe('the pool for the sliders', () => {
  const file = exhaustedCase();
  const forecast = diagnose(file).forecast!;

  it('has the numbers of the sentence, and passes the panel’s check', () => {
    const snapshot = buildSnapshot(facts(file), 1);
    assert.deepEqual(snapshot.pool, {
      destination: '127.0.0.1:5000',
      capacity: forecast.capacity,
      connectionsPerSecond: forecast.connectionsPerSecond,
      effectiveTimeWaitMs: { minMs: 60_000, maxMs: 60_000 },
      holdTimeMs: forecast.holdTimeMs,
      closedHereShare: 1,
    });
    assert.deepEqual(readToPanel(snapshot), snapshot);
  });

  it('carries what limits and lightens the wait', () => {
    const pool = poolView({ ...forecast, closedHereShare: 0.25, waitingLimit: 1_024 });
    assert.equal(pool!.closedHereShare, 0.25);
    assert.equal(pool!.waitingLimit, 1_024);
  });

  it('begins where the probe counted the calls: so many a second, so many of them reused', () => {
    const counted = (reuseRatio: number, requests: number) => ({
      destinations: [
        {
          destination: forecast.destination,
          names: [],
          connections: 1,
          failures: {},
          latestMs: 0,
          connectionsPerSecond: 0,
          sites: [],
          requests,
          reuseRatio,
        },
      ],
    });
    const pool = poolView(forecast, counted(0.75, 400));
    assert.equal(pool!.reuseRatio, 0.75);
    const setting = startingSetting(pool);
    assert.equal(setting.reuseRatio, 0.75);
    assert.equal(setting.callsPerSecond, forecast.connectionsPerSecond * 4);
    // Too few to tell, and none that opened a connection: no rate of calls follows from these.
    assert.equal(poolView(forecast, counted(0.75, 19))!.reuseRatio, undefined);
    assert.equal(poolView(forecast, counted(1, 400))!.reuseRatio, undefined);
  });

  it('is absent without a forecast, and where a port is held', () => {
    assert.equal(poolView(undefined), undefined);
    const held = caseFile({ error: listenError(), holders: read([holder({})]) });
    assert.equal(buildSnapshot(facts(held), 1).pool, undefined);
    const idle = caseFile({ error: connectError() });
    assert.equal(buildSnapshot(facts(idle), 1).pool, undefined);
  });

  it('gives the chart its limit, in the picture and in words', () => {
    const chart = buildSnapshot(facts(file), 1).chart!;
    assert.equal(chart.sustainablePerSecond, forecast.sustainablePerSecond.min);
    assert.match(chart.summary, /What can go on for ever: 3\.\d connections a second\./);
  });

  it('draws no limit that is none', () => {
    const verdict = {
      ...diagnose(file),
      forecast: { ...forecast, sustainablePerSecond: { min: Infinity, max: Infinity } },
    };
    const given = facts(file);
    const chart = buildSnapshot(
      { ...given, diagnosis: { ...given.diagnosis!, verdict } },
      1,
    ).chart!;
    assert.equal(chart.sustainablePerSecond, null);
    assert.doesNotMatch(chart.summary, /for ever/);
  });
});
