import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activateDoctor, nextDiagnosis, stopDebugging, until } from './support/doctor';

const folder = vscode.workspace.workspaceFolders![0]!;
const perCall =
  "const http = require('http');\nconst get = (u) => http.get(u, { agent: false });\n";

async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(uri, '..'));
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

const findingsOf = (uri: vscode.Uri) =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Socket Doctor');

const becomes = (what: string, uri: vscode.Uri, count: number) =>
  until(what, () => (findingsOf(uri).length === count ? true : undefined), 20_000);

async function openWithFinding(name: string): Promise<vscode.Uri> {
  const uri = await write(name, perCall);
  await vscode.window.showTextDocument(uri);
  await becomes(`a finding in ${name}`, uri, 1);
  return uri;
}

describe('how long a finding lives', () => {
  before(activateDoctor);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(() => rm(vscode.Uri.joinPath(folder.uri, 'lifetimes').fsPath, { recursive: true }));

  it('links to a page that exists', async () => {
    const uri = await openWithFinding('lifetimes/linked.js');
    const { code } = findingsOf(uri)[0]!;
    assert.ok(typeof code === 'object');
    const [, path] = code.target.path.split('/blob/main/');
    const { extensionPath } = vscode.extensions.getExtension('socket-doctor.socket-doctor')!;
    assert.ok(existsSync(join(extensionPath, path!)), code.target.toString());
  });

  it('ends when its file is deleted behind the editor, with the whole folder', async () => {
    const uri = await openWithFinding('lifetimes/gone/deleted.js');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await becomes('the finding of the closed file', uri, 1);
    await rm(vscode.Uri.joinPath(uri, '..').fsPath, { recursive: true });
    await becomes('no finding in a deleted file', uri, 0);
  });

  it('ends when its file is renamed behind the editor', async () => {
    const uri = await openWithFinding('lifetimes/before.js');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rename(uri.fsPath, vscode.Uri.joinPath(uri, '../after.js').fsPath);
    await becomes('no finding under the old name', uri, 0);
  });

  it('ends with an unsaved text that is thrown away', async () => {
    const uri = await write('lifetimes/saved.js', '// nothing to find\n');
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), perCall);
    });
    await becomes('a finding in the unsaved text', uri, 1);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await becomes('no finding in the saved text', uri, 0);
  });

  it('never begins in a text that nobody edits', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('socket-doctor-test', {
      provideTextDocumentContent: () => perCall,
    });
    const uri = vscode.Uri.parse('socket-doctor-test:/left.js');
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, 'javascript');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      new vscode.Range(1, 0, 1, 60),
      vscode.CodeActionKind.QuickFix.value,
    );
    provider.dispose();
    assert.deepEqual(
      actions.filter(({ edit }) => edit !== undefined).map(({ title }) => title),
      [],
    );
    assert.deepEqual(findingsOf(uri), []);
  });
});

describe('a program that is restarted', () => {
  let holder: Server;
  before(async () => {
    await activateDoctor();
    holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    await stopDebugging();
    holder.close();
  });

  it('is diagnosed anew when it fails with the same error', async () => {
    const { port } = holder.address() as AddressInfo;
    const program = await write(
      'restarted.js',
      `const server = require('node:http').createServer();
server.on('error', (error) => console.error(error));
server.listen(${port}, '127.0.0.1');
setInterval(() => {}, 1_000);
`,
    );
    const isOurs = ({ error }: { error?: { endpoint?: { port?: number } } }) =>
      error?.endpoint?.port === port;
    const first = nextDiagnosis(isOurs, 30_000);
    await vscode.debug.startDebugging(folder, {
      type: 'node',
      request: 'launch',
      name: 'Restarted',
      program: program.fsPath,
      console: 'internalConsole',
    });
    const before = await first;
    const again = nextDiagnosis(isOurs, 30_000);
    await vscode.commands.executeCommand('workbench.action.debug.restart');
    const after = await again;
    assert.ok(after.atMs > before.atMs);
    assert.equal(after.errorCount, 1);
    await vscode.workspace.fs.delete(program);
  });
});
