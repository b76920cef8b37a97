/** The whole way of the probe: a real debug session or terminal, and what the editor then knows. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CallFacts, PlacedCalls } from '../../src/present/callFacts';
import { CallServer } from './support/callServer';
import { activateDoctor, sessionsEnd, until } from './support/doctor';

const folder = vscode.workspace.workspaceFolders![0]!;
const { extensionPath } = vscode.extensions.getExtension('socket-doctor.socket-doctor')!;
const programs = join(extensionPath, 'test/fixtures/probe/editor');
const installed = join(folder.uri.fsPath, 'node_modules');

/** The programs by what they do; each makes 150 requests. */
const nodePrograms: readonly { file: string; does: string }[] = [
  { file: 'agentFalse.js', does: 'http with agent: false' },
  { file: 'perCallAgent.js', does: 'http with an agent per call' },
  { file: 'sharedAgent.js', does: 'http with a shared agent' },
  { file: 'fetch.mjs', does: 'fetch, in a module' },
  { file: 'axios.js', does: 'axios with an agent per call, behind an interceptor' },
  { file: 'got.mjs', does: 'got' },
  { file: 'clustered.js', does: 'a cluster of three' },
];
const pythonPrograms: readonly { file: string; does: string; needs?: string }[] = [
  { file: 'urllib_calls.py', does: 'urllib' },
  { file: 'requests_session.py', does: 'a session of requests', needs: 'requests' },
  { file: 'httpx_calls.py', does: 'httpx per call', needs: 'httpx' },
  { file: 'aiohttp_calls.py', does: 'a shared session of aiohttp', needs: 'aiohttp' },
];

