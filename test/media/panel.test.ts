import assert from 'node:assert/strict';
import {
  addressTakenSnapshot,
  emptySnapshot,
  exhaustedChart,
  exhaustedSnapshot,
  healthySnapshot,
  hostileSnapshot,
  hostileText,
  measuringSnapshot,
  noonS,
  partlyUnreadableSnapshot,
} from './support/snapshots';
import { openJsdomPanel } from './support/jsdomPanel';
import type { JsdomPanel } from './support/jsdomPanel';

describe('the panel', () => {
  let panel: JsdomPanel;

  beforeEach(async () => {
    panel = await openJsdomPanel();
    await panel.send({ type: 'init', l10n: {} });
  });

  afterEach(() => {
    assert.deepEqual(panel.errors, []);
    panel.close();
  });

  const all = (selector: string) => [...panel.document.querySelectorAll<HTMLElement>(selector)];
  const one = (selector: string) => {
    const found = all(selector);
    assert.equal(found.length, 1, `exactly one ${selector}`);
    return found[0]!;
  };
  const text = (selector: string) => one(selector).textContent;
  const shown = (element: Element) => element.closest('[hidden]') === null;
  const buttonNamed = (name: string) => {
    const found = all('button').filter(
      (button) => shown(button) && button.textContent.trim() === name,
    );
    assert.equal(found.length, 1, `exactly one button '${name}'`);
    return found[0]!;
  };
  const clicked = (name: string) => {
    panel.posted.length = 0;
    buttonNamed(name).click();
    return panel.posted;
  };

  it('says ready, and draws nothing before it knows the language', () => {
    assert.deepEqual(panel.posted, [{ type: 'ready' }]);
    assert.equal(panel.document.querySelector('main'), null);
  });

  it('speaks the language of the bundle', async () => {
    await panel.send({ type: 'init', l10n: { Measure: 'Messen' } });
    await panel.send(emptySnapshot());
    assert.ok(buttonNamed('Messen'));
  });

  it('empty: says how to get a first reading, and measures on a press', async () => {
    await panel.send(emptySnapshot());
    assert.match(text('.empty'), /Start debugging, or press Measure/);
    assert.deepEqual(clicked('Measure'), [{ type: 'measure' }]);
    assert.deepEqual(clicked('Learn more about ports and keeping connections'), [
      { type: 'openLearnMore' },
    ]);
  });

  it('measuring: says so, and does not ask twice', async () => {
    await panel.send(measuringSnapshot());
    assert.deepEqual(clicked('Measuring…'), []);
    await panel.send(exhaustedSnapshot());
    assert.deepEqual(clicked('Measure again'), [{ type: 'measure' }]);
  });

  it('folds away what not to do, and leaves it out where nothing is said', async () => {
    const snapshot = exhaustedSnapshot();
    assert.ok(snapshot.verdict);
    await panel.send(snapshot);
    assert.ok(!all('summary').some((each) => shown(each) && each.textContent === 'What not to do'));
    const wrongAdvice = [{ text: '“killall node”: it ends every program.', source: 'esm #676' }];
    await panel.send({
      ...snapshot,
      seq: snapshot.seq + 1,
      verdict: { ...snapshot.verdict, wrongAdvice },
    });
    const summary = all('summary').find((each) => each.textContent === 'What not to do');
    assert.ok(summary && shown(summary));
    assert.match(
      summary.parentElement?.textContent ?? '',
      /killall node.*it ends every program.*esm #676/,
    );
  });

  it('exhausted: the verdict with its proof, its line and its count', async () => {
    await panel.send(exhaustedSnapshot());
    assert.equal(text('h1:not([hidden] *)'), 'Out of local ports to 127.0.0.1:5000');
    assert.equal(one('.verdict').dataset['tone'], 'problem');
    assert.equal(text('.tone-word'), 'Problem');
    assert.match(text('.verdict .proof'), /198 wait in TIME_WAIT/);
    assert.equal(
      text('.error-line code'),
      'Error: connect EADDRNOTAVAIL 127.0.0.1:5000 - Local (0.0.0.0:0)',
    );
    assert.equal(text('.count'), '×12');
    assert.equal(all('.reason-list li').length, 5);
  });

  it('exhausted: buttons post the right ids', async () => {
    await panel.send(exhaustedSnapshot());
    assert.deepEqual(clicked('Reuse connections in client.ts:42'), [
      { type: 'applyFix', findingId: 'f-1', fixId: 'reuse' },
    ]);
    assert.deepEqual(clicked('Go to codeclient.ts:42'), [{ type: 'openFrame' }]);
    assert.deepEqual(clicked('Choose local ports in turn'), [
      { type: 'applyFix', findingId: 'f-1', fixId: 'rotation' },
    ]);
    assert.deepEqual(clicked('Let the connection live'), [
      { type: 'applyFix', findingId: 'f-2', fixId: 'reuse' },
    ]);
    assert.deepEqual(clicked('Copy'), [{ type: 'copyRemedy', remedyId: 'r-range' }]);
    assert.deepEqual(clicked('Open in Terminal'), [{ type: 'typeRemedy', remedyId: 'r-range' }]);
    panel.posted.length = 0;
    all('.finding .quiet')[1]!.click();
    assert.deepEqual(panel.posted, [{ type: 'openFinding', findingId: 'f-2' }]);
  });

  it('exhausted: offers as the cure no code that the program cannot have run', async () => {
    const snapshot = exhaustedSnapshot();
    const [first, ...others] = snapshot.findings;
    await panel.send({
      ...snapshot,
      findings: [{ ...first!, mayBeTheCause: false }, ...others],
    });
    assert.deepEqual(clicked('Let the connection live in reports.ts:118'), [
      { type: 'applyFix', findingId: 'f-2', fixId: 'reuse' },
    ]);
  });

  it('takes the reader to the arithmetic', async () => {
    await panel.send(exhaustedSnapshot());
    buttonNamed('Show the arithmetic').click();
    assert.equal(panel.document.activeElement, one('.arithmetic'));
  });

  it('address taken: who holds it, and no cure that does not cure', async () => {
    const { findings } = exhaustedSnapshot();
    await panel.send({ ...addressTakenSnapshot(), findings });
    assert.equal(text('.holder-title'), 'node (pid 4242)');
    assert.deepEqual(
      all('.holder dt').map((label) => label.textContent),
      ['Command', 'Started', 'Folder', 'Container', 'Started by', 'Listens on'],
    );
    assert.ok(!shown(one('.verdict .acts .primary')));
  });

  it('calm: offers no fix for what is not broken', async () => {
    await panel.send({ ...healthySnapshot(), findings: exhaustedSnapshot().findings });
    assert.equal(text('.tone-word'), 'All clear');
    assert.ok(!shown(one('.verdict .acts .primary')));
  });

  it('names what could not be read, and what was assumed', async () => {
    await panel.send(partlyUnreadableSnapshot());
    assert.match(text('.unreadable'), /The socket table belongs to another user/);
    const states = all('.stat').map((stat) => [stat.dataset['state'], stat.textContent]);
    assert.deepEqual(states, [
      ['unavailable', 'Local portsnot readable '],
      ['assumed', 'TIME_WAIT60 s assumed'],
    ]);
  });

  it('says where it listens, and why a place cannot be heard', async () => {
    await panel.send(healthySnapshot());
    assert.ok(!shown(one('.doors')));
    const heard = { id: '0', label: 'Terminal “a”', state: 'reading', text: 'Read.' } as const;
    const deaf = {
      id: '1',
      label: 'Terminal “a”',
      state: 'shut',
      text: 'Cannot be read.',
    } as const;
    await panel.send({ ...healthySnapshot(), doors: [heard, deaf] });
    assert.match(text('.doors .lead'), /^1 of 2 can be heard\.$/);
    assert.deepEqual(
      all('.doors li').map((row) => row.textContent),
      ['Terminal “a” Read.', 'Terminal “a” Cannot be read.'],
    );
    await panel.send({ ...healthySnapshot(), doors: [heard] });
    assert.match(text('.doors .lead'), /^Every place where a program speaks can be heard: 1\.$/);
    assert.equal(all('.doors li').length, 1);
  });

  it('says of each remedy what it does, in a word; a word it does not know it repeats', async () => {
    const { remedies } = exhaustedSnapshot();
    const own = { ...remedies[0]!, id: 'own', badge: 'Ask first' };
    await panel.send(exhaustedSnapshot({ remedies: [...remedies, own] }));
    assert.deepEqual(
      all('.effect-badge').map((badge) => badge.textContent),
      ['Cures', 'Postpones', 'No effect', 'Not possible here', 'Makes it worse', 'Ask first'],
    );
  });

  it('the chart table has the numbers of the chart, gaps as gaps', async () => {
    await panel.send(exhaustedSnapshot());
    const details = one('.chart details') as HTMLDetailsElement;
    details.open = true;
    await panel.send(exhaustedSnapshot());
    const chart = exhaustedChart();
    const rows = all('.chart tbody tr').map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    const figure = (value: number | null) => (value === null ? '–' : String(value));
    assert.equal(rows.length, chart.timesS.length);
    assert.deepEqual(
      rows.map(([, ...figures]) => figures),
      chart.timesS.map((_time, index) => [
        figure(chart.connectionsPerSecond[index]!),
        figure(chart.occupiedPorts[index]!),
        figure(chart.forecastPorts[index]!),
      ]),
    );
    const firstTime = new Date((noonS - 60) * 1_000).toLocaleTimeString('en', { hourCycle: 'h23' });
    assert.equal(rows[0]![0], firstTime);
  });

  it('the arrow keys read the chart point by point', async () => {
    await panel.send(exhaustedSnapshot());
    const plot = one('.see .plot');
    const press = (key: string) =>
      plot.dispatchEvent(new panel.window.KeyboardEvent('keydown', { key, bubbles: true }));
    press('Home');
    assert.equal(plot.getAttribute('aria-valuenow'), '0');
    for (let step = 0; step < 53; step += 1) {
      press('ArrowRight');
    }
    assert.match(
      plot.getAttribute('aria-valuetext')!,
      /40 new connections a second · 83 of 201 ports occupied/,
    );
    assert.equal(text('.chart .readout'), plot.getAttribute('aria-valuetext'));
    press('End');
    assert.match(plot.getAttribute('aria-valuetext')!, /forecast: 201 ports occupied/);
    await panel.send(exhaustedSnapshot());
    assert.match(plot.getAttribute('aria-valuetext')!, /forecast: 201/, 'the cursor stays');
  });

  it('keeps focus, elements, open details, tooltip and explained words over updates', async () => {
    await panel.send(exhaustedSnapshot());
    const chip = all('.phrase .chip')[0]!;
    const details = one('.reasons details:first-child') as HTMLDetailsElement;
    details.open = true;
    const term = all('.verdict .term')[0]!;
    term.click();
    chip.focus();
    const tip = panel.document.getElementById(chip.getAttribute('aria-describedby')!)!;
    assert.ok(shown(tip));
    const before = new Set(all('main *'));

    const next = exhaustedSnapshot();
    const [first, ...rest] = next.arithmetic!.sentence;
    assert.ok(typeof first === 'object');
    const sentence = [{ ...first, text: '180 ports' }, ...rest];
    await panel.send({ ...next, arithmetic: { ...next.arithmetic!, sentence } });

    assert.equal(panel.document.activeElement, chip);
    assert.match(chip.textContent, /180 ports/);
    assert.ok(shown(tip));
    assert.ok(details.open);
    assert.equal(term.getAttribute('aria-expanded'), 'true');
    const made = all('main *').filter((element) => !before.has(element));
    assert.deepEqual(made, [], 'nothing was rebuilt');
  });

  it('a chip tells its source on focus and hides it on Escape', async () => {
    await panel.send(exhaustedSnapshot());
    const chip = all('.phrase .chip')[0]!;
    const tip = panel.document.getElementById(chip.getAttribute('aria-describedby')!)!;
    assert.ok(!shown(tip));
    chip.focus();
    assert.ok(shown(tip));
    assert.match(tip.textContent, /ip_local_port_range at 12:00:08/);
    chip.dispatchEvent(new panel.window.KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    assert.ok(!shown(tip));
    assert.equal(panel.document.activeElement, chip);
    chip.click();
    assert.ok(shown(tip), 'Enter, which clicks, opens it again');
  });

  it('a hard word is explained in place, and its explanation folds away again', async () => {
    await panel.send(exhaustedSnapshot());
    const term = all('.verdict .term').find(({ textContent }) => textContent === 'TIME_WAIT')!;
    const meaning = panel.document.getElementById(term.getAttribute('aria-controls')!)!;
    assert.ok(!shown(meaning));
    term.click();
    assert.ok(shown(meaning));
    assert.match(meaning.textContent, /closes first keeps its port aside/);
    term.click();
    assert.ok(!shown(meaning));
  });

  it('shows hostile strings as text, everywhere', async () => {
    await panel.send(hostileSnapshot());
    assert.equal(panel.document.querySelectorAll('main img, main script').length, 0);
    assert.equal((panel.window as unknown as { hacked?: number }).hacked, undefined);
    assert.ok(text('h1:not([hidden] *)').startsWith(hostileText));
    assert.ok(text('.error-line code').startsWith(hostileText));
    assert.equal(one('.destinations > .table > tbody > tr > .share .bar-fill').style.width, '100%');
    for (const element of all('main *')) {
      for (const { name } of element.attributes) {
        assert.ok(!name.startsWith('on'), `no handler attribute: ${name}`);
      }
    }
  });

  it('announces a new headline once, and not the first one', async () => {
    await panel.send(exhaustedSnapshot());
    assert.equal(text('[role=status]'), '');
    await panel.send(healthySnapshot());
    assert.equal(text('[role=status]'), 'This is not port exhaustion');
  });

  it('leaves out a message that it cannot read, says so, and goes on', async () => {
    await panel.send(exhaustedSnapshot());
    await panel.send({ type: 'snapshot', seq: 'x' });
    assert.equal(text('[role=status]'), 'An update could not be read and was left out.');
    assert.equal(text('h1:not([hidden] *)'), 'Out of local ports to 127.0.0.1:5000');
  });

  it('does not go back to an older snapshot, except after a new init', async () => {
    const older = healthySnapshot();
    await panel.send(exhaustedSnapshot());
    await panel.send(older);
    assert.equal(text('.tone-word'), 'Problem');
    await panel.send({ type: 'init', l10n: {} });
    await panel.send(older);
    assert.equal(text('.tone-word'), 'All clear');
  });

  it('draws only the newest of the snapshots that come in one frame', async () => {
    await panel.send(exhaustedSnapshot());
    panel.window.postMessage(healthySnapshot(), '*');
    await panel.send(exhaustedSnapshot());
    assert.equal(text('.tone-word'), 'Problem');
  });
});

describe('the panel’s view state', () => {
  it('keeps which details are open, and nothing else of what was shown', async () => {
    const panel = await openJsdomPanel();
    await panel.send({ type: 'init', l10n: {} });
    await panel.send(exhaustedSnapshot());
    panel.document.querySelector<HTMLDetailsElement>('.chart details')!.open = true;
    await panel.send(exhaustedSnapshot());
    assert.deepEqual(panel.state(), { version: 1, open: ['chart-table'], scrollTop: 0 });
    panel.close();

    const again = await openJsdomPanel(panel.state());
    await again.send({ type: 'init', l10n: {} });
    await again.send(exhaustedSnapshot());
    assert.ok(again.document.querySelector<HTMLDetailsElement>('.chart details')!.open);
    assert.equal(again.document.querySelectorAll('.chart tbody tr').length, 80);
    again.close();
  });

  it('starts fresh from a state that is not its own', async () => {
    for (const foreign of ['x', null, { version: 2 }, { version: 1, open: [1], scrollTop: 0 }]) {
      const panel = await openJsdomPanel(foreign);
      await panel.send({ type: 'init', l10n: {} });
      await panel.send(exhaustedSnapshot());
      assert.equal(panel.document.querySelectorAll('details[open]').length, 0);
      assert.deepEqual(panel.errors, []);
      panel.close();
    }
  });
});

describe('the panel’s language', () => {
  it('survives a browser whose language is no language', async () => {
    // What Chromium says with LANG=C.UTF-8 where locales are installed (seen in Chromium 153).
    const panel = await openJsdomPanel(undefined, 'en-US@posix');
    await panel.send({ type: 'init', l10n: {} });
    await panel.send(exhaustedSnapshot());
    assert.deepEqual(panel.errors, []);
    assert.ok(panel.document.querySelector('h1'));
    panel.close();
  });
});
