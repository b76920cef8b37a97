/** The table of destinations in the real editor, after a real exhaustion, by keyboard alone. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { page } from './page';
import { sessionsEnd, stopDebugging, until } from './support/doctor';
import { endExhaustion, exhaust } from './support/exhaustion';
import { enterPanel, tabTo } from './support/keyboard';
import { checkInEveryTheme, needsPage } from './support/panel';
import { findingsGo } from './support/quickFixes';
import { debugProgram, portsComeFree, Witness } from './support/witness';

const port = 5_040;
const row = `tr:has(.row-toggle:has-text("127.0.0.1:${port}"))`;
const wait = { timeoutMs: 20_000 };
const settings = () => vscode.workspace.getConfiguration('socketDoctor');

describe('the table of destinations after an exhaustion, by keyboard', function () {
  this.timeout(240_000);
  const witness = new Witness();
  let document: vscode.TextDocument;

  before(async function () {
    needsPage(this);
    await portsComeFree();
    ({ document } = await exhaust(witness, 'parcels.js', port));
    await page.panelWaitFor(`${row} + .row-detail .call-place`, wait);
    await settings().update('sampleIntervalMs', 60_000); // so that nothing comes or goes under Tab
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed' && page.available) {
      console.log(`    what could be seen: ${await page.screenshot('failed-panel-table')}`);
    }
  });
  after(() => endExhaustion(witness));

  const texts = async (selector: string) => {
    const json = await page.panelEvaluate(
      `JSON.stringify([...document.querySelectorAll(${JSON.stringify(selector)})]
        .map(({ textContent }) => textContent))`,
    );
    return JSON.parse(String(json)) as readonly string[];
  };
  const names = () => texts('.destinations > .table > tbody > tr > th .row-toggle');
  const sortOf = (column: number) =>
    page.panelEvaluate(
      `document.querySelectorAll('.destinations > .table > thead th')[${column}].ariaSort`,
    );
  const tabToSort = async (column: number) => {
    await tabTo(`.destinations > .table > thead th:nth-child(${column + 1}) .sort`);
  };

  it('opens a row to its lines of code and its sockets, and shuts it', async () => {
    await enterPanel();
    await tabTo('.row-toggle');
    const lines = await texts('.row-detail .call-place .row-name:not([hidden])');
    assert.match(lines.join(), /^parcels\.js:\d+/);
    const socketsRead = async () => {
      const [first] = await texts('.sockets tbody tr');
      return first?.includes('TIME_WAIT') === true ? true : undefined;
    };
    await until('the sockets, one by one', socketsRead, 20_000);
    await page.press('Enter');
    assert.deepEqual(await texts('.row-detail'), []);
    await page.press('Enter');
    assert.equal((await texts('.row-detail')).length, 1);
    await checkInEveryTheme('table-opened');
  });

  it('sorts', async () => {
    await enterPanel();
    await tabToSort(0);
    await page.press('Enter');
    const ascending = await names();
    assert.ok(ascending.length > 1, ascending.join());
    assert.equal(await sortOf(0), 'ascending');
    await page.press('Enter');
    assert.equal(await sortOf(0), 'descending');
    assert.deepEqual(await names(), [...ascending].reverse());
    await page.screenshot('table-sorted');
    assert.deepEqual(await page.panelAxe(), []);
  });

  it('filters, by the name of a file too', async () => {
    const all = await names();
    await enterPanel();
    await tabTo('.filter-field');
    await page.type('parcels.js');
    assert.deepEqual(await names(), [`127.0.0.1:${port}`]);
    assert.deepEqual(await texts('.filter .row-note'), [`1 of ${all.length}`]);
    await page.screenshot('table-filtered');
    assert.deepEqual(await page.panelAxe(), []);
  });

  it('goes to the line that makes the calls, and applies its fix', async () => {
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await enterPanel();
    await tabTo('.call-place > .row-name');
    await page.press('Enter');
    const there = () => {
      const { selection } = vscode.window.activeTextEditor ?? editor;
      return document.lineAt(selection.start.line).text.includes('http.get(') ? true : undefined;
    };
    await until('the line in the editor', there, 20_000);
    await enterPanel();
    await tabTo('.call-place > .button:not(.row-name)');
    await page.press('Enter');
    await findingsGo(document.uri);
    assert.equal(document.isDirty, true, 'left for the person to save');
  });

  it('compares the run before with the one after, and hands the page out', async () => {
    await document.save();
    await settings().update('sampleIntervalMs', undefined);
    await portsComeFree();
    const before = { connections: witness.connectedAtMs.length, requests: witness.requests };
    await debugProgram(document.uri);
    const worthComparing = () => (witness.requests - before.requests >= 120 ? true : undefined);
    await until('120 calls of the mended program', worthComparing, 30_000);
    await stopDebugging();
    await sessionsEnd();
    // Those that a busy machine lets overlap need a connection each.
    const shared = witness.connectedAtMs.length - before.connections;
    assert.ok(shared < 20, `${shared} connections`);
    await settings().update('sampleIntervalMs', 60_000);
    await enterPanel();
    await tabTo('.runs input[type=radio]');
    await page.press('ArrowDown');
    await tabTo('.comparison .acts button');
    await page.press('Enter');
    const copied = async () => {
      const text = await vscode.env.clipboard.readText();
      return /^Before: .* After: /m.test(text) ? true : undefined;
    };
    await until('the comparison on the clipboard', copied, 20_000);
    await checkInEveryTheme('table-compared');
    const pictures = join(__dirname, '../out/screenshots');
    assert.ok((await readFile(join(pictures, 'table-compared-dark.png'))).length > 10_000);
  });
});
