import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Diagnosis } from '../../src/consultation';
import { workspaceRates, type Attribution } from '../../src/explain/attribution';
import { page } from './page';
import { activateDoctor, stopDebugging, until } from './support/doctor';
import { closeEditors } from './support/panel';
import { debugScripted, type ScriptedOutput } from './support/scriptedAdapter';
import { debugProgram, Witness, writeClient } from './support/witness';

/** Connections a second of the programs below, and how long each stays open. */
const perSecond = 10;
const holdMs = 20;
const pauseMs = 1_000 / perSecond - holdMs;
const statusItem = '.statusbar-item[id="socket-doctor.socket-doctor.socketDoctor.status"]';

const javaClient = (port: number) => `import java.net.Socket;
class Calls {
  public static void main(String[] arguments) throws Exception {
    for (;;) {
      try (Socket socket = new Socket("127.0.0.1", ${port})) { Thread.sleep(${holdMs}); }
      Thread.sleep(${pauseMs});
    }
  }
}
`;
const pythonClient = (port: number) => `import socket, time
while True:
    connection = socket.create_connection(('127.0.0.1', ${port}))
    time.sleep(${holdMs / 1_000})
    connection.close()
    time.sleep(${pauseMs / 1_000})
`;
const nodeClient = (port: number) => `const open = () => {
  const socket = require('node:net').connect(${port}, '127.0.0.1', () => setTimeout(() => socket.end(), ${holdMs}));
  socket.resume();
};
setInterval(open, ${1_000 / perSecond});
`;
/** Programs with a client per call, each of which names its server, and how each is run. */
const callers = [
  {
    name: 'Go',
    file: 'caller.go',
    needs: ['go', 'version'],
    command: (file: string) => `go run ${file}`,
    text: (port: number) => `package main

import (
	"io"
	"net/http"
	"time"
)

func call() {
	client := &http.Client{Transport: &http.Transport{}}
	response, err := client.Get("http://127.0.0.1:${port}/")
	if err == nil {
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
}

func main() {
	for {
		call()
		time.Sleep(${1_000 / perSecond} * time.Millisecond)
	}
}
`,
  },
  {
    name: 'Java',
    file: 'Caller.java',
    needs: ['java', '--version'],
    command: (file: string) => `java ${file}`,
    text: (port: number) => `import java.net.URI;
import java.net.http.*;

class Caller {
  static void call() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    URI uri = URI.create("http://127.0.0.1:${port}/");
    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  public static void main(String[] arguments) throws Exception {
    for (;;) {
      call();
      Thread.sleep(${1_000 / perSecond});
    }
  }
}
`,
  },
  {
    name: 'C#',
    file: 'Caller.cs',
    needs: ['mcs', '--version'],
    command: (file: string) =>
      `mcs -r:System.Net.Http ${file} && mono ${file.replace('.cs', '.exe')}`,
    text: (port: number) => `using System.Net.Http;
using System.Threading;

class Caller
{
    static void Main()
    {
        while (true)
        {
            using (var client = new HttpClient())
            {
                client.GetStringAsync("http://127.0.0.1:${port}/").Wait();
            }
            Thread.Sleep(${1_000 / perSecond});
        }
    }
}
`,
  },
] as const;
/** Between the shell and the program, as npm is. */
const starter = (file: string) =>
  `require('node:child_process').spawn('python3', [${JSON.stringify(file)}], { stdio: 'inherit' });\n`;

