import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Frame, Page } from 'playwright-core';
import { startBrowser } from '../host/browser.mjs';
import { whyNoNamespace } from '../host/namespace.mjs';

/** In the sample that `npm start` opens: the process that holds the port there. */
const pidFile = resolve('out/sample/holder.pid');

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

/** Waits for the address that `npm start` prints. */
async function addressFrom(started: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: started.stdout! })) {
    const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error('npm start ended without an address');
}

/** The panel's own frame, once it shows an element; an error after `timeoutMs`. */
async function panelWith(page: Page, selector: string, timeoutMs = 60_000): Promise<Frame> {
  const endMs = Date.now() + timeoutMs;
  while (Date.now() < endMs) {
    for (const frame of page.frames()) {
      // A frame that goes away meanwhile has none.
      if (
        (await frame
          .locator(selector)
          .count()
          .catch(() => 0)) > 0
      )
        return frame;
    }
    await page.waitForTimeout(200);
  }
  throw new Error(`The panel never showed ${selector}`);
}

/** Finds a command in the palette, and runs it. */
async function runCommand(page: Page, name: string): Promise<void> {
  const input = page.locator('.quick-input-widget input:focus');
  for (let tries = 0; tries < 10 && !(await input.isVisible()); tries += 1) {
    // A workbench that has just been loaded takes no notice of keys.
    await page.keyboard.press('F1');
    await input.waitFor({ timeout: 3_000 }).catch(() => undefined);
  }
  await page.keyboard.type(name);
  await page.locator('.quick-input-list .focused', { hasText: name }).waitFor();
  await page.keyboard.press('Enter');
}

/** Where an F5 was noticed late, the one after it is answered by a question: it wants no second client. */
async function dismissLateQuestion(page: Page): Promise<void> {
  if (await page.locator('.monaco-dialog-box').isVisible()) await page.keyboard.press('Escape');
}

/** Ends the server that a terminal left behind, where it still runs. */
async function endHolder(): Promise<void> {
  const holder = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  if (holder > 0 && isAlive(holder)) process.kill(holder, 'SIGKILL');
}

/** Types a command into a new terminal, whose shell may not listen at once. */
async function runInTerminal(page: Page, command: string): Promise<void> {
  const terminals = page.locator('.terminal-wrapper');
  const before = await terminals.count();
  await runCommand(page, 'Terminal: Create New Terminal');
  const deadlineMs = Date.now() + 30_000;
  while ((await terminals.count()) <= before && Date.now() < deadlineMs) {
    await page.waitForTimeout(100);
  }
  const active = page.locator('.terminal-wrapper.active');
  // The mark beside a prompt: the text itself is drawn on a canvas.
  await active.locator('.terminal-command-decoration').first().waitFor({ timeout: 30_000 });
  await active.locator('textarea').focus();
  await page.keyboard.type(command);
  await page.keyboard.press('Enter');
}

/** The seconds of the chart's table in which something was measured. */
async function measuredSeconds(panel: Frame): Promise<readonly string[]> {
  return panel
    .locator('.chart tbody tr')
    .evaluateAll((rows) =>
      rows
        .filter((row) => row.children[1]?.textContent !== '–')
        .map((row) => row.children[0]?.textContent ?? ''),
    );
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

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    const path = 'out/screenshots/failed-start.png';
    await page.screenshot({ path });
    console.log(`    what could be seen: ${path}`);
  });

  after(async () => {
    await endHolder();
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
      await dismissLateQuestion(page);
      // The editor takes no notice of F5 until its debuggers are loaded.
      await page.locator('.view-line').first().click();
      await page.keyboard.press('F5');
      await debugConsole.waitFor({ timeout: 10_000 }).catch(() => undefined);
    }
    const error = page.locator('.repl', { hasText: 'connect EADDRNOTAVAIL 127.0.0.1:5000' });
    await error.waitFor({ timeout: 30_000 });
    await dismissLateQuestion(page);
  });

  it('has its verdict, its curve and its runs again after a reload, and stays paused', async function () {
    const reason = whyNoNamespace();
    if (reason !== undefined) {
      console.log(`Skipped: ${reason}`);
      this.skip();
    }
    await dismissLateQuestion(page);
    const exhausted = 'h1:has-text("Out of local ports")';
    const before = await panelWith(page, exhausted);
    await before.locator('.runs tbody tr').first().waitFor();
    await before.locator('.chart details > summary').click();
    await before.locator('.chart tbody tr').first().waitFor();
    const headline = await before.locator('h1').first().textContent();
    await before.locator('.pause').click();
    const seconds = await measuredSeconds(before);
    assert.ok(seconds.length > 3, seconds.join());
    // In a browser VS Code writes down which editors are open every 5 s, when idle, and not at the end
    // (BROWSER_DEFAULT_FLUSH_INTERVAL in its browser/storageService.ts).
    await page.waitForTimeout(10_000);
    await before.evaluate('window.isOld = true');
    await Promise.all([page.waitForEvent('load'), runCommand(page, 'Developer: Reload Window')]);

    const after = await panelWith(page, exhausted);
    assert.equal(await after.evaluate('window.isOld'), undefined);
    assert.equal(await after.locator('h1').first().textContent(), headline);
    await after.locator('.live', { hasText: 'Paused' }).waitFor();
    const kept = (await measuredSeconds(after)).filter((second) => seconds.includes(second));
    assert.ok(kept.length > seconds.length / 2, `${kept.join()} of ${seconds.join()}`);
    await after.locator('.runs tbody tr').first().waitFor();
  });

  it('knows after a reload which terminal left the holder of a port behind, and stops it', async function () {
    const reason = whyNoNamespace();
    if (reason !== undefined) {
      console.log(`Skipped: ${reason}`);
      this.skip();
    }
    await endHolder(); // of a first try
    const holder = `setsid sh -c 'echo $$ > holder.pid; exec node server.js' > /dev/null`;
    // Long enough for a look at what runs below the terminal: what it left is known by that.
    await runInTerminal(page, `${holder} & sleep 8; exit`);
    await page.waitForTimeout(15_000);
    const processId = Number(await readFile(pidFile, 'utf8'));
    assert.ok(isAlive(processId));
    await Promise.all([page.waitForEvent('load'), runCommand(page, 'Developer: Reload Window')]);
    await panelWith(page, 'h1');

    await runInTerminal(page, 'node taken.js');
    const panel = await panelWith(page, '.live-bar:has-text("previous run")');
    assert.match(
      await panel.locator('.live-bar').innerText(),
      new RegExp(
        `Port 5000 is held by your previous run: node server\\.js \\(pid ${processId}\\), started .* by your terminal “`,
      ),
    );
    await panel.locator('.live-bar button').click();
    await panel.locator('.acts button', { hasText: 'Stop It' }).click();
    const question = page.locator('.monaco-dialog-box');
    await question.waitFor();
    assert.match(await question.innerText(), new RegExp(`pid ${processId}`));
    await question.locator('.monaco-button', { hasText: 'Stop' }).first().click();
    for (let tries = 0; tries < 100 && isAlive(processId); tries += 1) {
      await page.waitForTimeout(100);
    }
    assert.ok(!isAlive(processId));
  });

  it('ends with Ctrl+C and leaves nothing behind', async () => {
    started.kill('SIGINT');
    const [code] = (await once(started, 'exit')) as [number | null];
    assert.equal(code, 0);
    await assert.rejects(fetch(page.url()));
  });
});
