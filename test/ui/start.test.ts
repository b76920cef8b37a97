import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../host/browser.mjs';
import { whyNoNamespace } from '../host/namespace.mjs';

/** Waits for the address that `npm start` prints. */
async function addressFrom(started: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: started.stdout! })) {
    const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error('npm start ended without an address');
}

describe('npm start without a desktop editor', () => {
  let started: ChildProcess;
  let browser: Browser;
  let page: Page;

  before(async () => {
    started = spawn(process.execPath, ['test/host/start.mjs'], {
      env: { ...process.env, SOCKET_DOCTOR_VSCODE: 'npm' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const address = await addressFrom(started);
    browser = await startBrowser();
    // High enough for the debug console to show an error together with its stack.
    page = await browser.newPage({ viewport: { width: 1440, height: 1600 } });
    await page.goto(address);
  });

  after(async () => {
    await browser.close();
    started.kill('SIGKILL');
  });

  it('shows the workbench with the sample’s client', async () => {
    await page.locator('.tab', { hasText: 'client.js' }).waitFor({ timeout: 60_000 });
    await page.locator('.view-line', { hasText: 'an agent for every call' }).waitFor();
  });

  it('runs out of ports after F5', async function () {
    const reason = whyNoNamespace();
    if (reason !== undefined) {
      console.log(`Skipped: ${reason}`);
      this.skip();
    }
    const debugConsole = page.locator('.repl');
    for (let tries = 0; tries < 10 && !(await debugConsole.isVisible()); tries += 1) {
      // The editor takes no notice of F5 until its debuggers are loaded.
      await page.locator('.view-line').first().click();
      await page.keyboard.press('F5');
      await debugConsole.waitFor({ timeout: 5000 }).catch(() => undefined);
    }
    const error = page.locator('.repl', { hasText: 'connect EADDRNOTAVAIL 127.0.0.1:5000' });
    await error.waitFor({ timeout: 30_000 });
  });

  it('ends with Ctrl+C and leaves nothing behind', async () => {
    started.kill('SIGINT');
    const [code] = (await once(started, 'exit')) as [number | null];
    assert.equal(code, 0);
    await assert.rejects(fetch(page.url()));
  });
});
