import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { FixAll } from '../../src/present/fixAll';
import { WorkspaceLook } from '../../src/present/workspaceLook';
import { page } from './page';
import { activateDoctor, until } from './support/doctor';
import { needsPage } from './support/panel';

/** More files than a look reads at once. */
const fileCount = 12;

/** Work on one file that goes on until somebody lets it end. */
class Gate {
  started = 0;
  private open: (() => void)[] = [];
  private isOpen = false;

  readonly pass = (): Promise<void> => {
    this.started += 1;
    return new Promise((resolve) => {
      if (this.isOpen) resolve();
      else this.open.push(resolve);
    });
  };

  readonly release = (): void => {
    this.isOpen = true;
    for (const resolve of this.open) resolve();
  };
}

/** An analyzer that waits at the gate before each answer, and knows whether it was ended. */
function gatedAnalyzer(gate: Gate) {
  const state = { isDisposed: false };
  const createAnalyzer = () => ({
    analyze: async () => {
      await gate.pass();
      return { kind: 'findings', findings: [] } as const;
    },
    dispose: () => {
      state.isDisposed = true;
    },
  });
  return { state, createAnalyzer };
}

/**
 * Presses the button of the progress that is shown, as a person does. The editor's messages come in
 * order, so once the next command is answered, we have been told of the press.
 */
async function pressCancel(title: string): Promise<void> {
  await vscode.commands.executeCommand('notifications.showList');
  const row = `.notifications-center .notification-list-item:has-text("${title}")`;
  await page.click(`${row} >> text=Cancel`, { timeoutMs: 20_000 });
  await vscode.commands.executeCommand('notifications.hideList');
}

describe('cancelling', () => {
  const workspace = vscode.workspace.workspaceFolders![0]!.uri;
  const folder = vscode.Uri.joinPath(workspace, 'cancelling');
  const log = vscode.window.createOutputChannel('cancelling', { log: true });
  let gate: Gate;

  before(async function () {
    needsPage(this);
    await activateDoctor();
    for (let index = 0; index < fileCount; index += 1) {
      const uri = vscode.Uri.joinPath(folder, `file${index}.js`);
      await vscode.workspace.fs.writeFile(uri, Buffer.from('exports.answer = 42;\n'));
    }
  });
  beforeEach(() => {
    gate = new Gate();
  });
  after(async () => {
    log.dispose();
    await rm(folder.fsPath, { recursive: true, force: true });
  });

  const started = (files: number) =>
    until(`${files} files under way`, () => (gate.started >= files ? true : undefined), 30_000);

  it('a look through the workspace reads no further file, and says that it was cancelled', async () => {
    const { state, createAnalyzer } = gatedAnalyzer(gate);
    const findings = { analyzeFile: gate.pass, all: () => [] };
    const look = new WorkspaceLook({ findings, createAnalyzer, isEnabled: () => true, log });
    const result = look.runAsked();
    await started(4);
    await pressCancel('Looking for code that opens a connection per call');
    gate.release();
    const { filesRead, isCancelled } = await result;
    assert.deepEqual({ filesRead, isCancelled }, { filesRead: 4, isCancelled: true });
    assert.equal(gate.started, 4);
    assert.ok(state.isDisposed, 'its thread has ended');
    look.dispose();
  });

  it('a look that the end of the extension cuts short reads no further file either', async () => {
    const { state, createAnalyzer } = gatedAnalyzer(gate);
    const findings = { analyzeFile: gate.pass, all: () => [] };
    const look = new WorkspaceLook({ findings, createAnalyzer, isEnabled: () => true, log });
    const result = look.runAsked();
    await started(4);
    look.dispose();
    gate.release();
    const { filesRead, isCancelled } = await result;
    assert.deepEqual({ filesRead, isCancelled }, { filesRead: 4, isCancelled: true });
    assert.ok(state.isDisposed, 'its thread has ended');
  });

  it('fix all in the workspace reads no further file, and shows no preview', async () => {
    const { state, createAnalyzer } = gatedAnalyzer(gate);
    const fixAll = new FixAll({
      analyzer: createAnalyzer(),
      createAnalyzer,
      contexts: { of: () => Promise.resolve({}) },
    });
    const result = fixAll.inWorkspace();
    await started(1);
    await pressCancel('Looking for fixes in the workspace');
    gate.release();
    assert.equal(await result, 'cancelled');
    assert.equal(gate.started, 1);
    assert.ok(state.isDisposed, 'its thread has ended');
  });
});
