import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { page } from './page';
import { activateDoctor, nextDiagnosis, stopDebugging } from './support/doctor';
import { type HeldPort, holdPort } from './support/heldPort';
import { debugScripted } from './support/scriptedAdapter';

/** A text that somebody's program printed; where it comes from stands in the file beside it. */
function quotedText(name: string): string {
  const root = vscode.extensions.getExtension('socket-doctor.socket-doctor')!.extensionPath;
  return readFileSync(join(root, 'test/fixtures/recognize/quoted', `${name}.txt`), 'utf8');
}

function replaced(text: string, from: string, to: string): string {
  assert.ok(text.includes(from), `${from} is not in the quoted text`);
  return text.replaceAll(from, to);
}

/** Kestrel's words on Linux, with the port of the test. */
const kestrel = (port: number) =>
  replaced(quotedText('dotnet-kestrel-linux'), '127.0.0.1:5010', `127.0.0.1:${port}`);

/** Kestrel's words on a German Windows: its own are English, and Windows' sentence is German. */
function germanKestrel(port: number): string {
  const sentence = quotedText('windows-10048-de').trim().split('|').at(-1)!;
  const english =
    'Only one usage of each socket address (protocol/network address/port) is normally permitted.';
  const text = replaced(quotedText('dotnet-kestrel-windows'), english, sentence);
  return replaced(text, '[::1]:5000', `127.0.0.1:${port}`).replaceAll('\n', '\r\n');
}

describe('the other illness: the address is taken', () => {
  let held: HeldPort;

  before(async () => {
    await activateDoctor();
    held = await holdPort();
  });
  after(async () => {
    held.child.kill();
    await stopDebugging();
  });

  it('names the true holder of a port that a Node server wanted', async () => {
    const folder = vscode.workspace.workspaceFolders![0]!;
    const program = vscode.Uri.joinPath(folder.uri, 'wantsTakenPort.js');
    const source = `require('node:http').createServer().listen(${held.port}, '127.0.0.1');\n`;
    await vscode.workspace.fs.writeFile(program, new TextEncoder().encode(source));
    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === held.port, 30_000);
    await vscode.debug.startDebugging(folder, {
      type: 'node',
      request: 'launch',
      name: 'Wants a taken port',
      program: program.fsPath,
      console: 'internalConsole',
    });
    const { verdict, error } = await struck;
    assert.equal(error?.operation, 'listen');
    assert.equal(verdict.illness, 'address-taken');
    assert.ok(verdict.headline.includes(`pid ${held.child.pid}`), verdict.headline);
    assert.equal(verdict.forecast, undefined);
    assert.doesNotMatch(JSON.stringify(verdict), /TIME_WAIT/);
    assert.equal(error.frame?.path, program.fsPath);
    assert.equal(error.frame.line, 1);
  });

  it('shows the holder in the panel when asked', async function () {
    if (!page.available) {
      console.log('    skipped: a desktop build has no page that can be read');
      this.skip();
    }
    await vscode.commands.executeCommand('socketDoctor.analyze');
    await page.panelWaitFor(`text=pid ${held.child.pid}`, { timeoutMs: 20_000 });
    assert.doesNotMatch(await page.panelText(), /TIME_WAIT/);
    await page.screenshot('panel-address-taken');
  });

  it('does the same for .NET', async () => {
    const struck = nextDiagnosis(({ error }) => error?.runtime === 'dotnet', 20_000);
    await debugScripted('Kestrel', [{ output: kestrel(held.port) }]);
    const { verdict, error } = await struck;
    assert.equal(verdict.illness, 'address-taken');
    assert.ok(verdict.headline.includes(`pid ${held.child.pid}`), verdict.headline);
    assert.deepEqual(error?.endpoint, { address: '127.0.0.1', port: held.port });
    assert.doesNotMatch(JSON.stringify(verdict), /TIME_WAIT/);
  });

  it('does the same for the German text of Windows', async () => {
    const struck = nextDiagnosis(
      ({ error }) => error?.line.includes('Normalerweise') === true,
      20_000,
    );
    await debugScripted('Auf Deutsch', [{ output: germanKestrel(held.port) }]);
    const { verdict, error } = await struck;
    assert.equal(error?.code, 'EADDRINUSE');
    assert.equal(error.operation, 'listen');
    assert.equal(verdict.illness, 'address-taken');
    assert.ok(verdict.headline.includes(`pid ${held.child.pid}`), verdict.headline);
    assert.doesNotMatch(JSON.stringify(verdict), /TIME_WAIT/);
  });
});
