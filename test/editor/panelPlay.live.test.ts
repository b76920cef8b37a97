/** "Let me play" in the real editor, after a real exhaustion, by keyboard. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as vscode from 'vscode';
import { sustainableRatePerSecond, timeToExhaustionMs } from '../../src/explain/timeWaitModel';
import { page } from './page';
import { until } from './support/doctor';
import { endExhaustion, exhaust } from './support/exhaustion';
import { enterPanel, tabTo } from './support/keyboard';
import { checkInEveryTheme, needsPage } from './support/panel';
import { findingsGo } from './support/quickFixes';
import { Witness } from './support/witness';

const port = 5_030;
const wait = { timeoutMs: 20_000 };

describe('playing with the numbers of an exhaustion', function () {
  this.timeout(180_000);
  const witness = new Witness();
  const settings = () => vscode.workspace.getConfiguration('socketDoctor');
  let document: vscode.TextDocument;

  before(async function () {
    needsPage(this);
    ({ document } = await exhaust(witness, 'invoices.js', port));
    await page.panelWaitFor('.play .outcome', wait);
    await settings().update('sampleIntervalMs', 60_000); // so that nothing comes or goes under Tab
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed' && page.available) {
      console.log(`    what could be seen: ${await page.screenshot('failed-panel-play')}`);
    }
  });
  after(() => endExhaustion(witness));

  const outcome = () => page.panelText('.outcome-words', wait);
  /** The exact values that the numbers of the sum carry. */
  const sum = async () => {
    const json = await page.panelEvaluate(
      `JSON.stringify([...document.querySelectorAll('.sum-number')]
        .map((data) => [data.dataset.name, data.value]))`,
    );
    const pairs = JSON.parse(String(json)) as readonly (readonly [string, string])[];
    return new Map(pairs.map(([name, value]) => [name, Number(value)]));
  };

  it('opens by the keyboard and answers to it', async () => {
    await enterPanel();
    assert.match(await outcome(), /^Out of ports after /);
    await tabTo('[data-shortcut=keep-alive]');
    await page.press('Enter');
    assert.equal(await outcome(), 'Never out of ports');
    await tabTo('.slider[data-field=reuse]');
    await page.press('Home');
    assert.match(await outcome(), /^Out of ports after /);
    await tabTo('.slider-number[data-field=ports]');
    // Not Control+A: the editor takes it for itself and selects all a moment later.
    await page.press('End');
    for (let digits = 0; digits < 3; digits += 1) await page.press('Backspace');
    await page.type('64512');
    assert.equal((await sum()).get('capacity'), 64_512);
    await tabTo('.live-bar button');
    await page.press('Enter');
    assert.equal((await sum()).get('capacity'), 400);
  });

  it('shows what the model says, for any numbers', async () => {
    const figures = fc.record({
      calls: fc.integer({ min: 1, max: 20_000 }),
      reuse: fc.integer({ min: 0, max: 100 }),
      ports: fc.integer({ min: 10, max: 64_512 }),
      'time-wait': fc.integer({ min: 0, max: 240 }),
      hold: fc.integer({ min: 0, max: 600 }),
    });
    const check = async (given: Record<string, number>): Promise<void> => {
      for (const [field, value] of Object.entries(given)) {
        await page.panelFill(`.slider-number[data-field=${field}]`, String(value), wait);
      }
      const { calls = 0, reuse = 0, ports = 0, 'time-wait': timeWait = 0, hold = 0 } = given;
      const rate = calls * (1 - reuse / 100);
      const model = { capacity: ports, timeWaitMs: timeWait * 1_000, holdTimeMs: hold * 1_000 };
      const shown = await sum();
      assert.equal(shown.get('capacity'), ports);
      assert.equal(shown.get('rate'), rate);
      assert.equal(shown.get('sustainableRate'), sustainableRatePerSecond(model));
      assert.equal(shown.get('timeToExhaustion'), timeToExhaustionMs(model, rate, 0));
    };
    await fc.assert(fc.asyncProperty(figures, check), { numRuns: 15 });
  });

  it('can be read by everyone while it is played with, in four themes', async () => {
    await checkInEveryTheme('playing');
  });

  it('keeps its place and its history while it is hidden, moved and loaded again', async () => {
    await page.panelFill('.slider-number[data-field=ports]', '12345', wait);
    const before = await pastSeconds();
    assert.ok(before.length > 1, `${before.length} seconds`);
    await enterPanel();
    const other = await vscode.workspace.openTextDocument({ content: 'over the panel' });
    await vscode.window.showTextDocument(other, vscode.window.tabGroups.activeTabGroup.viewColumn);
    await until('the panel to hide', hidden, 20_000);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await page.panelWaitFor('.play .outcome', wait);
    assert.equal((await sum()).get('capacity'), 12_345);
    await keptSince(before);

    await enterPanel();
    await vscode.commands.executeCommand('workbench.action.moveEditorToFirstGroup');
    await page.panelWaitFor('.play .outcome', wait);
    assert.equal((await sum()).get('capacity'), 12_345);
    await keptSince(before);
    await vscode.commands.executeCommand('workbench.action.moveEditorToRightGroup');
    await page.panelWaitFor('.play .outcome', wait);

    await page.panelEvaluate('window.isOld = true');
    await vscode.commands.executeCommand('workbench.action.webview.reloadWebviewAction');
    const anew = async () =>
      (await page.panelEvaluate('window.isOld').catch(() => true)) === true ? undefined : true;
    await until('the panel’s page to be loaded again', anew, 20_000);
    await page.panelWaitFor('.play .outcome', wait);
    assert.equal((await sum()).get('capacity'), 12_345);
    await keptSince(before);

    async function hidden(): Promise<true | undefined> {
      return (await page.panelIsShown()) ? undefined : true;
    }
  });

  /** The seconds of the chart's table in which something was measured, as they are written there. */
  async function pastSeconds(): Promise<readonly string[]> {
    const json = await page.panelEvaluate(
      `JSON.stringify([...document.querySelectorAll('.chart tbody tr')]
        .filter((row) => row.cells[1].textContent !== '–')
        .map((row) => row.cells[0].textContent))`,
    );
    return JSON.parse(String(json)) as readonly string[];
  }

  /** The window slides over two minutes; what has not slid out of it must still be there. */
  async function keptSince(before: readonly string[]): Promise<void> {
    const after = await pastSeconds();
    const start = before.indexOf(after[0] ?? '');
    assert.ok(start >= 0, `${before.join(' ')} | ${after.join(' ')}`);
    assert.deepEqual(after.slice(0, before.length - start), before.slice(start));
  }

  it('leads to the line and mends it, without a mouse', async () => {
    await enterPanel();
    await tabTo('.findings .card-head button');
    await page.press('Enter');
    const atTheLine = () => {
      const editor = vscode.window.activeTextEditor;
      if (editor?.document !== document) return undefined;
      const { text } = document.lineAt(editor.selection.start.line);
      return text.includes('new http.Agent(') ? true : undefined;
    };
    await until('the line in the editor', atTheLine, 20_000);
    await enterPanel();
    await tabTo('.findings .fix button');
    await page.press('Enter');
    await findingsGo(document.uri);
    assert.equal(document.isDirty, true, 'left for the person to save');
  });
});
