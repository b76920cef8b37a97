import assert from 'node:assert/strict';
import { readToPanel } from '../../media/panel/messages';
import { exhaustedChart, exhaustedSnapshot, states } from './support/snapshots';

describe('messages to the panel', () => {
  for (const [name, snapshot] of Object.entries(states)) {
    it(`reads the state '${name}' without loss`, () => {
      const sent = snapshot();
      assert.deepEqual(readToPanel(sent), sent);
    });
  }

  it('reads init', () => {
    const init = { type: 'init', l10n: { Measure: 'Messen' } };
    assert.deepEqual(readToPanel(init), init);
  });

  const good = exhaustedSnapshot();
  const chart = exhaustedChart();
  const map = good.portMap!;
  const wrong: Readonly<Record<string, unknown>> = {
    'no object': 'snapshot',
    null: null,
    'an unknown type': { type: 'patch' },
    'a missing member': { ...good, live: undefined },
    'a number that is none': { ...good, seq: NaN },
    'text where a number belongs': {
      ...good,
      destinations: [{ ...good.destinations[0], open: '3' }],
    },
    'an unknown tone': { ...good, verdict: { ...good.verdict, tone: 'panic' } },
    'series of unequal length': { ...good, chart: { ...chart, timesS: chart.timesS.slice(1) } },
    'a pool of less than nothing': { ...good, pool: { ...good.pool, capacity: -1 } },
    'a share above all': { ...good, pool: { ...good.pool, closedHereShare: 2 } },
    'a range that runs backwards': { ...good, portMap: { ...map, first: 2, last: 1 } },
    'a range past the last port': { ...good, portMap: { ...map, last: 1e9 } },
    'a waiting port without its wait': { ...good, portMap: { ...map, waiting: [[1]] } },
    'a port that is no number': { ...good, portMap: { ...map, open: ['1'] } },
    'a bundle with markup objects': { type: 'init', l10n: { Measure: { html: '<b>' } } },
  };
  for (const [what, message] of Object.entries(wrong)) {
    it(`refuses ${what}`, () => {
      assert.equal(readToPanel(message), undefined);
    });
  }
});
