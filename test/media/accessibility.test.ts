/** axe-core on every state: its structural rules in jsdom, all of them in a browser. */
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import { browserFor, bundlePanel, openPreview } from './preview/preview';
import { themes } from './preview/themes';
import type { ThemeName } from './preview/themes';
import { openJsdomPanel } from './support/jsdomPanel';
import { scenes } from './support/scenes';

/** Each violation with the elements it was found on. */
function violations({ violations: found }: AxeResults): readonly string[] {
  return found.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`,
    ),
  );
}

const runAxe = 'axe.run(document, { resultTypes: ["violations"] })';

/** jsdom lays nothing out and draws nothing, so it cannot judge contrast. */
const inJsdom =
  'axe.run(document, { resultTypes: ["violations"], rules: { "color-contrast": { enabled: false } } })' +
  '.then(({ violations }) => JSON.parse(JSON.stringify({ violations })))';

/** What is folded away must be right too. */
function unfold(document: Document): void {
  for (const details of document.querySelectorAll('details')) {
    details.open = true;
  }
  for (const term of document.querySelectorAll<HTMLButtonElement>('.term')) {
    term.click();
  }
}

describe('accessibility, structure (axe in jsdom)', () => {
  for (const [name, { snapshot, act }] of Object.entries(scenes)) {
    it(`finds nothing in the state '${name}'`, async () => {
      const panel = await openJsdomPanel();
      await panel.send({ type: 'init', l10n: {} });
      await panel.send(snapshot());
      act?.(panel.document);
      unfold(panel.document);
      panel.window.eval(axe.source);
      const results = structuredClone(await panel.window.eval(inJsdom)) as AxeResults;
      panel.close();
      assert.deepEqual(violations(results), []);
    });
  }
});

describe('accessibility, in a browser (axe)', function () {
  this.timeout(120_000);
  let browser: Browser | undefined;
  let bundle: ReadonlyMap<string, string>;

  before(async function () {
    browser = await browserFor(this);
    bundle = await bundlePanel();
  });

  after(async () => {
    await browser?.close();
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    for (const width of theme === 'dark' ? [320, 720] : [720]) {
      it(`finds nothing in any state, theme ${theme}, ${width} px wide`, async () => {
        assert.ok(browser);
        const found: string[] = [];
        let preview = await openPreview(browser, bundle, { theme, width });
        for (const [name, { snapshot, act }] of Object.entries(scenes)) {
          await preview.send(snapshot());
          if (act) await preview.page.evaluate(`(${act.toString()})(document)`);
          await preview.page.evaluate(`(${unfold.toString()})(document)`);
          await preview.page.evaluate(axe.source);
          const results = await preview.page.evaluate<AxeResults>(runAxe);
          found.push(...violations(results).map((violation) => `${name}: ${violation}`));
          if (act) {
            // What one reader did to a page is not the next one's.
            await preview.close();
            preview = await openPreview(browser, bundle, { theme, width });
          }
        }
        await preview.close();
        assert.deepEqual(found, []);
      });
    }
  }
});
