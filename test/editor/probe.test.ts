/** The whole way of the probe: a real debug session or terminal, and what the editor then knows. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { numberWords } from '../../src/explain/format';
import type { CallFacts, PlacedCalls } from '../../src/present/callFacts';
import {
  mariadbBooks,
  type OpenBooks,
  postgresBooks,
  redisBooks,
} from '../probe/support/databaseBooks';
import { CallServer } from './support/callServer';
import { activateDoctor, sessionsEnd, until } from './support/doctor';

const folder = vscode.workspace.workspaceFolders![0]!;
const { extensionPath } = vscode.extensions.getExtension('socket-doctor.socket-doctor')!;
const programs = join(extensionPath, 'test/fixtures/probe/programs');
const pythonClients = join(extensionPath, 'test/fixtures/probe/python/clients.py');
const installed = join(folder.uri.fsPath, 'node_modules');
/** What these tests put into the workspace. */
const written: string[] = [];
const calls = 150;
/** A multiple of what each turn of a program's loop asks for. */
const databaseCalls = 180;

/** The programs by what they do. */
const nodePrograms: readonly { file: string; does: string }[] = [
  { file: 'agentFalse.cjs', does: 'http with agent: false' },
  { file: 'closesFirst.cjs', does: 'http with an agent per call' },
  { file: 'sharedAgent.cjs', does: 'http with a shared agent, from two lines' },
  { file: 'fetch.mjs', does: 'fetch, in a module' },
  { file: 'axios.cjs', does: 'axios, behind an interceptor' },
  { file: 'got.mjs', does: 'got' },
  { file: 'undiciPool.mjs', does: "undici's Pool" },
  { file: 'webSocket.mjs', does: 'web sockets' },
  { file: 'cluster.cjs', does: 'a cluster of three' },
];
/** Clients of databases, by what they do; the servers say themselves how much they were asked. */
const databases: readonly { file: string; does: string; open: OpenBooks; churns?: true }[] = [
  { file: 'redis.cjs', does: 'a Redis client per call', open: redisBooks, churns: true },
  { file: 'redisShared.cjs', does: 'a shared Redis client', open: redisBooks },
  { file: 'postgres.cjs', does: 'a PostgreSQL client per call', open: postgresBooks, churns: true },
  { file: 'postgresPool.cjs', does: 'a pool of PostgreSQL', open: postgresBooks },
  { file: 'mysql.cjs', does: 'a pool of MySQL', open: mariadbBooks },
];
const pythonCases: readonly { name: string; needs?: string }[] = [
  { name: 'urllib_loop' },
  { name: 'requests_session', needs: 'requests' },
  { name: 'httpx_loop', needs: 'httpx' },
  { name: 'aiohttp_shared', needs: 'aiohttp' },
];

