/** "Let me play" through the page: what it shows is what the model says. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { numberWords } from '../../src/explain/format';
import {
  meanPortTimeMs,
  sustainableRatePerSecond,
  timeToExhaustionMs,
} from '../../src/explain/timeWaitModel';
import { fields } from '../../media/panel/play/fields';
import type { Setting } from '../../media/panel/play/setting';
import { openJsdomPanel, type JsdomPanel } from './support/jsdomPanel';
import { positions, settingAt } from './support/settings';
import { emptySnapshot, exhaustedPool, exhaustedSnapshot, without } from './support/snapshots';

const words = numberWords('en');

describe('“Let me play”', () => {
  let panel: JsdomPanel;

  const open = async (restored?: unknown) => {
    panel = await openJsdomPanel(restored);
    await panel.send({ type: 'init', l10n: {} });
  };
  beforeEach(async () => {
    await open();
    await panel.send(exhaustedSnapshot());
  });
  afterEach(() => {
    assert.deepEqual(panel.errors, []);
    panel.close();
  });

  const one = (selector: string) => {
    const found = [...panel.document.querySelectorAll<HTMLElement>(`.play ${selector}`)];
    assert.equal(found.length, 1, `exactly one ${selector}`);
    return found[0]!;
  };
  const text = (selector: string) => one(selector).textContent;
  const slider = (id: string) => one(`.slider[data-field="${id}"]`) as HTMLInputElement;
  const number = (id: string) => one(`.slider-number[data-field="${id}"]`) as HTMLInputElement;
  const put = (input: HTMLInputElement, value: string) => {
    input.value = value;
    input.dispatchEvent(new panel.window.Event('input', { bubbles: true }));
  };
  const press = (shortcut: string) => {
    one(`[data-shortcut="${shortcut}"]`).click();
  };
  const bar = () => panel.document.querySelector<HTMLElement>('.live-bar')!;
  const backToLive = () => {
    bar().querySelector('button')!.click();
  };
  /** The exact values that the numbers of the sum carry. */
  const sum = () =>
    new Map(
      [...panel.document.querySelectorAll<HTMLDataElement>('.play .sum-number')].map((data) => [
        data.dataset['name'],
        Number(data.value),
      ]),
    );

  /** The model's own words on a setting, straight from src/explain. */
  function assertShown(setting: Setting): void {
    const rate = setting.callsPerSecond * (1 - setting.reuseRatio);
    const model = {
      capacity: setting.ports,
      timeWaitMs: setting.timeWaitMs.maxMs,
      holdTimeMs: setting.holdTimeMs,
    };
    const sustainable = sustainableRatePerSecond(model);
    const exhaustedMs = timeToExhaustionMs(model, rate, 0);
    const shown = sum();
    assert.equal(shown.get('capacity'), setting.ports);
    assert.equal(shown.get('timeWait'), setting.timeWaitMs.maxMs);
    assert.equal(shown.get('sustainableRate'), sustainable);
    assert.equal(shown.get('rate'), rate);
    assert.equal(shown.get('timeToExhaustion'), exhaustedMs);
    assert.equal(
      text('.outcome-words'),
      exhaustedMs === Infinity
        ? 'Never out of ports'
        : `Out of ports after ${words.durationInWords(exhaustedMs)}`,
    );
    const wanted = words.count((rate * meanPortTimeMs(model)) / 1_000);
    assert.match(text('.outcome-reason'), wanted === '1' ? /want 1 port / : / want [\d,]+ ports /);
    assert.ok(text('.outcome-reason').includes(` want ${wanted} port`), text('.outcome-reason'));
    const taken = Math.min((rate * meanPortTimeMs(model)) / 1_000, setting.ports);
    const figures = [...panel.document.querySelectorAll('.play .ports .legend-figure')].map(
      (figure) => Number(figure.textContent.replaceAll(',', '')),
    );
    const [free = NaN, opened = NaN, waiting = NaN] = figures;
    assert.equal(free + opened + waiting, setting.ports);
    assert.ok(Math.abs(opened + waiting - taken) <= 1, `${opened} + ${waiting}, model: ${taken}`);
  }

  it('stands at the numbers of now, and moves with them', async () => {
    assertShown({ ...settingOfNow(), holdTimeMs: 20 });
    assert.equal(number('calls').value, '40');
    assert.match(
      text('.lead + .lead'),
      /^These are the numbers of now, towards 127\.0\.0\.1:5000\. Calls are not counted here: /,
    );
    assert.ok(bar().hidden);
    await panel.send(
      exhaustedSnapshot({ pool: { ...exhaustedPool(), connectionsPerSecond: 2, holdTimeMs: 0 } }),
    );
    assert.equal(number('calls').value, '2');
    assertShown({ ...settingOfNow(), callsPerSecond: 2, holdTimeMs: 0 });
  });

  it('stands at the calls where they were counted, and says so', async () => {
    const pool = { ...exhaustedPool(), connectionsPerSecond: 5, reuseRatio: 0.9 };
    await panel.send(exhaustedSnapshot({ pool }));
    assert.equal(number('calls').value, '50');
    assert.equal(number('reuse').value, '90');
    assert.equal(
      text('.lead + .lead'),
      'These are the numbers of now, towards 127.0.0.1:5000: its calls, as the probe counted them.',
    );
  });

  it('shows what the model says, wherever the sliders stand', () => {
    fc.assert(
      fc.property(positions, (all) => {
        fields().forEach(({ id }, index) => {
          put(slider(id), String(all[index]));
        });
        assertShown(settingAt(all));
      }),
      { numRuns: 40 },
    );
  });

  it('takes an exact number, bounds it, and leaves half a number alone', () => {
    put(number('ports'), '2001');
    assertShown({ ...settingOfNow(), ports: 2_001 });
    put(number('ports'), '');
    assert.equal(sum().get('capacity'), 2_001);
    put(number('ports'), '1000000');
    assert.equal(sum().get('capacity'), 64_512);
    number('ports').dispatchEvent(new panel.window.Event('change', { bubbles: true }));
    assert.equal(number('ports').value, '64512');
    put(number('time-wait'), '-5');
    assert.equal(sum().get('timeWait'), 0);
  });

  it('does not rewrite a number under the fingers', () => {
    number('calls').focus();
    put(number('calls'), '12.50');
    assert.equal(number('calls').value, '12.50');
    assert.equal(sum().get('rate'), 12.5);
  });

  it('answers the questions with one press, and says how it is now beside it', () => {
    press('keep-alive');
    assert.equal(text('.outcome-words'), 'Never out of ports');
    assert.equal(text('.outcome-now'), 'This machine, as it is now: Out of ports after 5 seconds.');
    assert.equal(one('[data-shortcut="keep-alive"]').getAttribute('aria-pressed'), 'true');
    press('windows');
    assert.equal(number('ports').value, '16384');
    assert.equal(number('reuse').value, '99', 'another machine, the same program');
    assert.match(text('.outcome-sum'), /120–240 s/);
    press('live');
    press('widen');
    assert.equal(number('ports').value, '55296');
  });

  it('keeps the reader’s numbers while those of now move on, and leads back to them', async () => {
    press('widen');
    assert.ok(!bar().hidden);
    await panel.send(exhaustedSnapshot({ pool: { ...exhaustedPool(), connectionsPerSecond: 80 } }));
    assert.equal(number('calls').value, '40');
    assert.match(text('.lead + .lead'), /your numbers, not those of 127\.0\.0\.1:5000/);
    backToLive();
    assert.equal(number('calls').value, '80');
    assert.equal(number('ports').value, '201');
    assert.ok(bar().hidden);
    assert.ok(one('.outcome-now').hidden);
  });

  it('says a changed outcome aloud', () => {
    press('keep-alive');
    assert.equal(panel.document.querySelector('[role=status]')!.textContent, 'Never out of ports');
  });

  it('tells the slider’s value with its unit', () => {
    const spoken = () => fields().map(({ id }) => slider(id).getAttribute('aria-valuetext'));
    assert.deepEqual(spoken(), ['40 a second', '0 %', '201 ports', '60 s', '20 ms']);
  });

  it('keeps its place while it is hidden or the window is loaded again', async () => {
    press('keep-alive');
    const kept = panel.state();
    panel.close();
    await open(kept);
    await panel.send(exhaustedSnapshot());
    assert.equal(number('reuse').value, '99');
    assert.ok(!bar().hidden);
    backToLive();
    assert.deepEqual(panel.state(), { version: 1, open: [], scrollTop: 0 });
  });

  it('leaves a kept place that is none', async () => {
    const play = { ...settingOfNow(), ports: -1 };
    panel.close();
    await open({ version: 1, open: [], scrollTop: 0, play });
    await panel.send(exhaustedSnapshot());
    assert.equal(number('ports').value, '201');
  });

  it('without a rate starts from the article’s numbers, and says so', async () => {
    await panel.send(without(exhaustedSnapshot(), 'pool'));
    assert.match(text('.lead + .lead'), /numbers of the article of 2005/);
    assert.deepEqual([number('ports').value, number('time-wait').value], ['4000', '240']);
    press('macos');
    assert.ok(one('.outcome-now').hidden, 'nothing to compare with');
  });

  it('is not there where ports are not what it is about', async () => {
    press('keep-alive');
    await panel.send(emptySnapshot());
    assert.ok(panel.document.querySelector<HTMLElement>('.play')!.hidden);
    assert.ok(bar().hidden);
  });

  it('the curve’s table has the curve’s numbers, beside those of now', () => {
    press('widen');
    const details = one('.level details') as HTMLDetailsElement;
    details.open = true;
    details.dispatchEvent(new panel.window.Event('toggle'));
    const rows = [...panel.document.querySelectorAll('.level tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    assert.equal(rows.length, 121);
    assert.deepEqual(rows[0], ['0 ms', '0', '0']);
    // 40 a second fill up to 2,401 of 55,296 ports, where today there are 201.
    assert.deepEqual(rows.at(-1)!.slice(1), ['2,401', '201']);
  });

  it('the arrow keys walk along the curve, and the picture follows', () => {
    const plot = one('.level .plot');
    const key = (name: string) =>
      plot.dispatchEvent(new panel.window.KeyboardEvent('keydown', { key: name, bubbles: true }));
    key('Home');
    assert.match(plot.getAttribute('aria-valuetext')!, /^After 0 ms: 0 of 201 ports in use$/);
    assert.match(text('.ports .summary'), /^After 0 ms: 0 open, 0 waiting in TIME_WAIT, 201 free/);
    for (let step = 0; step < 40; step += 1) key('ArrowRight');
    assert.match(
      plot.getAttribute('aria-valuetext')!,
      /^After 2\.5 s: 10[01] of 201 ports in use$/,
    );
    assert.match(text('.ports .summary'), /^After 2\.5 s: 1 open, 100 waiting/);
  });

  function settingOfNow(): Setting {
    const { capacity, connectionsPerSecond, effectiveTimeWaitMs, holdTimeMs } = exhaustedPool();
    return {
      callsPerSecond: connectionsPerSecond,
      reuseRatio: 0,
      ports: capacity,
      timeWaitMs: effectiveTimeWaitMs,
      holdTimeMs,
      closedHereShare: 1,
    };
  }
});
