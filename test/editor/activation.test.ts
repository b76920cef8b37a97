import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './page';

describe('the extension in the editor', () => {
  it('is installed and activates', async () => {
    const extension = vscode.extensions.getExtension('socket-doctor.socket-doctor');
    assert.ok(extension, 'the editor does not know the extension');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that package.json promises', async () => {
    const extension = vscode.extensions.getExtension('socket-doctor.socket-doctor');
    await extension?.activate();
    const manifest = extension?.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = await vscode.commands.getCommands(true);
    for (const { command } of manifest.contributes.commands) {
      assert.ok(registered.includes(command), `${command} is not registered`);
    }
  });

  it('is on the screen', async function () {
    if (!page.available) {
      console.log('Skipped: a desktop build has no page to look at.');
      this.skip();
    }
    await page.setSize(1280, 800);
    await page.screenshot('workbench');
    assert.match(await page.text('.monaco-workbench'), /sample/i);
  });
});