describe('the probe', () => {
  let server: CallServer;

  before(async () => {
    await symlink(join(extensionPath, 'node_modules'), installed, 'dir');
  });
  // Other suites look through the workspace: what these programs do wrong is not theirs to find.
  after(async () => {
    await rm(installed);
    for (const path of written) await rm(path, { recursive: true, force: true });
  });
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
      await agrees(program, await markedLines(program, '// calls'));
    });
  }

  for (const { file, does, open, churns } of databases) {
    it(`counts ${does} against a real server, and finds the lines`, async function () {
      const scratch = await mkdtemp(join(tmpdir(), 'socket-doctor-database-'));
      await chmod(scratch, 0o755); // PostgreSQL runs as another user
      const books = await open(scratch);
      try {
        if (!books) {
          console.log(`    skipped: no server for ${file}`);
          this.skip();
        }
        const program = await copied(file);
        await debug({ program: program.fsPath, args: [books.url, String(databaseCalls)] });
        const truth = await books.requests();
        assert.equal(truth, databaseCalls);
        const counted = await known(books.port, ({ requests = 0 }) => requests >= truth);
        assert.equal(counted.requests, truth);
        assert.equal(counted.connections, books.connections());
        const lines = await markedLines(program, '// calls');
        assert.deepEqual([...new Set(placesOf(counted))], placesAt(program, lines));
        if (churns) assert.equal((await measuredChurn(program)).range.start.line + 1, lines[0]);
      } finally {
        await books?.close();
        await rm(scratch, { recursive: true, force: true });
      }
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
    written.push(outDir);
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
    await agrees(source, await markedLines(source, '// calls'));
  });

  it('says what it counted where the code churns, louder than a guess', async () => {
    const program = await copied('closesFirst.cjs');
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
    assert.deepEqual([measured.range.start.line + 1], await markedLines(program, '// calls'));
    assert.match(measured.message, /150 connections for 150 requests, 0 % reused/);
    assert.match(measured.message, /Each of them keeps a local port/);
  });

  it('shows lenses once they are switched on, and none before', async () => {
    const program = await copied('fetch.mjs');
    await debug({ program: program.fsPath });
    const document = await vscode.workspace.openTextDocument(program);
    await vscode.window.showTextDocument(document);
    assert.deepEqual(await lenses(program), []);
    const settings = vscode.workspace.getConfiguration('socketDoctor');
    await settings.update('callLenses', true, vscode.ConfigurationTarget.Global);
    try {
      // Once the program rests.
      const figure = reuseOf(server);
      const shown = await until(
        `a lens with ${figure}`,
        async () => {
          const all = await lenses(program);
          return all.some(({ title }) => title === figure) ? all : undefined;
        },
        15_000,
      );
      const [line] = await markedLines(program, '// calls');
      assert.deepEqual(shown, [{ line: line! - 1, title: figure }]);
    } finally {
      await settings.update('callLenses', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('stays out of a launch that says no, and out of all where it is switched off', async () => {
    const shows = join(folder.uri.fsPath, 'shows.js');
    written.push(shows, join(folder.uri.fsPath, 'shown'));
    await writeFile(
      shows,
      `require('node:fs').writeFileSync(__dirname + '/shown', String(process.env.NODE_OPTIONS))`,
    );
    const shown = async () => {
      const text = await readFile(join(folder.uri.fsPath, 'shown'), 'utf8');
      return text.includes('node.cjs');
    };
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
  });

  for (const { name, needs } of pythonCases) {
    it(`counts Python's ${name} in a probed terminal, and finds the line`, async function () {
      const python = ['/usr/bin/python3', 'python3'].find((each) => canRun(each, needs));
      if (python === undefined) {
        console.log(`    skipped: no Python here${needs ? ` with ${needs}` : ''}`);
        this.skip();
      }
      const program = await copied(pythonClients);
      const terminal = await vscode.commands.executeCommand<vscode.Terminal>(
        'socketDoctor.openProbedTerminal',
      );
      try {
        terminal.sendText(`${python} clients.py ${name} ${server.port} ${calls}`);
        await agrees(program, await markedLines(program, `# ${name}`));
      } finally {
        terminal.dispose();
      }
    });
  }

  /** Of a client per call: nothing is reused, though one line connects and another asks. */
  function measuredChurn(program: vscode.Uri): Promise<vscode.Diagnostic> {
    const figure = `${databaseCalls} connections for ${databaseCalls} requests, 0 % reused`;
    return until(
      'the measured diagnostic',
      () =>
        vscode.languages
          .getDiagnostics(program)
          .find(({ message }) => message.startsWith(`Measured here: ${figure}`)),
      20_000,
    ).catch(async (error: unknown) => {
      const said = vscode.languages.getDiagnostics(program).map(({ message }) => message);
      const doctor = await activateDoctor();
      throw new Error(`${String(error)} Said: ${JSON.stringify([said, doctor.calls()])}`);
    });
  }

  /** Runs a program under the debugger to its end. */
  async function debug(configuration: {
    program: string;
    args?: readonly string[];
    env?: Record<string, string>;
  }) {
    const started = await vscode.debug.startDebugging(folder, {
      type: 'node',
      request: 'launch',
      name: 'Probed',
      args: [`http://127.0.0.1:${server.port}/`, String(calls)],
      console: 'internalConsole',
      ...configuration,
    });
    assert.equal(started, true);
    await sessionsEnd();
  }

  /** Waits until the editor knows all requests, and compares everything with the server's books. */
  async function agrees(program: vscode.Uri, lines: readonly number[]): Promise<void> {
    const counted = await known(server.port, ({ requests = 0 }) => requests >= calls);
    assert.equal(server.requests, calls);
    assert.equal(counted.requests, server.requests);
    assert.equal(counted.connections, server.connections);
    assert.deepEqual(placesOf(counted), placesAt(program, lines));
  }
});

/** What the editor knows of a destination, once it is enough and has its places. */
async function known(
  port: number,
  isEnough: (calls: PlacedCalls) => boolean,
): Promise<PlacedCalls> {
  const doctor = await activateDoctor();
  return until(
    `the calls to port ${port}`,
    () => {
      const found = callsTo(doctor.calls(), port);
      return found && isEnough(found) && found.sites.every(({ place }) => place !== undefined)
        ? found
        : undefined;
    },
    30_000,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)} Known: ${JSON.stringify(doctor.calls())}`);
  });
}

/** Each line of the workspace that makes the calls, by its file. */
function placesOf({ sites }: PlacedCalls): readonly string[] {
  return sites
    .map(({ ownPlaces: [place] }) => (place ? `${place.file}:${place.line}` : 'elsewhere'))
    .sort();
}

function placesAt({ fsPath }: vscode.Uri, lines: readonly number[]): readonly string[] {
  return lines.map((line) => `${fsPath}:${line}`).sort();
}

function callsTo(facts: CallFacts | undefined, port: number): PlacedCalls | undefined {
  return facts?.destinations.find(({ destination }) => destination.port === port);
}

/** Puts a program into the workspace: one of the programs by its name, or any by its path. */
async function copied(file: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder.uri, basename(file));
  await cp(resolve(programs, file), uri.fsPath);
  written.push(uri.fsPath);
  return uri;
}

/** The 1-based lines that end in this comment. */
async function markedLines(program: vscode.Uri, comment: string): Promise<readonly number[]> {
  const lines = (await readFile(program.fsPath, 'utf8')).split('\n');
  const marked = lines.flatMap((text, index) => (text.endsWith(comment) ? [index + 1] : []));
  assert.ok(marked.length > 0, comment);
  return marked;
}

/** What the lens says at rest of a single line that made all the calls. */
function reuseOf({ connections, requests }: CallServer): string {
  const reused = numberWords('en').percent(1 - connections / requests);
  return `${connections} connection${connections === 1 ? '' : 's'} for ${requests} requests, ${reused} reused`;
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
