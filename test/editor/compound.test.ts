/** Two configurations that one F5 starts, and both want the same port. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { activateDoctor, nextDiagnosis, stopDebugging } from './support/doctor';

const folder = vscode.workspace.workspaceFolders![0]!;
const uriOf = (name: string) => vscode.Uri.joinPath(folder.uri, name);
const write = (name: string, text: string) =>
  vscode.workspace.fs.writeFile(uriOf(name), new TextEncoder().encode(text));

describe('a compound that starts one server twice', function () {
  this.timeout(90_000);
  const names = ['Shop in blue', 'Shop in green'];
  let port: number;

  before(async () => {
    await activateDoctor();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
    server.close();
    await write(
      'shop.js',
      `require('node:http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1');\n`,
    );
    const configurations = names.map((name) => ({
      type: 'node',
      request: 'launch',
      name,
      program: '${workspaceFolder}/shop.js',
      console: 'internalConsole',
    }));
    const compounds = [{ name: 'Both', configurations: names }];
    await write(
      '.vscode/launch.json',
      JSON.stringify({ version: '0.2.0', configurations, compounds }),
    );
  });
  after(async () => {
    await stopDebugging();
    await vscode.workspace.fs.delete(uriOf('.vscode'), { recursive: true });
    await vscode.workspace.fs.delete(uriOf('shop.js'));
  });

  it('names the other session of the two', async () => {
    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === port, 60_000);
    await vscode.debug.startDebugging(folder, 'Both');
    const { verdict } = await struck;
    assert.equal(verdict.cause, 'second-instance', verdict.headline);
    assert.match(
      verdict.headline,
      new RegExp(
        `^Port ${port} is served already: node \\./shop\\.js \\(pid \\d+\\), started .* ago by your debug session “Shop in (blue|green)” in this folder\\.$`,
      ),
    );
    const { relation } = verdict;
    assert.equal(relation?.kind, 'running-launch');
    assert.ok(names.includes(relation.launch.label), relation.launch.label);
    assert.deepEqual(verdict.acts[0], { kind: 'go-to-owner', launch: relation.launch });
  });
});
