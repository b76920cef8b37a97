import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import * as vscode from 'vscode';
import { page } from './page';
import { activateDoctor, nextDiagnosis, until } from './support/doctor';
import { closeEditors, needsPage } from './support/panel';
import { debugScripted } from './support/scriptedAdapter';

/** Where they are all listed. As toasts they are not shown while the editor is driven by tests. */
const center = '.notifications-center';

/** What the notifications say that are there now. */
async function shown(): Promise<string> {
  await vscode.commands.executeCommand('notifications.showList');
  return page.text(center, { timeoutMs: 1_000 }).catch(() => '');
}

/**
 * Everything that was to be said has been said: notifications come in order, so when one of ours is
 * there, those before it are there too.
 */
async function saidAll(): Promise<string> {
  const barrier = `Barrier ${performance.now()}`;
  void vscode.window.showInformationMessage(barrier);
  const text = async () => {
    const said = await shown();
    return said.includes(barrier) ? said : undefined;
  };
  return until('the barrier', text, 20_000);
}

const occurrences = (text: string, part: string) => text.split(part).length - 1;

describe('the notification of an address that is taken', function () {
  this.timeout(120_000);
  let server: Server;
  let port: number;

  before(async function () {
    needsPage(this);
    await activateDoctor();
    await closeEditors();
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  beforeEach(() => vscode.commands.executeCommand('notifications.clearAll'));
  after(async () => {
    if (!page.available) return;
    server.close();
    await vscode.commands.executeCommand('notifications.clearAll');
    await closeEditors();
  });

  /** A program that meets the taken port, and says so more than once. */
  const runInto = async (name: string, times = 1) => {
    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === port, 30_000);
    const output = `Error: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`;
    await debugScripted(
      name,
      Array.from({ length: times }, () => ({ output })),
    );
    return struck;
  };

  it('comes once a session, with what it offers', async () => {
    const { verdict } = await runInto('Three times', 3);
    const said = await saidAll();
    assert.equal(occurrences(said, verdict.headline), 1, said);
    assert.match(said, /Open the Ports View/);
    assert.match(said, /More…/);
    assert.match(said, /Don't Show Again/);
    assert.equal(await page.panelIsShown(), false, 'and no panel opens by itself');
    await page.screenshot('notification');
  });

  it('opens the panel on "Show Why", which "More…" lists', async () => {
    const { verdict } = await runInto('Why');
    await shown();
    await page.click(`${center} >> text=More…`, { timeoutMs: 20_000 });
    await page.click('.quick-input-list .monaco-list-row >> text=Show Why', { timeoutMs: 20_000 });
    await page.panelWaitFor('h1:visible', { timeoutMs: 20_000 });
    assert.equal(await page.panelText('h1:visible'), verdict.headline);
    await closeEditors();
  });

  it('never comes back after "Don\'t Show Again"', async () => {
    await runInto('Not again');
    await shown();
    await page.click(`${center} >> text=Don't Show Again`, { timeoutMs: 20_000 });
    await until(
      'the notification to go',
      async () => ((await shown()).includes('More…') ? undefined : true),
      20_000,
    );
    const { verdict } = await runInto('The next run');
    const said = await saidAll();
    assert.equal(occurrences(said, verdict.headline), 0, said);
  });
});
