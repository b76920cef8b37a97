/** The sliders' model: scales, answers and sentences, without a page. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { numberWords } from '../../src/explain/format';
import { answerTo, curveOf, horizonMs, pictureOf, turningMs } from '../../media/panel/play/answer';
import { fields } from '../../media/panel/play/fields';
import { inside, lastPosition, positionOf, valueAt } from '../../media/panel/play/scales';
import { curveSummary, outcome, reason, speedLimit } from '../../media/panel/play/sentences';
import { startingSetting, type Setting } from '../../media/panel/play/setting';
import { machineShortcuts, questionShortcuts } from '../../media/panel/play/shortcuts';
import { exhaustedPool } from './support/snapshots';
import { settings } from './support/settings';

const words = numberWords('en');
const today: Setting = { ...startingSetting(exhaustedPool()), holdTimeMs: 0 };

describe('the scales of the sliders', () => {
  for (const { id, scale } of fields()) {
    it(`${id}: a position and its value say the same, from end to end`, () => {
      assert.equal(valueAt(scale, 0), scale.min);
      assert.equal(valueAt(scale, lastPosition(scale)), scale.max);
      let before = -Infinity;
      for (let position = 0; position <= lastPosition(scale); position += 1) {
        const value = valueAt(scale, position);
        assert.ok(value >= before, `${position}: ${value} after ${before}`);
        before = value;
        // Near an end of a scale of whole numbers several positions share a value.
        assert.equal(valueAt(scale, positionOf(scale, value)), value);
      }
    });
  }

  it('brings a value from outside to the nearest end', () => {
    const [calls] = fields();
    assert.equal(inside(calls!.scale, -3), 0.1);
    assert.equal(positionOf(calls!.scale, 1e9), lastPosition(calls!.scale));
  });
});

describe('the answer to a setting', () => {
  it('tells what happens, why, and how fast one may go', () => {
    const answer = answerTo(today);
    assert.equal(outcome(answer, words), 'Out of ports after 5 seconds');
    assert.equal(
      reason(answer, words),
      '40 connections a second, each keeping its port for 60 s, want 2,400 ports at the same time. There are only 201.',
    );
    assert.equal(speedLimit(answer, words), 'What can go on for ever: 3.4 connections a second.');
    assert.match(curveSummary(answer, 7_500, words), /climbs to all 201 ports within 5 s\./);
  });

  it('with keep-alive: never, and what the connections carry', () => {
    const [keepAlive] = questionShortcuts();
    const answer = answerTo(keepAlive!.apply(today));
    assert.equal(outcome(answer, words), 'Never out of ports');
    assert.equal(
      reason(answer, words),
      '0.4 connections a second, each keeping its port for 60 s, want 24 ports at the same time. There are 201: 12 % of them in use.',
    );
    assert.equal(
      speedLimit(answer, words),
      'What can go on for ever: 3.4 connections a second, which carry 335 calls a second.',
    );
    assert.match(curveSummary(answer, 90_000, words), /climbs to 24 of 201 ports and stays there/);
  });

  it('speaks of one port and of no limit as one does', () => {
    const one = answerTo({ ...today, callsPerSecond: 1, ports: 1, timeWaitMs: ms(1_000) });
    assert.equal(
      reason(one, words),
      '1 connection a second, each keeping its port for 1 s, want 1 port at the same time. There are 1: 100 % of them in use.',
    );
    const free = answerTo({ ...today, timeWaitMs: ms(0) });
    assert.match(speedLimit(free, words), /^There is no limit/);
    const all = answerTo({ ...today, reuseRatio: 1 });
    assert.match(speedLimit(all, words), /any number of calls over those\.$/);
  });

  it('the same rate elsewhere keeps the program and changes the machine', () => {
    const byId = new Map(machineShortcuts(exhaustedPool()).map((each) => [each.id, each]));
    assert.deepEqual([...byId.keys()].slice(0, 3), ['live', 'article-2005', 'windows']);
    const busy = { ...today, callsPerSecond: 600, reuseRatio: 0.5, waitingLimit: 100 };
    const windows = byId.get('windows')!.apply(busy);
    assert.deepEqual(windows, {
      ...today,
      callsPerSecond: 600,
      reuseRatio: 0.5,
      ports: 16_384,
      timeWaitMs: { minMs: 120_000, maxMs: 240_000 },
    });
    assert.ok(byId.get('windows')!.isSet(windows) && !byId.get('live')!.isSet(windows));
    assert.ok(byId.get('live')!.isSet(byId.get('live')!.apply(windows)));
    assert.ok(!machineShortcuts(undefined).some(({ id }) => id === 'live'));
  });

  it('picture and curve agree at the moment worth looking at, for any setting', () => {
    fc.assert(
      fc.property(settings, (setting) => {
        const answer = answerTo(setting);
        const overMs = horizonMs(answer);
        assert.ok(overMs >= turningMs(answer));
        const curve = curveOf(answer, overMs);
        const peak = Math.max(...curve);
        const { first, last, open, waiting } = pictureOf(answer, turningMs(answer));
        assert.equal(last - first + 1, setting.ports);
        const ports = new Set([...open, ...waiting.map(([offset]) => offset)]);
        assert.equal(ports.size, open.length + waiting.length, 'no port twice');
        const expected = Math.min(answer.wantedPorts, setting.ports);
        assert.ok(Math.abs(ports.size - expected) <= 1, `${ports.size} of ${expected}`);
        // The curve is drawn in steps, so its top may lie beside the peak.
        assert.ok(Math.abs(peak - expected) <= 1 + expected / 100, `${peak} of ${expected}`);
      }),
      { numRuns: 60 },
    );
  });
});

function ms(length: number): Setting['timeWaitMs'] {
  return { minMs: length, maxMs: length };
}
