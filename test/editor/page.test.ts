import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { page } from './page';

const html = `<!doctype html><html lang="en"><head><title>Bridge</title></head><body><main>
  <h1>Not pressed</h1>
  <button onclick="document.querySelector('h1').textContent = 'Pressed'">Press</button>
  <label>Rate <input></label>
  <script>setTimeout(() => { throw new Error('from the webview'); });</script>
</main></body></html>`;

describe('the page of this editor', () => {
  let panel: vscode.WebviewPanel;

  before(function () {
    if (!page.available) {
      console.log('Skipped: a desktop build has no page to look at.');
      this.skip();
    }
    const options = { enableScripts: true };
    panel = vscode.window.createWebviewPanel('bridge', 'Bridge', vscode.ViewColumn.One, options);
    panel.webview.html = html;
  });
  after(() => {
    if (page.available) panel.dispose();
  });

  it('reads, clicks and fills what is in a webview of ours', async () => {
    assert.equal(await page.panelText('h1'), 'Not pressed');
    await page.panelClick('role=button[name="Press"]');
    assert.equal(await page.panelText('h1'), 'Pressed');
    await page.panelFill('input', '40');
    await page.press('End');
    await page.type('0');
    assert.equal(await page.panelEvaluate(`document.querySelector('input').value`), '400');
  });

  it('finds errors of the webview on the console', async () => {
    const errors = await page.consoleErrors();
    assert.ok(
      errors.some(({ text }) => text.includes('from the webview')),
      JSON.stringify(errors),
    );
  });

  it('finds what axe finds', async () => {
    assert.deepEqual(await page.panelAxe(), []);
    await page.panelEvaluate(`document.querySelector('label').replaceWith(
      document.createElement('input'))`);
    const rules = (await page.panelAxe()).map(({ id }) => id);
    assert.deepEqual(rules, ['label']);
  });

  it('takes a picture at the size and scale that were asked for', async () => {
    await page.setSize(1000, 700);
    const picture = await readFile(await page.screenshot('bridge', 2));
    // A PNG's header: width and height, big endian.
    assert.deepEqual([picture.readUInt32BE(16), picture.readUInt32BE(20)], [2000, 1400]);
  });

  it('says what was not there', async () => {
    const missing = page.panelText('#nowhere', { timeoutMs: 100 });
    await assert.rejects(missing, /#nowhere/);
    panel.dispose();
    await assert.rejects(page.panelText('h1', { timeoutMs: 500 }), /No panel/);
    assert.equal(await page.panelIsShown(), false);
  });
});
