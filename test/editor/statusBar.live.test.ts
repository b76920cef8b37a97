import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { page } from './page';
import { activateDoctor, stopDebugging, until } from './support/doctor';
import { closeEditors, needsPage } from './support/panel';
import { debugProgram, portsComeFree, Witness, writeClient } from './support/witness';

const port = 5_030;
const item = '.statusbar-item[id="socket-doctor.socket-doctor.socketDoctor.status"]';
const sampleIntervalMs = 250;

/**
 * Counts the looks at the socket table: the extension and its tests share one process, and every
 * look opens the table's file.
 */
function countLooks(): { readonly count: number; stop(): void } {
  const { openSync } = fs;
  let count = 0;
  fs.openSync = (path, ...rest) => {
    if (/^\/proc\/.+\/net\/tcp$/.test(String(path))) count += 1;
    return openSync(path, ...rest);
  };
  return {
    get count() {
      return count;
    },
    stop: () => {
      fs.openSync = openSync;
    },
  };
}

async function itemText(): Promise<string | undefined> {
  const text = await page.text(item, { timeoutMs: 250 }).catch(() => '');
  return text.trim() === '' ? undefined : text.trim();
}

describe('the status bar', function () {
  this.timeout(120_000);
  const witness = new Witness();
  const settings = () => vscode.workspace.getConfiguration('socketDoctor');
  let looks: ReturnType<typeof countLooks>;

  before(async function () {
    needsPage(this);
    await activateDoctor();
    await closeEditors();
    await portsComeFree();
    await witness.listen(port);
    await settings().update('sampleIntervalMs', sampleIntervalMs);
    looks = countLooks();
  });
  after(async () => {
    if (!page.available) return;
    looks.stop();
    await settings().update('sampleIntervalMs', undefined);
    await stopDebugging();
    witness.close();
  });

  it('shows the rate while a program makes connections', async () => {
    assert.equal(await itemText(), undefined, 'hidden before');
    await debugProgram(await writeClient('busyClient.js', port));
    const ratesAgree = async () => {
      const shown = /^([\d.,]+)\/s/.exec((await itemText()) ?? '')?.[1];
      const truth = witness.connectionsPerSecond();
      if (shown === undefined || witness.connectedAtMs.length < 80) return undefined;
      return Math.abs(Number(shown) - truth) <= 0.15 * truth ? { shown, truth } : undefined;
    };
    const { shown, truth } = await until('the true rate in the status bar', ratesAgree, 30_000);
    console.log(`    shown ${shown}/s, true ${truth.toFixed(1)}/s`);
    assert.match((await itemText())!, / left$/, 'with the time that is left');
  });

  it('goes, and nothing is read any more, when nothing is debugged and no panel is open', async () => {
    assert.ok(looks.count > 0, 'looks can be counted');
    await stopDebugging();
    const hidden = async () => ((await itemText()) === undefined ? true : undefined);
    await until('the item to go', hidden, 20_000);
    const before = looks.count;
    await new Promise((resolve) => setTimeout(resolve, 6 * sampleIntervalMs));
    assert.equal(looks.count, before);
  });
});
