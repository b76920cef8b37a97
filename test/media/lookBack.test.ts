/** Pause, look back, and the way back to the present. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createPortHistory } from '../../media/panel/charts/portHistory';
import type { Snapshot } from '../../src/present/panel/protocol';
import { openJsdomPanel, type JsdomPanel } from './support/jsdomPanel';
import {
  exhaustedChart,
  exhaustedPortMap,
  exhaustedSnapshot,
  healthySnapshot,
  measuringSnapshot,
} from './support/snapshots';

/** The exhausted state, so many seconds later, with so many ports waiting. */
function later(seconds: number, waiting: number): Snapshot {
  const chart = exhaustedChart();
  const map = exhaustedPortMap();
  return exhaustedSnapshot({
    chart: { ...chart, timesS: chart.timesS.map((timeS) => timeS + seconds) },
    portMap: { ...map, waiting: map.waiting.slice(0, waiting) },
  });
}

describe('pausing and looking back', () => {
  let panel: JsdomPanel;

  beforeEach(async () => {
    panel = await openJsdomPanel();
    await panel.send({ type: 'init', l10n: {} });
    for (const second of [0, 1, 2, 3]) {
      await panel.send(later(second, 10 * (second + 1)));
    }
  });
  afterEach(() => {
    assert.deepEqual(panel.errors, []);
    panel.close();
  });

  const find = (selector: string) => panel.document.querySelector<HTMLElement>(selector)!;
  const text = (selector: string) => find(selector).textContent;
  const waitingShown = () => text('.see .ports .legend li:last-child .legend-figure');
  const slider = () => find('.look-back .slider') as HTMLInputElement;
  const lookAt = (index: number) => {
    slider().value = String(index);
    slider().dispatchEvent(new panel.window.Event('input', { bubbles: true }));
  };
  const backToLive = () => {
    find('.live-bar button').click();
  };

  it('stands still while paused, and shows the newest afterwards', async () => {
    find('.pause').click();
    assert.equal(text('.live'), 'Paused');
    assert.equal(text('.live-bar-words'), 'Paused: the numbers stand still.');
    await panel.send(later(4, 50));
    await panel.send(later(5, 60));
    assert.equal(waitingShown(), '40');
    find('.pause').click();
    await new Promise((resolve) => panel.window.requestAnimationFrame(resolve));
    assert.equal(waitingShown(), '60');
    assert.equal(text('.live'), 'Live');
    assert.ok(find('.live-bar').hidden);
  });

  it('is still paused when the panel comes back, at the first picture that shows something', async () => {
    find('.pause').click();
    const left = panel.state();
    panel.close();
    panel = await openJsdomPanel(left);
    await panel.send({ type: 'init', l10n: {} });
    await panel.send(measuringSnapshot());
    assert.notEqual(text('.live'), 'Paused');
    await panel.send(later(4, 50));
    assert.equal(text('.live'), 'Paused');
    await panel.send(later(5, 60));
    assert.equal(waitingShown(), '50');
    find('.pause').click();
    assert.equal((panel.state() as { paused?: unknown }).paused, undefined);
  });

  it('tells what has happened meanwhile, and does not hide it', async () => {
    find('.pause').click();
    await panel.send(healthySnapshot());
    assert.equal(text('.live-bar-words'), 'Paused. Meanwhile: This is not port exhaustion');
    assert.equal(text('[role=status]'), 'This is not port exhaustion');
    assert.equal(text('.verdict h1'), 'Out of local ports to 127.0.0.1:5000');
    backToLive();
    await new Promise((resolve) => panel.window.requestAnimationFrame(resolve));
    assert.equal(text('.verdict h1'), 'This is not port exhaustion');
  });

  it('looks back at the ports and the curve of a moment, and returns', () => {
    const last = Number(slider().max);
    assert.equal(slider().valueAsNumber, last);
    assert.equal(slider().getAttribute('aria-valuetext'), 'now');
    lookAt(last - 2);
    assert.equal(waitingShown(), '20');
    assert.match(text('.see .ports .summary'), /^At \d\d:\d\d:\d\d: 3 open, 20 waiting/);
    assert.match(slider().getAttribute('aria-valuetext')!, /^\d\d:\d\d:\d\d, 2 s before$/);
    assert.match(text('.chart .readout'), /201 of 201 ports occupied/);
    assert.equal(text('.live'), 'Paused');
    backToLive();
    assert.equal(waitingShown(), '40');
    assert.equal(slider().valueAsNumber, last);
    assert.match(text('.chart .readout'), /^Point at the chart/);
  });

  it('says so where the ports of a moment were not kept', () => {
    lookAt(0);
    assert.match(text('.see .ports .summary'), /were not kept\. Shown are the latest\.$/);
    assert.equal(waitingShown(), '40');
  });

  it('a new measurement ends the pause', () => {
    find('.pause').click();
    find('.machine-line .button:last-child').click();
    assert.deepEqual(panel.posted.at(-1), { type: 'measure' });
    assert.equal(text('.live'), 'Live');
  });
});

describe('the kept port pictures', () => {
  const picture = {
    first: 40_000,
    last: 40_099,
    open: [7],
    waiting: [[3, 12.4] as const, [9, null] as const],
  };

  it('gives back what it kept, waits to the second', () => {
    const history = createPortHistory();
    history.keep(1_000.2, picture);
    assert.deepEqual(history.at(1_000.9), {
      ...picture,
      waiting: [
        [3, 12],
        [9, null],
      ],
    });
    assert.equal(history.at(999), undefined);
  });

  it('keeps two minutes and no more, whatever the order of the clock', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1 }), (clock) => {
        const history = createPortHistory();
        for (const second of clock) history.keep(second, picture);
        const latest = clock.at(-1)!;
        assert.ok(history.at(latest));
        const kept = clock.filter((second) => history.at(second));
        assert.ok(new Set(kept).size <= 120);
        assert.ok(kept.every((second) => second <= latest));
      }),
    );
    const history = createPortHistory();
    for (let second = 0; second <= 120; second += 1) history.keep(second, picture);
    assert.equal(history.at(0), undefined);
    assert.ok(history.at(1));
  });
});
