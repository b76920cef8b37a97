/** The blocks about the programs themselves: the lines that make calls, and runs side by side. */
import assert from 'node:assert/strict';
import { openJsdomPanel, type JsdomPanel } from './support/jsdomPanel';
import { exhaustedSnapshot } from './support/snapshots';

describe('the panel, on your programs', () => {
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

  it('shows each line that makes calls, with its figures, its way to the code and its fix', async () => {
    await panel.send(exhaustedSnapshot());
    const [own, foreign] = all('.calls tbody tr');
    assert.match(own!.textContent, /client\.ts:42.*callOrders.*38.*0 %.*95 %/s);
    const [open, fix] = [...own!.querySelectorAll<HTMLButtonElement>('.call-place > button')];
    open!.click();
    fix!.click();
    assert.deepEqual(panel.posted.slice(-2), [
      { type: 'openSite', siteId: 's-1' },
      { type: 'applyFix', findingId: 'f-1', fixId: 'reuse' },
    ]);
    // A library's line is no line to go to, and what is not known is said in words.
    const buttons = [...foreign!.querySelectorAll<HTMLButtonElement>('.call-place > button')];
    assert.ok(buttons.every(({ hidden }) => hidden));
    assert.match(foreign!.textContent, /not known/);
  });

  it('lays two runs side by side, and lets a person choose which', async () => {
    await panel.send(exhaustedSnapshot());
    assert.match(all('.runs .proof')[0]!.textContent, /^Before: 40 connections\/s.*After: 0\.2/);
    const radios = all('.runs input[type=radio]') as unknown as HTMLInputElement[];
    assert.deepEqual(
      radios.map(({ checked }) => checked),
      [false, true, true, false],
    );
    radios[2]!.checked = false;
    radios[0]!.checked = true;
    radios[0]!.dispatchEvent(
      new (panel.window as unknown as { Event: typeof Event }).Event('change'),
    );
    assert.deepEqual(panel.posted.at(-1), {
      type: 'compareRuns',
      beforeId: 'r-2',
      afterId: 'r-2',
    });
    const [copy, save, json] = all('.comparison button');
    copy!.click();
    save!.click();
    json!.click();
    assert.deepEqual(panel.posted.slice(-3), [
      { type: 'copyComparison' },
      { type: 'saveReport', format: 'markdown' }, // jsdom draws no chart
      { type: 'saveReport', format: 'json' },
    ]);
  });
});
