/** The sentences and tables that say what the pictures show. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { numberWords } from '../../src/explain/format';
import { lifeSteps, lifeSummary } from '../../media/panel/render/lifeOfPort';
import { portRows } from '../../media/panel/render/portTable';
import { openJsdomPanel } from './support/jsdomPanel';
import { exhaustedPool, exhaustedPortMap, exhaustedSnapshot, without } from './support/snapshots';

const words = numberWords('en');

describe('the port picture as a table', () => {
  it('groups waiting ports by the time that is left', () => {
    const waiting = [
      [1, 0.5],
      [2, 9.9],
      [3, 10],
      [4, 10.1],
      [5, 59.9],
      [6, null],
    ] as const;
    const rows = portRows({ first: 100, last: 199, open: [0, 50], waiting }, words);
    assert.deepEqual(
      rows.map(({ state, ports }) => [state, ports]),
      [
        ['free', 92],
        ['open', 2],
        ['waiting, free again in 0 to 10 s', 3],
        ['waiting, free again in 10 to 20 s', 1],
        ['waiting, free again in 50 to 60 s', 1],
        ['waiting', 1],
      ],
    );
  });

  it('counts every port of the range once', () => {
    const wait = fc.option(fc.double({ min: 0, max: 240, noNaN: true }));
    fc.assert(
      fc.property(fc.array(wait, { maxLength: 300 }), fc.nat(100), (waits, open) => {
        const opened = Array.from({ length: open }, (_, index) => index);
        const waiting = waits.map((left, index) => [open + index, left] as const);
        const rows = portRows({ first: 1, last: 1_000, open: opened, waiting }, words);
        assert.equal(
          rows.reduce((sum, { ports }) => sum + ports, 0),
          1_000,
        );
        assert.ok(rows.length <= 12, `${rows.length} rows`);
      }),
    );
  });

  it('stands below the picture with the same numbers', async () => {
    const panel = await openJsdomPanel({ version: 1, open: ['ports-table'], scrollTop: 0 });
    await panel.send({ type: 'init', l10n: {} });
    await panel.send(exhaustedSnapshot());
    const rows = [...panel.document.querySelectorAll('.see .ports tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    panel.close();
    assert.deepEqual(
      rows,
      portRows(exhaustedPortMap(), words).map(({ state, ports }) => [state, String(ports)]),
    );
  });
});

describe('the life of one port', () => {
  it('says how long each step takes, and for how much of it the port is idle', () => {
    assert.deepEqual(
      lifeSteps(exhaustedPool(), words).map(({ name, lasts }) => [name, lasts]),
      [
        ['connect (SYN)', ''],
        ['open', '20 ms'],
        ['close (FIN)', ''],
        ['TIME_WAIT', '60 s'],
        ['free', ''],
      ],
    );
    assert.match(
      lifeSummary({ ...exhaustedPool(), holdTimeMs: 20_000 }, words),
      /in TIME_WAIT for 60 s: .* 75 % of the time that the port is taken, nobody uses it\.$/,
    );
  });

  it('says that only what is closed here waits here', () => {
    const sentence = lifeSummary({ ...exhaustedPool(), closedHereShare: 0.25 }, words);
    assert.match(sentence, /Your side closes 25 % of them first; the rest wait at the other side/);
    assert.doesNotMatch(lifeSummary(exhaustedPool(), words), /Your side closes/);
  });

  it('claims no idle time where nothing waits', () => {
    const pool = { ...exhaustedPool(), effectiveTimeWaitMs: { minMs: 0, maxMs: 0 } };
    assert.match(lifeSummary(pool, words), / 0 % of the time/);
  });

  it('is on the page with its sentence as its name, and only where a pool is known', async () => {
    const panel = await openJsdomPanel();
    await panel.send({ type: 'init', l10n: {} });
    await panel.send(exhaustedSnapshot());
    const track = panel.document.querySelector('.life-track')!;
    const summary = lifeSummary(exhaustedPool(), words);
    assert.equal(track.getAttribute('aria-label'), summary);
    assert.equal(panel.document.querySelector('.life .summary')!.textContent, summary);
    assert.match(track.textContent, /open20 ms.*TIME_WAIT60 s/);
    await panel.send(without(exhaustedSnapshot(), 'pool'));
    assert.ok(panel.document.querySelector<HTMLElement>('.life')!.hidden);
    assert.deepEqual(panel.errors, []);
    panel.close();
  });
});
