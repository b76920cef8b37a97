import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { ActOutcome } from '../../src/present/acts/situation';
import { livingFamilyOf } from '../../src/measure/linux/descendants';
import { activateDoctor, nextDiagnosis, sessionsEnd, stopDebugging, until } from './support/doctor';
import { type Answering, answerQuestions } from './support/questions';

const folder = vscode.workspace.workspaceFolders![0]!;
const uriOf = (name: string) => vscode.Uri.joinPath(folder.uri, name);
const sessionName = 'API of the previous run';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const write = (name: string, text: string) =>
  vscode.workspace.fs.writeFile(uriOf(name), new TextEncoder().encode(text));

/** The process that answers on a port says who it is. */
function answersOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        resolve(Number(text));
      });
    }).on('error', () => {
      resolve(undefined);
    });
  });
}

/** As F5 does it: the configuration of launch.json that is chosen. */
const pressF5 = () => vscode.commands.executeCommand('workbench.action.debug.start');

/** Opens the list of what can be done, and takes the first. */
async function doTheFirst(command = 'socketDoctor.showActs'): Promise<ActOutcome> {
  const outcome = vscode.commands.executeCommand<ActOutcome>(command);
  let settled: ActOutcome | undefined;
  void outcome.then((each) => (settled = each));
  return until(
    'the act to be done',
    async () => {
      if (settled === undefined) {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      }
      return settled;
    },
    30_000,
  );
}

describe('a port that is held by the previous run', function () {
  this.timeout(120_000);
  let port: number;
  let bystander: ChildProcess;
  let answering: Answering | undefined;
  /** Every signal that anybody in the extension host sends. */
  const signals: (readonly [processId: number, signal: string | number | undefined])[] = [];
  const kill = process.kill.bind(process);

  before(async () => {
    await activateDoctor();
    port = await freePort();
    await write(
      'previousRun.js',
      `const server = require('node:http').createServer((_, response) => response.end(String(process.pid)));
server.listen(${port}, '127.0.0.1');
`,
    );
    const configuration = {
      type: 'node',
      request: 'launch',
      name: sessionName,
      program: '${workspaceFolder}/previousRun.js',
      console: 'internalConsole',
      // What js-debug documents for programs that are to live on: the Stop button only detaches.
      killBehavior: 'none',
    };
    await write(
      '.vscode/launch.json',
      JSON.stringify({ version: '0.2.0', configurations: [configuration] }),
    );
    // Of the same name, in the same folder, beside it: what a careless stop would take along.
    bystander = spawn('node', ['-e', 'setInterval(() => {}, 1000)'], {
      cwd: folder.uri.fsPath,
      stdio: 'ignore',
    });
    process.kill = (processId, signal) => {
      if (signal !== 0) signals.push([processId, signal]);
      return kill(processId, signal);
    };
  });
  afterEach(() => {
    answering?.restore();
  });
  after(async () => {
    process.kill = kill;
    await stopDebugging();
    const left = await answersOn(port);
    if (left !== undefined) process.kill(left, 'SIGKILL');
    bystander.kill();
    await vscode.workspace.fs.delete(uriOf('.vscode'), { recursive: true });
    await vscode.workspace.fs.delete(uriOf('previousRun.js'));
  });

  it('is named, stopped after a question, and the session started again; nothing else is touched', async () => {
    await pressF5();
    const first = await until('the first run', () => answersOn(port), 30_000);
    await stopDebugging();
    assert.equal(await answersOn(port), first, 'the first run has outlived its session');

    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === port, 30_000);
    await pressF5();
    const { verdict } = await struck;
    assert.match(verdict.headline, new RegExp(`pid ${first}\\b`));
    assert.match(verdict.headline, new RegExp(sessionName));
    assert.equal(verdict.relation?.kind, 'ended-launch');
    assert.equal(verdict.acts[0]?.kind, 'stop-holder');
    await sessionsEnd();

    const before = livingFamilyOf(process.ppid).filter((processId) => processId !== first);
    signals.length = 0;
    answering = answerQuestions(({ buttons }) => buttons[0]);
    assert.deepEqual(await doTheFirst(), { kind: 'started-again' });

    const second = await until('the new run', () => answersOn(port), 30_000);
    assert.notEqual(second, first);
    assert.deepEqual(signals, [[first, 'SIGTERM']]);
    assert.ok(bystander.exitCode === null && bystander.signalCode === null);
    const after = new Set(livingFamilyOf(process.ppid));
    assert.deepEqual(
      before.filter((processId) => !after.has(processId)),
      [],
      "processes of the editor's that are gone",
    );
    const [question, ...more] = answering.questions;
    assert.deepEqual(more, []);
    assert.match(question!.message, new RegExp(`previousRun\\.js \\(pid ${first}\\).*${port}`));
    assert.match(question!.detail, new RegExp(sessionName));
    assert.deepEqual(question!.buttons, ['Stop It and Start Again', 'Stop It']);
  });

  it('is known by its session when it was a child that nobody debugged, and its parent has ended', async () => {
    await stopDebugging();
    const left = await answersOn(port);
    if (left !== undefined) kill(left, 'SIGKILL');
    await until(
      'the port to be free',
      async () => ((await answersOn(port)) ? undefined : true),
      20_000,
    );
    // As npm does it: the server is a child, here with nothing of the debugger in its environment.
    await write(
      'starts.js',
      `const env = { ...process.env };
for (const name of Object.keys(env)) if (/^(NODE_OPTIONS|VSCODE_)/.test(name)) delete env[name];
require('node:child_process').spawn('node', ['previousRun.js'], { env, stdio: 'ignore' }).unref();
setTimeout(() => process.exit(), 4_000);
`,
    );
    const launch = (name: string, program: string) =>
      vscode.debug.startDebugging(folder, {
        type: 'node',
        request: 'launch',
        name,
        program: uriOf(program).fsPath,
        console: 'internalConsole',
      });
    await launch('Starts a child', 'starts.js');
    const child = await until('the child', () => answersOn(port), 30_000);
    await sessionsEnd();
    assert.equal(await answersOn(port), child, 'the child has outlived its parent');

    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === port, 30_000);
    await launch('The next run', 'previousRun.js');
    const { verdict } = await struck;
    await vscode.workspace.fs.delete(uriOf('starts.js'));
    assert.match(verdict.headline, new RegExp(`pid ${child}\\b`));
    assert.match(verdict.headline, /Starts a child/);
    const { relation } = verdict;
    assert.ok(relation?.kind === 'ended-launch');
    assert.equal(relation.isSure, true, 'by its process, not merely by time and folder');
  });
});