describe('whose connections they are', function () {
  this.timeout(120_000);
  const witnesses: Witness[] = [];

  const listen = async (port: number): Promise<Witness> => {
    const witness = new Witness();
    await witness.listen(port);
    witnesses.push(witness);
    return witness;
  };
  const inWorkspace = async (name: string, text: string): Promise<string> => {
    const path = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, name);
    await writeFile(path, text);
    return path;
  };
  const isThere = (program: string) => spawnSync(program, ['--version']).status === 0;

  afterEach(async () => {
    await stopDebugging();
    for (const terminal of vscode.window.terminals) terminal.dispose();
    for (const witness of witnesses.splice(0)) witness.close();
    await closeEditors();
  });

  /** Looks until somebody has been caught with a connection to the port. */
  const attributed = (port: number): Promise<{ diagnosis: Diagnosis; attribution: Attribution }> =>
    until(
      `the owner of port ${port}`,
      async () => {
        const diagnosis = await (await activateDoctor()).analyze();
        const attribution = diagnosis.attributions.find(
          ({ destination, shares }) => destination.port === port && shares.length > 0,
        );
        return attribution && { diagnosis, attribution };
      },
      30_000,
    );

  /** The one owner of the port, with the rate that the workspace is said to have towards it. */
  const checkOwner = async (port: number, kind: string, label: string, program: RegExp) => {
    const witness = await listen(port);
    return async () => {
      await until('connections', () => witness.connectedAtMs[30], 60_000);
      const { diagnosis, attribution } = await attributed(port);
      assert.equal(attribution.belongsTo, 'workspace');
      const [owner, ...others] = attribution.shares;
      assert.deepEqual(others, []);
      assert.deepEqual([owner?.origin?.kind, owner?.origin?.label], [kind, label]);
      assert.match(owner?.program ?? '', program);
      const rates = workspaceRates(diagnosis.rates, diagnosis.attributions);
      const rate = rates.find(({ destination }) => destination.port === port);
      const truth = witness.connectionsPerSecond();
      console.log(
        `    shown ${rate?.connectionsPerSecond.toFixed(2)}/s, true ${truth.toFixed(2)}/s`,
      );
      assert.ok(Math.abs((rate?.connectionsPerSecond ?? 0) - truth) <= 0.15 * truth);
    };
  };

  it('gives a Java program’s to the task that started it', async function () {
    if (!isThere('java')) {
      console.log('    skipped: no java');
      this.skip();
    }
    const check = await checkOwner(5_051, 'task', 'Calls in Java', /^java/);
    const file = await inWorkspace('Calls.java', javaClient(5_051));
    const execution = await vscode.tasks.executeTask(
      new vscode.Task(
        { type: 'shell' },
        vscode.TaskScope.Workspace,
        'Calls in Java',
        'test',
        new vscode.ShellExecution(`java ${file}`),
      ),
    );
    await check();
    execution.terminate();
  });

  it('gives a Python program’s to the terminal where another program started it', async function () {
    if (!isThere('python3')) {
      console.log('    skipped: no python3');
      this.skip();
    }
    const check = await checkOwner(5_052, 'terminal', 'Calls in Python', /^python/);
    const file = await inWorkspace('calls.py', pythonClient(5_052));
    const terminal = vscode.window.createTerminal({
      name: 'Calls in Python',
      shellPath: '/bin/bash',
    });
    terminal.sendText(`node ${await inWorkspace('starter.js', starter(file))}`);
    await check();
  });

  it('gives a debugged program’s to its session, and the inspector’s to the debugger', async () => {
    const witness = await listen(5_053);
    await debugProgram(await writeClient('attributed.js', 5_053));
    await until('connections', () => witness.connectedAtMs[30], 60_000);
    const { diagnosis, attribution } = await attributed(5_053);
    assert.equal(attribution.belongsTo, 'workspace');
    assert.equal(attribution.shares[0]?.origin?.kind, 'session');
    const debuggers = diagnosis.attributions.filter(({ belongsTo }) => belongsTo === 'debugger');
    assert.equal(debuggers.length, 1, JSON.stringify(diagnosis.attributions));
    assert.equal(debuggers[0]?.shares[0]?.origin?.label, 'Client: an agent per call');
    const port = debuggers[0].destination.port;
    const clients = diagnosis.measurement.clients;
    assert.ok(clients?.kind === 'value');
    const inspector = clients.value.find(({ destination }) => destination.port === port);
    assert.equal(inspector?.acceptor?.origin.kind, 'session', 'the debugged program listens');
    assert.match(inspector.acceptor.name, /^node/);
    const rates = workspaceRates(diagnosis.rates, diagnosis.attributions);
    assert.ok(rates.every(({ destination }) => destination.port !== port));
  });

  it('gives a program’s to its session where the debugger names no process, as a guess', async () => {
    const witness = await listen(5_056);
    const file = await inWorkspace('unnamed.js', nodeClient(5_056));
    let program: ChildProcess | undefined;
    // As an adapter of Go's or Rust's does it: it starts the program, and sends no `process` event.
    async function* run(): AsyncGenerator<ScriptedOutput> {
      program = spawn('node', [file], { stdio: 'ignore' });
      const exited = once(program, 'exit');
      yield { output: 'started\n' };
      await exited;
    }
    const session = debugScripted('Names nobody', run());
    try {
      await until('connections', () => witness.connectedAtMs[30], 60_000);
      const share = await until(
        'the program to be told from the editor’s own',
        async () => {
          const { diagnosis, attribution } = await attributed(5_056);
          const [owner] = attribution.shares.filter(({ origin }) => origin?.kind === 'session');
          const rates = workspaceRates(diagnosis.rates, diagnosis.attributions);
          const isCounted = rates.some(({ destination }) => destination.port === 5_056);
          return owner && isCounted ? owner : undefined;
        },
        60_000,
      );
      assert.equal(share.belongsTo, 'workspace');
      assert.deepEqual([share.origin?.label, share.origin?.isGuessed], ['Names nobody', true]);
      assert.match(share.program ?? '', /^node/);
    } finally {
      program?.kill('SIGKILL');
      await session;
    }
  });

  callers.forEach(({ name, file, needs: [program, question], command, text }, index) => {
    it(`says the measured figure where code in ${name} names the destination`, async function () {
      if (spawnSync(program, [question]).status !== 0) {
        console.log(`    skipped: no ${program}`);
        this.skip();
      }
      const port = 5_057 + index;
      const witness = await listen(port);
      const path = await inWorkspace(file, text(port));
      await vscode.window.showTextDocument(vscode.Uri.file(path));
      const said = () =>
        vscode.languages
          .getDiagnostics(vscode.Uri.file(path))
          .filter(({ source }) => source === 'Socket Doctor');
      await until('a finding', () => said()[0], 30_000);
      assert.doesNotMatch(said()[0]!.message, /^Measured/, 'a guess until it runs');
      const execution = await vscode.tasks.executeTask(
        new vscode.Task(
          { type: 'shell' },
          vscode.TaskScope.Workspace,
          `Calls in ${name}`,
          'test',
          new vscode.ShellExecution(command(path)),
        ),
      );
      try {
        await until('connections', () => witness.connectedAtMs[30], 60_000);
        const measured = await until(
          'the figure at the finding',
          async () => {
            await (await activateDoctor()).analyze();
            return said().find(({ message }) => message.startsWith('Measured in the socket table'));
          },
          60_000,
        );
        console.log(`    ${measured.message.slice(0, 140)}`);
        assert.equal(measured.severity, vscode.DiagnosticSeverity.Warning);
        assert.ok(measured.message.includes(`127.0.0.1:${port}, which this code names`));
        assert.ok(measured.message.includes(`in the task “Calls in ${name}”`));
      } finally {
        execution.terminate();
      }
    });
  });

  it('leaves the editor’s own out of the figure, however busy it is', async function () {
    const [ours, editors] = [await listen(5_054), await listen(5_055)];
    const busy = setInterval(() => {
      const socket = connect(5_055, '127.0.0.1', () => setTimeout(() => socket.end(), holdMs));
      socket.on('error', () => undefined).resume();
    }, 25);
    try {
      const editor = await attributed(5_055);
      assert.equal(editor.attribution.belongsTo, 'editor');
      const rates = workspaceRates(editor.diagnosis.rates, editor.diagnosis.attributions);
      assert.ok(rates.every(({ destination }) => destination.port !== 5_055));
      assert.ok(editors.connectedAtMs.length > 0);

      const slow = nodeClient(5_054);
      await debugProgram(vscode.Uri.file(await inWorkspace('slow.js', slow)));
      await until('connections', () => ours.connectedAtMs[30], 60_000);
      if (!page.available) {
        console.log('    the status bar is not looked at: a desktop build has no page');
        return;
      }
      const shown = async () => {
        const text = await page.text(statusItem, { timeoutMs: 250 }).catch(() => '');
        const rate = Number(/([\d.,]+)\/s/.exec(text)?.[1]);
        return Math.abs(rate - perSecond) <= 0.2 * perSecond ? rate : undefined;
      };
      await until('the workspace’s rate in the status bar', shown, 30_000);
    } finally {
      clearInterval(busy);
    }
  });
});