describe('the probe', () => {
  let server: CallServer;

  before(async () => {
    await symlink(join(extensionPath, 'node_modules'), installed, 'dir');
  });
  after(() => rm(installed));
  beforeEach(async () => {
    server = new CallServer();
    await server.listen();
  });
  afterEach(() => {
    server.close();
  });

  for (const { file, does } of nodePrograms) {
    it(`counts ${does} under the debugger, and finds the line`, async () => {
      const program = await copied(file);
      await debug({ program: program.fsPath });
      await agrees(program);
    });
  }

  it('finds the line of TypeScript behind its source map', async () => {
    const source = await copied('typed.ts');
    const tsc = join(extensionPath, 'node_modules/typescript/bin/tsc');
    const flags = [
      '--sourceMap',
      '--target',
      'es2022',
      '--module',
      'commonjs',
      '--noCheck',
      '--ignoreConfig',
    ];
    const outDir = join(folder.uri.fsPath, 'compiled');
    const compiled = spawnSync(
      process.execPath,
      [tsc, ...flags, '--outDir', outDir, source.fsPath],
      {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        encoding: 'utf8',
      },
    );
    assert.equal(compiled.status, 0, compiled.stdout + compiled.stderr);
    await debug({ program: join(outDir, 'typed.js') });
    await agrees(source);
  });

  it('says what it counted where the code churns, louder than a guess', async () => {
    const program = await copied('perCallAgent.js');
    await debug({ program: program.fsPath });
    const measured = await until(
      'the measured diagnostic',
      () =>
        vscode.languages
          .getDiagnostics(program)
          .find(({ message }) => message.startsWith('Measured here: 150 connections')),
      20_000,
    );
    assert.equal(measured.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(measured.range.start.line, await callLine(program));
    assert.match(measured.message, /150 connections for 150 requests, 0 % reused/);
    assert.match(measured.message, /Each of them keeps a local port/);
  });

  it('shows lenses once they are switched on, and none before', async () => {
    const program = await copied('sharedAgent.js');
    await debug({ program: program.fsPath });
    const document = await vscode.workspace.openTextDocument(program);
    await vscode.window.showTextDocument(document);
    assert.deepEqual(await lenses(program), []);
    const settings = vscode.workspace.getConfiguration('socketDoctor');
    await settings.update('callLenses', true, vscode.ConfigurationTarget.Global);
    try {
      const figure = '2 connections for 150 requests, 99 % reused'; // once the program rests
      const shown = await until(
        `a lens with ${figure}`,
        async () => {
          const all = await lenses(program);
          return all.some(({ title }) => title === figure) ? all : undefined;
        },
        15_000,
      );
      assert.deepEqual(shown, [{ line: await callLine(program), title: figure }]);
    } finally {
      await settings.update('callLenses', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('stays out of a launch that says no, and out of all where it is switched off', async () => {
    const program = await copied('agentFalse.js');
    await writeFile(
      join(folder.uri.fsPath, 'shows.js'),
      `require('node:fs').writeFileSync(__dirname + '/shown', String(process.env.NODE_OPTIONS))`,
    );
    const shown = async () => {
      const text = await readFile(join(folder.uri.fsPath, 'shown'), 'utf8');
      return text.includes('node.cjs');
    };
    const shows = join(folder.uri.fsPath, 'shows.js');
    await debug({ program: shows });
    assert.equal(await shown(), true);
    await debug({ program: shows, env: { SOCKET_DOCTOR_PROBE: 'off' } });
    assert.equal(await shown(), false);
    const settings = vscode.workspace.getConfiguration('socketDoctor');
    await settings.update('probe', false, vscode.ConfigurationTarget.Global);
    try {
      await debug({ program: shows });
      assert.equal(await shown(), false);
    } finally {
      await settings.update('probe', undefined, vscode.ConfigurationTarget.Global);
    }
    assert.ok(program);
  });

  for (const { file, does, needs } of pythonPrograms) {
    it(`counts ${does} in a probed terminal, and finds the line`, async function () {
      const python = ['/usr/bin/python3', 'python3'].find((name) => canRun(name, needs));
      if (python === undefined) {
        console.log(`    skipped: no Python here${needs ? ` with ${needs}` : ''}`);
        this.skip();
      }
      const program = await copied(file);
      const terminal = await vscode.commands.executeCommand<vscode.Terminal>(
        'socketDoctor.openProbedTerminal',
      );
      try {
        terminal.sendText(`${python} ${file} ${server.port}`);
        await agrees(program);
      } finally {
        terminal.dispose();
      }
    });
  }

  /** Runs a program under the debugger to its end. */
  async function debug(configuration: { program: string; env?: Record<string, string> }) {
    const started = await vscode.debug.startDebugging(folder, {
      type: 'node',
      request: 'launch',
      name: 'Probed',
      args: [String(server.port)],
      console: 'internalConsole',
      ...configuration,
    });
    assert.equal(started, true);
    await sessionsEnd();
  }

  /** Waits until the editor knows all 150 requests, and compares everything with the server's books. */
  async function agrees(program: vscode.Uri): Promise<void> {
    const calls = await until(
      `150 requests of ${program.path}`,
      async () => {
        const facts = (await activateDoctor()).calls();
        const found = callsTo(facts, server.port);
        return found !== undefined &&
          (found.requests ?? 0) >= 150 &&
          found.sites.every(({ place }) => place !== undefined)
          ? found
          : undefined;
      },
      30_000,
    ).catch(async (error: unknown) => {
      const facts = (await activateDoctor()).calls();
      throw new Error(`${String(error)} Known: ${JSON.stringify(facts)}`);
    });
    assert.equal(server.requests, 150);
    assert.equal(calls.requests, server.requests);
    assert.equal(calls.connections, server.connections);
    assert.deepEqual(
      calls.sites.map(
        ({ ownPlaces }) => ownPlaces[0] && [ownPlaces[0].file, ownPlaces[0].line - 1],
      ),
      [[program.fsPath, await callLine(program)]],
    );
  }
});

function callsTo(facts: CallFacts | undefined, port: number): PlacedCalls | undefined {
  return facts?.destinations.find(({ destination }) => destination.port === port);
}

async function copied(file: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder.uri, file);
  await cp(join(programs, file), uri.fsPath);
  return uri;
}

/** 0-based. */
async function callLine(program: vscode.Uri): Promise<number> {
  const lines = (await readFile(program.fsPath, 'utf8')).split('\n');
  const line = lines.findIndex((text) => /(\/\/|#) CALL$/.test(text));
  assert.notEqual(line, -1);
  return line;
}

async function lenses(uri: vscode.Uri): Promise<{ line: number; title: string }[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
  );
  return found.flatMap(({ range, command }) =>
    command?.command === 'socketDoctor.analyze'
      ? [{ line: range.start.line, title: command.title }]
      : [],
  );
}

function canRun(python: string, module: string | undefined): boolean {
  try {
    execFileSync(python, ['-c', module === undefined ? '' : `import ${module}`], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}
