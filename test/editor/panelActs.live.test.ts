import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './page';
import { until } from './support/doctor';
import { endExhaustion, exhaust } from './support/exhaustion';
import { checkInEveryTheme, needsPage } from './support/panel';
import { findingsAppear, findingsGo } from './support/quickFixes';
import { Witness } from './support/witness';

const port = 5_020;
const wait = { timeoutMs: 20_000 };

describe('what can be done in the panel after an exhaustion', function () {
  this.timeout(120_000);
  const witness = new Witness();
  const settings = () => vscode.workspace.getConfiguration('socketDoctor');
  let document: vscode.TextDocument;
  let original: string;

  before(async function () {
    needsPage(this);
    const exhausted = await exhaust(witness, 'orders.js', port);
    document = exhausted.document;
    original = document.getText();
    assert.equal(exhausted.diagnosis.verdict.illness, 'ephemeral-exhaustion');
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed' && page.available) {
      console.log(`    what could be seen: ${await page.screenshot('failed-panel-acts')}`);
    }
  });
  after(() => endExhaustion(witness));

  /** The line that the editor shows after an act, counted from 1. */
  const lineShown = (wanted: RegExp) =>
    until(
      `the editor at ${wanted}`,
      () => {
        const editor = vscode.window.activeTextEditor;
        if (editor?.document !== document) return undefined;
        return wanted.test(document.lineAt(editor.selection.start.line).text) ? true : undefined;
      },
      20_000,
    );

  /** Keeps looks that come by themselves away for a minute; resolves with the time of the last. */
  const looksRest = async () => {
    await settings().update('sampleIntervalMs', 60_000);
    let readAt = '';
    let sinceMs = Date.now();
    const resting = async () => {
      const now = await page.panelText('.measured-at', wait);
      if (now !== readAt) [readAt, sinceMs] = [now, Date.now()];
      return Date.now() - sinceMs > 2_500 ? readAt : undefined;
    };
    return until('the looks to rest', resting, 30_000);
  };

  it('can be read by everyone, in four themes', async () => {
    await checkInEveryTheme('exhaustion');
  });

  it('reaches everything by Tab alone, in the order of the page', async () => {
    await looksRest(); // so that nothing comes or goes while Tab is pressed
    // What a person could press; the chart and the port picture are among it.
    const reachable = `[...document.querySelectorAll('button, summary, a[href], [tabindex="0"]')]
      .filter((e) => e.checkVisibility())`;
    const count = Number(await page.panelEvaluate(`(window.reachable = ${reachable}).length`));
    assert.ok(count > 10, `${count} things to press`);
    await page.panelEvaluate('window.visited = []; window.reachable[0].focus()');
    // Numbers go on coming, so a thing may come or go meanwhile; what stays must be reached.
    const visit = `(() => {
      const here = document.activeElement;
      if (here === document.body || window.visited.includes(here)) return false;
      window.visited.push(here);
      return true;
    })()`;
    for (let presses = 0; presses < 2 * count; presses += 1) {
      if ((await page.panelEvaluate(visit)) !== true) break;
      await page.press('Tab');
    }
    const missed = `window.reachable
      .filter((e) => e.isConnected && e.checkVisibility() && !window.visited.includes(e))
      .map((e) => e.outerHTML.slice(0, 200))`;
    assert.deepEqual(await page.panelEvaluate(missed), []);
    const outOfOrder = `window.visited.filter((e, i) => i > 0 && e.isConnected &&
      window.visited[i - 1].isConnected &&
      !(window.visited[i - 1].compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)).length`;
    assert.equal(await page.panelEvaluate(outOfOrder), 0);
  });

  it('opens the code at the line, from the error and from the finding', async () => {
    await page.panelFocus('.acts >> role=button[name=/Go to code/]', wait);
    await page.press('Enter');
    await lineShown(/http\.get\(/);
    await page.panelFocus('.findings >> role=button[name=/Go to code: orders\\.js:/]', wait);
    await page.press('Enter');
    await lineShown(/new http\.Agent\(/);
  });

  it('puts a command on the clipboard and does not run it', async () => {
    await vscode.env.clipboard.writeText('nothing yet');
    const command = (await page.panelText('.remedy .command code:visible', wait)).trim();
    assert.match(command, /ip_local_port_range/);
    await page.panelFocus('.remedy .copy:visible', wait);
    await page.press('Enter');
    const copied = async () =>
      (await vscode.env.clipboard.readText()) === command ? true : undefined;
    await until(`"${command}" on the clipboard`, copied, 20_000);
    await page.panelWaitFor('.remedy .copy >> text=Copied', wait);
  });

  it('measures again when asked', async () => {
    const readAt = await looksRest();
    await page.panelFocus('role=button[name="Measure again"]', wait);
    await page.press('Enter');
    const changed = async () =>
      (await page.panelText('.measured-at', wait)) === readAt ? undefined : true;
    await until('a new look', changed, 20_000);
  });

  it('mends the code by its first button, and one undo takes that back', async () => {
    await page.panelEvaluate(
      `window.stale = document.querySelector('.findings .fix button'); undefined`,
    );
    await page.panelFocus('role=button[name=/Share one keep-alive agent.* in orders\\.js:/]', wait);
    await page.press('Enter');
    await findingsGo(document.uri);
    const fixed = document.getText();
    assert.notEqual(fixed, original);
    assert.equal(document.isDirty, true, 'left for the person to save');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), original);
    await findingsAppear(document.uri);
    await vscode.commands.executeCommand('redo');
    assert.equal(document.getText(), fixed);
    await findingsGo(document.uri);
  });

  it('refuses politely what is no longer true', async () => {
    const text = document.getText();
    await vscode.commands.executeCommand('notifications.clearAll');
    await page.panelEvaluate('window.stale.click()');
    const refused = async () => {
      await vscode.commands.executeCommand('notifications.showList');
      const said = await page.text('.notifications-center', wait);
      return said.includes('nothing was edited') ? true : undefined;
    };
    await until('the refusal', refused, 20_000);
    assert.equal(document.getText(), text);
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
