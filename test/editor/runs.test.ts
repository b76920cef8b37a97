/** Before and after: two real debug sessions, laid side by side in the panel's words. */
import assert from 'node:assert/strict';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { page } from './page';
import { CallServer } from './support/callServer';
import { activateDoctor, sessionsEnd, until } from './support/doctor';
import { closeEditors, needsPage } from './support/panel';

const folder = vscode.workspace.workspaceFolders![0]!;
const { extensionPath } = vscode.extensions.getExtension('socket-doctor.socket-doctor')!;

describe('runs', () => {
  const written: string[] = [];
  let server: CallServer;

  before(async () => {
    await activateDoctor();
    server = new CallServer();
    await server.listen();
  });
  after(async () => {
    server.close();
    for (const path of written) await rm(path, { force: true });
    await closeEditors();
  });

  it('are compared: one connection per call before, shared ones after', async function () {
    needsPage(this);
    await run('closesFirst.cjs');
    await run('fetch.mjs');
    await vscode.commands.executeCommand('socketDoctor.analyze');
    const sentence = await until(
      'the comparison',
      async () => {
        const text = await page.panelText('.runs .proof').catch(() => '');
        return /After: .*9\d(\.\d)? % reused, ran/.test(text) ? text : undefined;
      },
      30_000,
    );
    assert.match(sentence, /^Before: .* 0 % reused, ran .*\. After: .* 9\d(\.\d)? % reused, ran /);
    await page.panelClick('.comparison button >> nth=0');
    const copied = await until(
      'the Markdown',
      async () => {
        const text = await vscode.env.clipboard.readText();
        return text.startsWith('## ') ? text : undefined;
      },
      10_000,
    );
    assert.match(copied, /\| Requests \| 150 \| 150 \|/);
    assert.match(copied, /\| Connections reused \| 0 % \| 9\d(\.\d)? % \|/);
  });

  async function run(file: string): Promise<void> {
    const program = vscode.Uri.joinPath(folder.uri, file);
    written.push(program.fsPath);
    await cp(join(extensionPath, 'test/fixtures/probe/programs', file), program.fsPath);
    const started = await vscode.debug.startDebugging(folder, {
      type: 'node',
      request: 'launch',
      name: 'Compared',
      program: program.fsPath,
      args: [`http://127.0.0.1:${server.port}/`, '150'],
      console: 'internalConsole',
    });
    assert.equal(started, true);
    await sessionsEnd();
  }
});
