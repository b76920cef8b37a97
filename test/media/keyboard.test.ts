/** The panel by keyboard alone, enlarged, narrow and without motion, in a real browser. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { browserFor, bundlePanel, openPreview } from './preview/preview';
import type { Preview, PreviewOptions } from './preview/preview';
import { exhaustedSnapshot } from './support/snapshots';

describe('the panel by keyboard, enlarged and still', function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let bundle: ReadonlyMap<string, string>;
  let preview: Preview;

  before(async function () {
    browser = await browserFor(this);
    bundle = await bundlePanel();
  });
  after(async () => {
    await browser?.close();
  });
  afterEach(async () => {
    await preview.close();
  });

  const open = async (options: Partial<PreviewOptions> = {}): Promise<Page> => {
    assert.ok(browser);
    preview = await openPreview(browser, bundle, { theme: 'dark', width: 720, ...options });
    await preview.send(exhaustedSnapshot());
    return preview.page;
  };

  /** Presses Tab until the element has the focus; fails after more presses than there are stops. */
  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let presses = 0; presses < 150; presses += 1) {
      await page.keyboard.press('Tab');
      const reached = await page.evaluate(
        (wanted) => document.activeElement?.matches(wanted) ?? false,
        selector,
      );
      if (reached) return;
    }
    assert.fail(`Tab never reached ${selector}`);
  }

  it('plays: a slider, a question, the curve, the picture and the way back', async () => {
    const page = await open({ reducedMotion: true });
    const said = () => page.textContent('.outcome-words');
    await tabTo(page, '[data-shortcut=widen]');
    await page.keyboard.press('Enter');
    assert.equal(await said(), 'Never out of ports');
    await tabTo(page, '.slider[data-field=calls]');
    await page.keyboard.press('End');
    assert.equal(await said(), 'Out of ports after 2.8 seconds');
    await page.keyboard.press('ArrowLeft');
    assert.match(await page.inputValue('.slider-number[data-field=calls]'), /^19\d00$/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('40');
    assert.equal(await said(), 'Never out of ports');
    await tabTo(page, '.level .plot');
    await page.keyboard.press('Home');
    assert.match((await page.textContent('.play .ports .summary')) ?? '', /^After 0 ms/);
    await tabTo(page, '.play .port-map');
    await page.keyboard.press('ArrowRight');
    assert.match((await page.textContent('.play .ports .readout')) ?? '', /^Ports? 1/);
    await tabTo(page, '.live-bar button');
    await page.keyboard.press('Enter');
    assert.equal(await page.isVisible('.live-bar'), false);
    assert.equal(await said(), 'Out of ports after 5 seconds');
  });

  it('pauses, looks back and goes on', async () => {
    const page = await open();
    await tabTo(page, '.pause');
    await page.keyboard.press('Enter');
    assert.equal(await page.textContent('.live'), 'Paused');
    await tabTo(page, '.look-back .slider');
    await page.keyboard.press('ArrowLeft');
    assert.match((await page.textContent('.look-back-moment')) ?? '', /, 1 s before$/);
    await tabTo(page, '.live-bar button');
    await page.keyboard.press('Enter');
    assert.equal(await page.textContent('.live'), 'Live');
  });

  it('never hides what has the focus behind the bar that leads back', async () => {
    const page = await open({ height: 500 });
    await page.click('[data-shortcut=keep-alive]');
    const hidden: string[] = [];
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      const behind = await page.evaluate(() => {
        const focused = document.activeElement;
        const bar = document.querySelector('.live-bar');
        if (!focused || !bar || bar.contains(focused) || focused === document.body) return '';
        const box = focused.getBoundingClientRect();
        const top = bar.getBoundingClientRect().top;
        return box.top >= top - 4 && box.height < 300 ? focused.outerHTML.slice(0, 120) : '';
      });
      if (behind !== '') hidden.push(behind);
    }
    assert.deepEqual(hidden, []);
  });

  for (const [what, options] of [
    ['at a zoom of 200 %', { width: 360, scale: 2 }],
    ['320 px wide', { width: 320 }],
  ] as const) {
    it(`can be played ${what}: nothing is cut off or covered`, async () => {
      const page = await open({ ...options, reducedMotion: true });
      await page.click('[data-shortcut=keep-alive]');
      for (const slider of await page.locator('.play .slider').all()) {
        const box = await slider.boundingBox();
        assert.ok(box && box.width >= 100 && box.x + box.width <= options.width);
      }
      const order = await page.evaluate(() =>
        ['.outcome', '.sliders', '.level'].map(
          (part) => document.querySelector(part)!.getBoundingClientRect().top,
        ),
      );
      assert.deepEqual(
        order,
        [...order].sort((a, b) => a - b),
        'the answer first',
      );
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('.play *')]
          .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0)
          .filter((part) => {
            const { overflowX, clipPath } = getComputedStyle(part);
            // What is clipped away on purpose is for those who listen.
            return overflowX === 'hidden' && clipPath === 'none';
          })
          .map((part) => part.className),
      );
      assert.deepEqual(cut, []);
    });
  }

  for (const reducedMotion of [false, true]) {
    it(`the life of a port ${reducedMotion ? 'stands still where motion is reduced' : 'plays once in sight, and again when asked'}`, async () => {
      const page = await open({ reducedMotion });
      const running = () =>
        page.evaluate(() => document.querySelector('.life-marker')!.getAnimations().length);
      await page.evaluate(() => {
        document.querySelector('.life-track')!.scrollIntoView({ block: 'center' });
      });
      if (reducedMotion) {
        await page.waitForTimeout(300);
        assert.equal(await running(), 0);
        assert.equal(await page.isVisible('.life > .button'), false);
        return;
      }
      await page.waitForFunction(
        () => document.querySelector('.life-marker')!.getAnimations().length > 0,
      );
      await page.evaluate(() => {
        for (const run of document.querySelector('.life-marker')!.getAnimations()) run.finish();
      });
      assert.equal(await running(), 0);
      await page.click('.life > .button');
      assert.equal(await running(), 1);
    });
  }

  it('stands still where the editor asks for it', async () => {
    const page = await open();
    await page.evaluate(() => {
      document.body.classList.add('vscode-reduce-motion');
    });
    await page.waitForFunction(
      () => document.querySelector<HTMLElement>('.life > .button')!.hidden,
    );
  });

  it('draws the curve of the sliders, anew with each move and in each theme', async () => {
    // What is out of sight is drawn seldom: so high that both pictures are in sight at once.
    const page = await open({ reducedMotion: true, height: 2_400 });
    await page.locator('.play').scrollIntoViewIfNeeded();
    const pictures = () =>
      Promise.all(
        ['.level canvas', '.play .port-map canvas'].map((selector) =>
          page.$eval(selector, (canvas) => (canvas as HTMLCanvasElement).toDataURL()),
        ),
      );
    /** The pictures once both are others than before; a busy machine draws late. */
    const drawnAnew = async (before: readonly string[]) => {
      const deadlineMs = Date.now() + 10_000;
      for (;;) {
        const now = await pictures();
        if (now.every((picture, index) => picture !== before[index])) return now;
        assert.ok(Date.now() < deadlineMs, 'both pictures are drawn anew');
      }
    };
    const before = await pictures();
    await page.click('[data-shortcut=keep-alive]');
    const moved = await drawnAnew(before);
    await preview.setTheme('light');
    await drawnAnew(moved);
    assert.deepEqual(await preview.troubles(), []);
  });
});
