/** A taken port as a quick fix where it is configured, in each kind of file, got as the light bulb gets it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isFree } from '../../src/measure/freePort';
import { activateDoctor, nextDiagnosis, stopDebugging } from './support/doctor';
import { type HeldPort, holdPort } from './support/heldPort';
import { closeEditors } from './support/panel';
import { debugScripted } from './support/scriptedAdapter';

const folder = vscode.workspace.workspaceFolders![0]!;
const title = /^Use the next free port in place of (\d+)$/;

describe('the quick fix for a port that is taken', function () {
  this.timeout(60_000);
  let held: HeldPort;

  before(async () => {
    await activateDoctor();
    held = await holdPort();
    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === held.port, 30_000);
    const output = `Error: listen EADDRINUSE: address already in use 127.0.0.1:${held.port}\n`;
    await debugScripted('Server', [{ output }]);
    await struck;
  });
  after(async () => {
    held.child.kill('SIGKILL');
    await stopDebugging();
    await closeEditors();
  });

  async function open(name: string, text: string): Promise<vscode.TextDocument> {
    const uri = vscode.Uri.joinPath(folder.uri, name);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return vscode.workspace.openTextDocument(uri);
  }

  /** With its edit worked out, as when it is chosen. */
  async function offeredAt(document: vscode.TextDocument, line: number) {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      document.lineAt(line).range,
      vscode.CodeActionKind.QuickFix.value,
      20,
    );
    return actions.filter((action) => title.test(action.title));
  }

  const places: readonly (readonly [file: string, textOf: (port: number) => string])[] = [
    ['quick/.env', (port) => `# the shop\r\nPORT="${port}"\r\n`],
    [
      'quick/server.mjs',
      (port) => `import http from 'node:http';\nhttp.createServer().listen(${port});\n`,
    ],
    ['quick/package.json', (port) => `{\n  "scripts": { "start": "vite --port ${port}" }\n}\n`],
    [
      'quick/launchSettings.json',
      (port) => `{\n  "applicationUrl": "http://localhost:${port}" // dev\n}\n`,
    ],
    [
      'quick/application.properties',
      (port) => `spring.application.name=shop\nserver.port=${port}\n`,
    ],
    ['quick/docker-compose.yml', (port) => `    ports:\n      - "${port}:80"\n`],
  ];
  for (const [file, textOf] of places) {
    it(`writes a free port into ${file}, nothing else, and is not offered again`, async () => {
      const document = await open(file, textOf(held.port));
      const [action, ...others] = await offeredAt(document, 1);
      assert.deepEqual(others, []);
      assert.equal(title.exec(action!.title)?.[1], String(held.port));
      assert.ok(action!.edit, 'has its edit');
      assert.ok(await vscode.workspace.applyEdit(action!.edit));
      const port = Number(/\b\d{4,5}\b/.exec(document.lineAt(1).text)?.[0]);
      assert.ok(port > held.port && (await isFree(port)), `${port}`);
      assert.equal(document.getText(), textOf(port));
      assert.ok(document.isDirty, 'left for the person to save');
      assert.deepEqual(await offeredAt(document, 1), []);
    });
  }

  it('is offered on the line of the port alone, and nowhere for a number that is no port', async () => {
    const text = `const limit = ${held.port};\nserver.listen(${held.port});\n`;
    const document = await open('quick/limits.js', text);
    assert.deepEqual(await offeredAt(document, 0), []);
    assert.equal((await offeredAt(document, 1)).length, 1);
  });
});
