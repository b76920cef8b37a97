/** What only a real browser shows: policy, pictures, layout, motion. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { browserFor, bundlePanel, openPreview } from './preview/preview';
import type { Preview, PreviewOptions } from './preview/preview';
import { chip, tableSource } from './support/builders';
import { scenes } from './support/scenes';
import { exhaustedSnapshot, hostileSnapshot, largeSnapshot, states } from './support/snapshots';

/** An expression of the page: over how many lines each occurrence of a word in an element runs. */
function linesOf(selector: string, word: string): string {
  return `(() => {
    const root = document.querySelector(${JSON.stringify(selector)});
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const lines = [];
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const from = text.data.indexOf(${JSON.stringify(word)});
      if (from < 0) continue;
      const range = document.createRange();
      range.setStart(text, from);
      range.setEnd(text, from + ${word.length});
      lines.push(new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size);
    }
    return lines;
  })()`;
}

describe('the panel in a browser', function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let bundle: ReadonlyMap<string, string>;
  let opened: Preview | undefined;

  before(async function () {
    browser = await browserFor(this);
    bundle = await bundlePanel();
  });

  after(async () => {
    await browser?.close();
  });

  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });

  const open = async (options: Partial<PreviewOptions> = {}): Promise<Preview> => {
    assert.ok(browser);
    opened = await openPreview(browser, bundle, { theme: 'dark', width: 720, ...options });
    return opened;
  };
  const picture = (page: Page, selector: string) =>
    page.$eval(selector, (canvas) => (canvas as HTMLCanvasElement).toDataURL());

  it('breaks no rule of the content security policy and throws nothing, in any state', async () => {
    const preview = await open();
    for (const snapshot of Object.values(states)) {
      await preview.send(snapshot());
    }
    await preview.send(exhaustedSnapshot());
    await preview.page.hover('.phrase .chip');
    assert.deepEqual(await preview.troubles(), []);
  });

  it('runs nothing that a hostile string asks for', async () => {
    const preview = await open();
    await preview.send(hostileSnapshot());
    assert.equal(await preview.page.evaluate('window.hacked'), undefined);
    assert.equal(await preview.page.locator('main img').count(), 0);
  });

  for (const width of [320, 480, 560, 720, 1_400]) {
    it(`never breaks the name of an error at ${width} px`, async () => {
      const preview = await open({ width });
      const base = exhaustedSnapshot();
      const failures = chip('failures', 'Could not connect', '1 EADDRNOTAVAIL', tableSource);
      const calls = base.calls.map((each) => ({ ...each, numbers: [...each.numbers, failures] }));
      await preview.send({ ...base, calls });
      assert.deepEqual(
        await preview.page.evaluate(linesOf('.calls-numbers', 'EADDRNOTAVAIL')),
        [1],
      );
    });
  }

  for (const width of [320, 720, 1_400]) {
    it(`never scrolls sideways at ${width} px`, async () => {
      for (const [name, { snapshot, act }] of Object.entries(scenes)) {
        const preview = opened ?? (await open({ width }));
        await preview.send(snapshot());
        if (act) await preview.page.evaluate(`(${act.toString()})(document)`);
        const scrolled = await preview.page.evaluate('document.documentElement.scrollWidth');
        if (act) {
          await preview.close();
          opened = undefined;
        }
        assert.ok(Number(scrolled) <= width, `${name}: ${String(scrolled)} px`);
      }
    });
  }

  it('keeps a tooltip inside a narrow window', async () => {
    const preview = await open({ width: 320 });
    await preview.send(exhaustedSnapshot());
    for (const chip of await preview.page.locator('.phrase .chip').all()) {
      await chip.focus();
      const box = await preview.page.locator('.tooltip:visible').boundingBox();
      assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 320, JSON.stringify(box));
    }
  });

  it('a tooltip stays while the pointer is on it', async () => {
    const preview = await open();
    await preview.send(exhaustedSnapshot());
    await preview.page.hover('.phrase .chip');
    await preview.page.locator('.tooltip:visible').hover();
    assert.equal(await preview.page.locator('.tooltip:visible').count(), 1);
    await preview.page.mouse.move(1, 1);
    assert.equal(await preview.page.locator('.tooltip:visible').count(), 0);
  });

  it('redraws chart and port map when the theme changes', async () => {
    const preview = await open({ reducedMotion: true });
    await preview.send(exhaustedSnapshot());
    const before = [
      await picture(preview.page, '.see .plot canvas'),
      await picture(preview.page, '.see .port-map canvas'),
    ];
    await preview.setTheme('light');
    await preview.page.waitForTimeout(100);
    assert.notEqual(await picture(preview.page, '.see .plot canvas'), before[0]);
    assert.notEqual(await picture(preview.page, '.see .port-map canvas'), before[1]);
  });

  it('fills the width it gets, before and after a resize', async () => {
    const preview = await open();
    await preview.send(exhaustedSnapshot());
    for (const width of [500, 900]) {
      await preview.page.setViewportSize({ width, height: 900 });
      await preview.page.waitForTimeout(150);
      const plot = await preview.page.locator('.see .plot').boundingBox();
      const canvas = await preview.page.locator('.see .plot canvas').first().boundingBox();
      assert.equal(Math.round(canvas!.width), Math.round(plot!.width));
    }
  });

  for (const reducedMotion of [false, true]) {
    it(`the port map ${reducedMotion ? 'stands still' : 'fades'} between snapshots where motion is ${reducedMotion ? 'reduced' : 'welcome'}`, async () => {
      const preview = await open({ reducedMotion });
      await preview.send(largeSnapshot());
      const before = await picture(preview.page, '.see .port-map canvas');
      await preview.page.waitForTimeout(2_800);
      const same = (await picture(preview.page, '.see .port-map canvas')) === before;
      assert.equal(same, reducedMotion);
    });
  }

  it('says what the pointer is on', async () => {
    const preview = await open();
    await preview.send(exhaustedSnapshot());
    await preview.page.hover('.see .port-map canvas', { position: { x: 8, y: 8 } });
    assert.match(
      (await preview.page.textContent('.ports .readout')) ?? '',
      /^Port 61000: waiting, \d+ s left$/,
    );
    const box = (await preview.page.locator('.see .plot .u-over').first().boundingBox())!;
    await preview.page.mouse.move(box.x + box.width - 2, box.y + 50);
    assert.match(
      (await preview.page.textContent('.chart .readout')) ?? '',
      /forecast: 201 ports occupied/,
    );
  });

  it('the arrow keys walk over the ports, a row at a time with Up and Down', async () => {
    const preview = await open();
    await preview.send(exhaustedSnapshot());
    const map = preview.page.locator('.see .port-map');
    await map.focus();
    const spoken = () => map.getAttribute('aria-valuetext');
    await preview.page.keyboard.press('End');
    assert.match((await spoken()) ?? '', /^Port 61200/);
    await preview.page.keyboard.press('Home');
    for (let step = 0; step < 7; step += 1) {
      await preview.page.keyboard.press('ArrowRight');
    }
    assert.equal(await spoken(), 'Port 61007: open');
    await preview.page.keyboard.press('ArrowDown');
    const columns = Number(/\d+/.exec((await spoken()) ?? '')?.[0]) - 61_007;
    assert.ok(columns > 20 && columns < 60, `a row has ${columns} ports`);
  });

  it('does not move the page under the reader when numbers change', async () => {
    const preview = await open();
    await preview.send(exhaustedSnapshot());
    await preview.page.evaluate('window.scrollTo(0, 1200)');
    await preview.send(exhaustedSnapshot());
    assert.equal(await preview.page.evaluate('window.scrollY'), 1_200);
  });
});
