import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { isInstalled } from '../remedy/toolchains';
import { activateDoctor } from './support/doctor';
import { applyFix, findingsAppear, findingsGo, fixesAt, writeText } from './support/quickFixes';

const run = promisify(execFile);

/** The article's situation: two services on one machine, KeepAlive off, calls with credentials. */
describe('quick fixes for C# in the editor', () => {
  const folder = vscode.workspace.workspaceFolders![0]!;
  const uri = vscode.Uri.joinPath(folder.uri, 'Program.cs');
  let document: vscode.TextDocument;
  let original: string;
  /** The text after each fix, by the fix's title. */
  const fixed = new Map<string, string>();

  before(async () => {
    await activateDoctor();
    original = await readFile(uri.fsPath, 'utf8');
    document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
  });
  afterEach(() => writeText(document, original));
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  const fixesNow = async () => {
    const [finding] = await findingsAppear(uri);
    return fixesAt(uri, finding!.range);
  };

  it('mark the line with a code that links to its explanation', async () => {
    const findings = await findingsAppear(uri);
    assert.equal(findings.length, 1);
    const { code, range, message } = findings[0]!;
    assert.match(document.getText(range), /KeepAlive = false/);
    assert.ok(typeof code === 'object', JSON.stringify(code));
    assert.equal(code.value, 'cs/keep-alive-disabled');
    const page = /\/docs\/rules\/.+\.md$/.exec(code.target.path)?.[0];
    assert.ok(page, code.target.toString());
    assert.match(await readFile(join(extensionPath(), page), 'utf8'), /^# /, 'the page is there');
    assert.match(message, /connection/);
  });

  it('offer reuse and rotation, and prefer reuse', async () => {
    const fixes = await fixesNow();
    assert.deepEqual(
      fixes.map(({ isPreferred }) => isPreferred === true),
      [true, false],
      fixes.map(({ title }) => title).join('; '),
    );
    const [reuse, rotation] = fixes;
    assert.doesNotMatch(reuse!.title, /rotat/i);
    assert.match(rotation!.title, /port/i);
  });

  it('take the finding away when reuse is applied, in one step that can be undone', async () => {
    const [reuse] = await fixesNow();
    await applyFix(reuse!);
    assert.doesNotMatch(document.getText(), /KeepAlive = false/);
    fixed.set(reuse!.title, document.getText());
    await findingsGo(uri);
    const everywhere = new vscode.Range(0, 0, document.lineCount, 0);
    assert.deepEqual(await fixesAt(uri, everywhere), [], 'nothing is left to apply');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), original);
  });

  it('rotate ports, and do so only once', async () => {
    const [, rotation] = await fixesNow();
    await applyFix(rotation!);
    const once = document.getText();
    assert.match(once, /BindIPEndPointDelegate/);
    fixed.set(rotation!.title, once);
    const everywhere = new vscode.Range(0, 0, document.lineCount, 0);
    const again = (await fixesAt(uri, everywhere)).filter(({ title }) => title === rotation!.title);
    for (const fix of again) await applyFix(fix);
    assert.equal(document.getText(), once);
  });

  it('give code that compiles', async function () {
    if (!isInstalled('mcs')) {
      console.log('    skipped: the C# compiler of Mono (mcs) is not installed');
      this.skip();
    }
    assert.equal(fixed.size, 2, 'both fixes were applied before');
    const directory = await mkdtemp(join(tmpdir(), 'sd-'));
    try {
      for (const [title, text] of fixed) {
        const source = join(directory, 'Program.cs');
        await writeFile(source, text);
        const compiled = run('mcs', ['-nologo', `-out:${join(directory, 'program.exe')}`, source]);
        await assert.doesNotReject(compiled, title);
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe('quick fixes for JavaScript in the editor', () => {
  const folder = vscode.workspace.workspaceFolders![0]!;
  const uri = vscode.Uri.joinPath(folder.uri, 'client.js');

  it('can each be taken back with one undo', async () => {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const original = document.getText();
    const [finding] = await findingsAppear(uri);
    const titles = (await fixesAt(uri, finding!.range)).map(({ title }) => title);
    assert.ok(titles.length >= 2, titles.join('; '));
    for (const title of titles) {
      const fix = (await fixesAt(uri, finding!.range)).find((one) => one.title === title);
      await applyFix(fix!);
      assert.notEqual(document.getText(), original, title);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), original, title);
    }
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});

function extensionPath(): string {
  return vscode.extensions.getExtension('socket-doctor.socket-doctor')!.extensionPath;
}
