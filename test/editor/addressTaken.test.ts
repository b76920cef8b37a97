import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as vscode from 'vscode';
import { page } from './page';
import { activateDoctor, nextDiagnosis, stopDebugging } from './support/doctor';
import { debugScripted } from './support/scriptedAdapter';

/** A process of its own that holds a port, as yesterday's debuggee would. */
async function holdPort(): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(
    process.execPath,
    [
      '-e',
      "const s = require('node:net').createServer().listen(0, '127.0.0.1', () => console.log(s.address().port))",
    ],
    { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(line.toString()) };
}

/** Kestrel's words (.NET 8 on Linux and Windows; facts.md C), with the port of the test. */
const kestrel = (port: number) =>
  [
    'Unhandled exception. System.IO.IOException: Failed to bind to address http://127.0.0.1:PORT: address already in use.',
    ' ---> Microsoft.AspNetCore.Connections.AddressInUseException: Address already in use',
    ' ---> System.Net.Sockets.SocketException (98): Address already in use',
    '   at System.Net.Sockets.Socket.DoBind(EndPoint endPointSnapshot, SocketAddress socketAddress)',
    '   at System.Net.Sockets.Socket.Bind(EndPoint localEP)',
    '   at Program.<Main>$(String[] args) in /home/me/shop/Program.cs:line 7',
    '',
  ]
    .join('\n')
    .replaceAll('PORT', String(port));

/** The German Windows text (facts.md C2) as .NET prints it for a listener. */
const german = (port: number) =>
  [
    'Unbehandelte Ausnahme: System.Net.Sockets.SocketException (10048): Normalerweise darf jede Socketadresse (Protokoll, Netzwerkadresse oder Anschluss) nur jeweils einmal verwendet werden.',
    '   bei System.Net.Sockets.Socket.DoBind(EndPoint endPointSnapshot, SocketAddress socketAddress)',
    '   bei System.Net.Sockets.Socket.Bind(EndPoint localEP)',
    '   bei System.Net.Sockets.TcpListener.Start(Int32 backlog)',
    '   bei Program.Main(String[] args) in C:\\shop\\Program.cs:Zeile 7.',
    `Listening on 127.0.0.1:${port}`,
    '',
  ].join('\r\n');

describe('the other illness: the address is taken', () => {
  let held: { child: ChildProcess; port: number };

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
    assert.deepEqual(error?.frame, { path: '/home/me/shop/Program.cs', line: 7 });
    assert.doesNotMatch(JSON.stringify(verdict), /TIME_WAIT/);
  });

  it('does the same for the German text of Windows', async () => {
    const struck = nextDiagnosis(
      ({ error }) => error?.line.includes('Normalerweise') === true,
      20_000,
    );
    await debugScripted('Auf Deutsch', [{ output: german(held.port) }]);
    const { verdict, error } = await struck;
    assert.equal(error?.code, 'EADDRINUSE');
    assert.equal(error.operation, 'listen');
    assert.equal(verdict.illness, 'address-taken');
    assert.doesNotMatch(JSON.stringify(verdict), /TIME_WAIT/);
  });
});
