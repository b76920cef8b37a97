import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import * as vscode from 'vscode';
import type { Snapshot } from '../../src/present/panel/protocol';
import { page } from './page';
import { activateDoctor, nextDiagnosis } from './support/doctor';
import { checkInEveryTheme, closeEditors, needsPage } from './support/panel';
import { debugScripted } from './support/scriptedAdapter';

/** The exhaustion itself is looked at in panelActs.live.test.ts. */
describe('the panel for everyone, in four themes', function () {
  this.timeout(120_000);
  let server: Server;

  before(async function () {
    needsPage(this);
    await activateDoctor();
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    await closeEditors();
  });
  after(async () => {
    if (!page.available) return;
    server.close();
    await closeEditors();
  });

  it('when an address is taken', async () => {
    const { port } = server.address() as AddressInfo;
    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === port, 30_000);
    const output = `Error: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`;
    await debugScripted('Taken', [{ output }]);
    await struck;
    await vscode.commands.executeCommand('socketDoctor.analyze');
    await page.panelWaitFor(`h1:has-text("${port}")`, { timeoutMs: 30_000 });
    await checkInEveryTheme('address-taken');
  });

  it('when all is well', async () => {
    await debugScripted('Says nothing', []); // A new run closes the case of the one before.
    await vscode.commands.executeCommand('socketDoctor.analyze');
    await page.panelWaitFor('[data-tone="calm"] h1', { timeoutMs: 30_000 });
    await checkInEveryTheme('healthy');
  });

  it('before the first look', async () => {
    // Here that lasts for milliseconds, because a visible panel measures. So its message is sent by
    // hand; the number makes it newer than any of the extension's.
    const empty: Snapshot = {
      type: 'snapshot',
      seq: 1e9,
      phase: 'empty',
      machine: '',
      live: false,
      numbers: [],
      calls: [],
      destinations: [],
      sockets: [],
      findings: [],
      remedies: [],
      acts: [],
      doors: [],
      unreadable: [],
    };
    await page.panelEvaluate(`window.postMessage(${JSON.stringify(empty)}, '*')`);
    await page.panelWaitFor('.empty h1:visible', { timeoutMs: 20_000 });
    await checkInEveryTheme('empty');
  });
});
