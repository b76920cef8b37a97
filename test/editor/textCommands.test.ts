import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Diagnosis } from '../../src/consultation';
import { page } from './page';
import { activateDoctor, until } from './support/doctor';
import { closeEditors, needsPage } from './support/panel';

const exhausted =
  '\u001B[31mError: connect EADDRNOTAVAIL 10.1.2.3:5432 - Local (0.0.0.0:0)\u001B[39m';
const taken = 'Error: listen EADDRINUSE: address already in use 127.0.0.1:34567';

describe('a text that a person has', function () {
  this.timeout(60_000);
  before(activateDoctor);
  afterEach(async () => {
    // Untitled documents would ask whether they are to be kept.
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await closeEditors();
  });

  const select = async (content: string, lines: readonly [from: number, to: number]) => {
    const document = await vscode.workspace.openTextDocument({ content, language: 'log' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(lines[0], 0, lines[1], 1_000);
  };

  it('is explained where it is selected in an editor, and only what is selected', async () => {
    await select(`${taken}\n    at main\n${exhausted}\nGET / 200\n`, [2, 2]);
    const diagnosis = await vscode.commands.executeCommand<Diagnosis>(
      'socketDoctor.analyzeSelection',
    );
    assert.equal(diagnosis.verdict.cause, 'pasted-text');
    assert.equal(diagnosis.verdict.illness, 'ephemeral-exhaustion');
    assert.deepEqual(diagnosis.error?.endpoint, { address: '10.1.2.3', port: 5_432 });
    assert.equal(diagnosis.occasion?.label, 'the selected text');
  });

  it('is explained from the clipboard, in the panel', async function () {
    needsPage(this);
    await vscode.env.clipboard.writeText(`2026-11-25 ${taken}`);
    const diagnosis = await vscode.commands.executeCommand<Diagnosis>(
      'socketDoctor.analyzeClipboard',
    );
    assert.equal(diagnosis.verdict.illness, 'address-taken');
    await page.panelWaitFor('h1:has-text("In this text")', { timeoutMs: 20_000 });
    assert.equal(await page.panelText('h1:visible'), diagnosis.verdict.headline);
    await page.screenshot('panel-pasted-text');
  });

  it('is explained from the terminal, and the clipboard keeps what it held', async function () {
    needsPage(this);
    await vscode.env.clipboard.writeText('mine');
    const terminal = vscode.window.createTerminal('Selected');
    try {
      terminal.show();
      terminal.sendText(`echo '${taken}'`);
      const found = await until(
        'the error in the terminal',
        async () => {
          await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
          return vscode.commands.executeCommand<Diagnosis | undefined>(
            'socketDoctor.analyzeTerminalSelection',
          );
        },
        20_000,
      );
      assert.equal(found.verdict.illness, 'address-taken');
      assert.equal(await vscode.env.clipboard.readText(), 'mine');
    } finally {
      terminal.dispose();
    }
  });

  it('is told why not, where it is advice that is wrong', async function () {
    needsPage(this);
    await vscode.commands.executeCommand('notifications.clearAll');
    await select('killall node\n', [0, 0]);
    await vscode.commands.executeCommand('socketDoctor.analyzeSelection');
    const told = await until(
      'the reason why not',
      async () => {
        await vscode.commands.executeCommand('notifications.showList');
        const text = await page.text('.notifications-center', { timeoutMs: 1_000 }).catch(() => '');
        return text.includes('killall') ? text : undefined;
      },
      10_000,
    );
    assert.doesNotMatch(told, /No socket error/);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('is said to hold no socket error where it holds none', async () => {
    await select('GET / 200\nECONNREFUSED\n', [0, 1]);
    const nothing = await vscode.commands.executeCommand('socketDoctor.analyzeSelection');
    assert.equal(nothing, undefined);
  });
});
