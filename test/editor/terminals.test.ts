import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Diagnosis } from '../../src/consultation';
import { page } from './page';
import { activateDoctor, stopDebugging, until } from './support/doctor';
import { closeEditors, needsPage } from './support/panel';

/** Long enough for a second path to tell what the first one told. */
const quietMs = 2_000;

/** The user's frame: this line of the program below. */
const failingLine = 3;

describe('the same failing program in a terminal, as a task, and debugged', function () {
  this.timeout(120_000);
  let server: Server;
  let port: number;
  let program: string;
  const diagnoses: Diagnosis[] = [];
  let listening: { dispose(): void };

  before(async () => {
    const doctor = await activateDoctor();
    listening = doctor.onDidDiagnose((diagnosis) => diagnoses.push(diagnosis));
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
    program = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'failsInTerminal.js');
    // With an address, Node would look it up first, and no frame of the user's would be on the stack.
    const source = `const net = require('node:net');\nfunction start() {\n  net.createServer().listen(${port});\n}\nstart();\n`;
    await writeFile(program, source);
  });
  beforeEach(() => {
    diagnoses.length = 0;
  });
  after(async () => {
    listening.dispose();
    server.close();
    await stopDebugging();
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await closeEditors();
  });

  const about = () => diagnoses.filter(({ error }) => error?.endpoint?.port === port);

  /** The one incident, after enough time for a second one to come. */
  const onlyIncident = async (what: string): Promise<Diagnosis> => {
    await until(what, () => about()[0], 60_000);
    await new Promise((resolve) => setTimeout(resolve, quietMs));
    assert.equal(
      about().length,
      1,
      about()
        .map(({ occasion }) => occasion?.label)
        .join(),
    );
    return about()[0]!;
  };

  const check = ({ error, verdict }: Diagnosis) => {
    assert.equal(error?.operation, 'listen');
    assert.equal(error.code, 'EADDRINUSE');
    assert.deepEqual([error.frame?.path, error.frame?.line], [program, failingLine]);
    assert.equal(verdict.illness, 'address-taken');
    assert.ok(verdict.headline.includes(`pid ${process.pid}`), verdict.headline);
  };

  /** A terminal whose shell reports its commands. */
  const openShell = async (name: string): Promise<vscode.Terminal> => {
    const terminal = vscode.window.createTerminal({ name, shellPath: '/bin/bash' });
    await until('the shell integration', () => terminal.shellIntegration, 60_000);
    return terminal;
  };

  it('raises one incident for a command in a terminal', async () => {
    const terminal = await openShell('Runs it');
    terminal.shellIntegration!.executeCommand(`node ${program}`);
    const diagnosis = await onlyIncident('the incident of the terminal');
    check(diagnosis);
    assert.equal(diagnosis.occasion?.label, 'Runs it');
    terminal.shellIntegration!.executeCommand(`node ${program}`);
    await until('the next command to be news', () => about()[1], 60_000);
    terminal.dispose();
  });

  it('raises none for a command that shows a log', async () => {
    const log = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'old.log');
    await writeFile(log, `Error: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`);
    const terminal = await openShell('Shows a log');
    const shown = terminal.shellIntegration!.executeCommand(`cat ${log} | grep EADDRINUSE`);
    // Typed before it has ended, the next command would be told of as a part of it.
    await new Promise<void>((resolve) => {
      const ending = vscode.window.onDidEndTerminalShellExecution(({ execution }) => {
        if (execution !== shown) return;
        ending.dispose();
        resolve();
      });
    });
    terminal.shellIntegration!.executeCommand(`node ${program} # and then the real one`);
    await onlyIncident('the incident of the program');
    assert.match(about()[0]!.error!.line, /listen EADDRINUSE/);
    check(about()[0]!);
    terminal.dispose();
  });

  it('raises one incident for a task', async function () {
    const task = new vscode.Task(
      { type: 'shell' },
      vscode.TaskScope.Workspace,
      'Fails as a task',
      'test',
      new vscode.ShellExecution(`node ${program}`),
    );
    const told = await tasksTellOfCommands(() => vscode.tasks.executeTask(task));
    if (!told) {
      assert.ok(isOlderThan(106), 'a task’s command was not told of');
      console.log('    skipped: VS Code before 1.106 does not tell of the commands of tasks');
      this.skip();
    }
    const diagnosis = await onlyIncident('the incident of the task');
    check(diagnosis);
  });

  it('raises one incident for a debugged program whose terminal tells the same', async function () {
    const heard = { debugger: false, terminal: false };
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory('*', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage: (message: { event?: string; body?: { output?: string } }) => {
          heard.debugger ||= message.body?.output?.includes('EADDRINUSE') === true;
        },
      }),
    });
    const commands = vscode.window.onDidStartTerminalShellExecution(({ execution }) => {
      const read = async () => {
        for await (const data of execution.read()) heard.terminal ||= data.includes('EADDRINUSE');
      };
      void read();
    });
    await vscode.debug.startDebugging(vscode.workspace.workspaceFolders![0], {
      type: 'node',
      request: 'launch',
      name: 'In a terminal',
      program,
      console: 'integratedTerminal',
    });
    const diagnosis = await onlyIncident('the incident of the debugged program');
    check(diagnosis);
    tracker.dispose();
    commands.dispose();
    await stopDebugging();
    if (heard.debugger && !heard.terminal && isOlderThan(106)) {
      console.log('    skipped: VS Code before 1.106 does not tell of a debugger’s terminal');
      this.skip();
    }
    assert.deepEqual(heard, { debugger: true, terminal: true }, 'both paths told of it');
  });

  it('raises one incident for a debugged program in the console', async () => {
    await vscode.debug.startDebugging(vscode.workspace.workspaceFolders![0], {
      type: 'node',
      request: 'launch',
      name: 'In the console',
      program,
      console: 'internalConsole',
    });
    const diagnosis = await onlyIncident('the incident of the console');
    check(diagnosis);
    assert.equal(diagnosis.occasion?.label, 'In the console');
  });

  it('says in the panel where it listens, and why a terminal cannot be heard', async function () {
    needsPage(this);
    const terminal = await openShell('Listening');
    terminal.shellIntegration!.executeCommand('sleep 60');
    const deaf = vscode.window.createTerminal({ name: 'Plain', shellPath: '/bin/sh' });
    await vscode.commands.executeCommand('socketDoctor.analyze');
    await page.panelWaitFor('.doors', { timeoutMs: 20_000 });
    await page.panelClick('.doors summary');
    await page.panelWaitFor('.doors li:has-text("Plain"):has-text("no shell integration")', {
      timeoutMs: 30_000,
    });
    assert.match(await page.panelText('.doors'), /can be heard/);
    await page.screenshot('panel-doors');
    deaf.dispose();
    terminal.dispose();
  });

  it('reads no terminal when the setting is off', async () => {
    const settings = vscode.workspace.getConfiguration('socketDoctor');
    await settings.update('terminals', false, vscode.ConfigurationTarget.Global);
    try {
      const terminal = await openShell('Unheard');
      const ended = new Promise<void>((resolve) => {
        const listener = vscode.window.onDidEndTerminalShellExecution((event) => {
          if (event.terminal !== terminal) return;
          listener.dispose();
          resolve();
        });
      });
      terminal.shellIntegration!.executeCommand(`node ${program}`);
      await ended;
      await new Promise((resolve) => setTimeout(resolve, quietMs));
      assert.deepEqual(about(), []);
      terminal.dispose();
    } finally {
      await settings.update('terminals', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});

function isOlderThan(minorVersion: number): boolean {
  const [major, minor] = vscode.version.split('.').map(Number);
  return major === 1 && minor! < minorVersion;
}

/** Whether the editor tells of the command of a task that is started so (since about 1.106). */
async function tasksTellOfCommands(start: () => Thenable<unknown>): Promise<boolean> {
  let told = false;
  const listener = vscode.window.onDidStartTerminalShellExecution(() => (told = true));
  const ended = new Promise<void>((resolve) => {
    const end = vscode.tasks.onDidEndTask(() => {
      end.dispose();
      resolve();
    });
  });
  await start();
  await ended;
  listener.dispose();
  return told;
}
