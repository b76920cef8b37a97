import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { page } from './page';
import { activateDoctor, sessionsEnd, until } from './support/doctor';
import { loggedAs, ourLogLines } from './support/log';
import { closeEditors, needsPage } from './support/panel';
import { debugScripted, type ScriptedOutput } from './support/scriptedAdapter';

const rows = 28_000;
/** Exit code of the maker where no namespace can be made. */
const cannotMakeNamespace = 77;
/** Slower than this and a person would feel it; a loaded machine gets what it needs. */
const longestGapMs = 1_000;

/** A process in a network namespace of its own, whose socket table is full of TIME_WAIT rows. */
async function fillTable(): Promise<{ child: ChildProcess; processId: number } | undefined> {
  const { extensionPath } = vscode.extensions.getExtension('socket-doctor.socket-doctor')!;
  const maker = join(extensionPath, 'test/bench/support/manySockets.mjs');
  const child = spawn(process.execPath, [maker, '--rows', String(rows)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const first = await Promise.race([said, ended]);
  if (first[0] === cannotMakeNamespace) return undefined;
  assert.equal(typeof first[0], 'string', `the maker of sockets ended with ${first[0]}`);
  const { processId } = JSON.parse(String(first[0])) as { processId: number };
  return { child, processId };
}

/** The truth, read by the test: rows in TIME_WAIT (06) towards 127.0.0.1:1024. */
function waitingRows(processId: number): number {
  const table = readFileSync(`/proc/${processId}/net/tcp`, 'latin1');
  return table.split(' 0100007F:0400 06 ').length - 1;
}

/** Measures how long the extension host ever keeps a timer of 10 ms waiting. */
function watchEventLoop(): () => number {
  let longestMs = 0;
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
  }, 10);
  return () => {
    clearInterval(timer);
    return longestMs;
  };
}

describe('a full socket table', function () {
  this.timeout(180_000);
  let filled: { child: ChildProcess; processId: number } | undefined;
  let isDone = false;

  before(async function () {
    needsPage(this);
    await activateDoctor();
    await closeEditors();
    filled = await fillTable();
    if (filled === undefined) {
      console.log('    skipped: no network namespace can be made inside this one');
      this.skip();
    }
  });
  after(async () => {
    isDone = true;
    filled?.child.kill();
    await sessionsEnd();
    if (page.available) await closeEditors();
  });

  it('is shown with all its rows, and holds up neither the editor nor the debug console', async () => {
    const { processId } = filled!;
    const errorsBefore = (await page.consoleErrors()).length;
    const logBefore = (await ourLogLines()).length;
    await vscode.commands.executeCommand('workbench.panel.repl.view.focus');

    let printed = 0;
    const talk = async function* (): AsyncGenerator<ScriptedOutput> {
      while (!isDone) {
        printed += 1;
        yield { output: `line ${printed} of the program\n` };
        await sleep(20);
      }
    };
    const session = debugScripted('Full table', talk(), processId);
    const printing = until('the program to print', () => printed > 5 || undefined, 30_000);
    await Promise.race([printing, session]); // A session that fails says why.

    const before = waitingRows(processId);
    const printedBefore = printed;
    const longestGap = watchEventLoop();
    await vscode.commands.executeCommand('socketDoctor.analyze');
    await page.panelWaitFor('tr:has-text("127.0.0.1:1024")', { timeoutMs: 60_000 });
    const row = await page.panelText('.destinations tr:has-text("127.0.0.1:1024")');
    const gapMs = longestGap();
    const after = waitingRows(processId);
    console.log(
      `    ${before} rows; the extension host was busy for at most ${gapMs.toFixed(0)} ms, ` +
        `and the program printed ${printed - printedBefore} lines meanwhile`,
    );

    // A row goes after a minute, so on a slow machine the first may go while the last are read.
    const shown = row.match(/\d[\d,]*/g)!.map((figure) => Number(figure.replaceAll(',', '')));
    assert.ok(before > rows / 2, `${before} rows are no full table`);
    assert.ok(
      shown.some((figure) => after <= figure && figure <= before),
      `${row} should say ${after} to ${before}`,
    );
    assert.ok(gapMs < longestGapMs, `${gapMs} ms`);

    // A line that was printed after the look is on the screen.
    const last = printed;
    await until(
      'the debug console to show a later line',
      async () => {
        const lines = [...(await page.text('.repl')).matchAll(/line (\d+) of the program/g)];
        return lines.some(([, number]) => Number(number) >= last) ? true : undefined;
      },
      30_000,
    );
    isDone = true;
    await session;
    await page.screenshot('full-table');
    const errors = (await page.consoleErrors()).slice(errorsBefore);
    const ofThePanel = errors.filter(({ url }) => /socket-doctor|panel\.js|webview/.test(url));
    assert.deepEqual(ofThePanel, []);
    assert.deepEqual(await loggedAs('error', logBefore), []);
  });
});
