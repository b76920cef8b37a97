import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { startServer } from '../remedy/server';
import { goEnvironment, interpreterWith, isInstalled } from '../remedy/toolchains';
import { activateDoctor } from './support/doctor';
import { applyFix, findingsAppear, findingsGo, findingsIn, fixesAt } from './support/quickFixes';

const run = promisify(execFile);
const calls = 12;

/** A program of test/fixtures/remedy in one of the languages, and how it is built and run. */
interface Program {
  readonly folder: 'python' | 'java' | 'go';
  readonly file: string;
  /** How many of its calls run at once. */
  readonly concurrency: number;
  /** What is missing to run it here, if anything is. */
  readonly lacks: () => string | undefined;
  /** What it prints; `text` stands for the program's own, `home` is a folder of its own. */
  readonly run: (text: string, home: string, port: number) => Promise<string>;
}

const python = (file: string, module: string, concurrency: number): Program => ({
  folder: 'python',
  file,
  concurrency,
  lacks: () => (interpreterWith(module) === undefined ? `a Python with ${module}` : undefined),
  run: async (text, home, port) => {
    await writeFile(join(home, file), text);
    const args = [join(home, file), String(port), String(calls)];
    return (await run(interpreterWith(module) ?? '', args)).stdout;
  },
});

const java: Program = {
  folder: 'java',
  file: 'JdkClient.java',
  concurrency: 2,
  lacks: () => (isInstalled('javac') ? undefined : 'a JDK'),
  run: async (text, home, port) => {
    const [client, main] = [join(home, 'JdkClient.java'), join(home, 'Main.java')];
    await writeFile(client, text);
    await cp(fixture('java', 'Main.java'), main);
    await run('javac', ['-nowarn', '-d', home, client, main]);
    const url = `http://127.0.0.1:${port}/back`;
    return (await run('java', ['-cp', home, 'Main', 'JdkClient', url, String(calls), '2'])).stdout;
  },
};

/** The command that runs the programs imports each of them, so all are built. */
const go: Program = {
  folder: 'go',
  file: 'transportpercall.go',
  concurrency: 2,
  lacks: () => (isInstalled('go') ? undefined : 'Go'),
  run: async (text, home, port) => {
    const main = await readFile(fixture('go', 'main.go'), 'utf8');
    for (const [, name = ''] of main.matchAll(/"proof\/(\w+)"/g)) {
      await mkdir(join(home, name));
      await cp(fixture('go', `${name}.go`), join(home, name, `${name}.go`));
    }
    await writeFile(join(home, 'transportpercall/transportpercall.go'), text);
    await writeFile(join(home, 'main.go'), main);
    await writeFile(join(home, 'go.mod'), 'module proof\n\ngo 1.18\n');
    await run('go', ['build', '-o', 'proof', '.'], { cwd: home, env: goEnvironment });
    const args = ['transportpercall', `http://127.0.0.1:${port}/back`, String(calls), '2'];
    return (await run(join(home, 'proof'), args)).stdout;
  },
};

const programs = [
  python('requests-loop.py', 'requests', 1),
  python('aiohttp-session.py', 'aiohttp', 3),
  java,
  go,
];

for (const program of programs) {
  describe(`the quick fix for ${program.folder}/${program.file} in the editor`, function () {
    this.timeout(120_000);
    const workspace = vscode.workspace.workspaceFolders![0]!.uri;
    const uri = vscode.Uri.joinPath(workspace, 'languages', program.file);
    let original: string;
    let fixed: string;

    before(async () => {
      await activateDoctor();
      original = await readFile(fixture(program.folder, program.file), 'utf8');
      await vscode.workspace.fs.writeFile(uri, Buffer.from(original));
    });
    after(async () => {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(uri, '..'), { recursive: true });
    });

    it('is the preferred one, leaves no finding, and is taken back by one undo', async () => {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      await findingsAppear(uri);
      assert.equal(findingsIn(uri).length, 1);
      const fixes = await fixesAt(uri, findingsIn(uri)[0]!.range);
      const preferred = fixes.filter(({ isPreferred }) => isPreferred === true);
      assert.equal(preferred.length, 1, fixes.map(({ title }) => title).join('; '));
      await applyFix(preferred[0]!);
      fixed = document.getText();
      assert.notEqual(fixed, original);
      await findingsGo(uri);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), original);
    });

    it('makes no more connections than calls run at once, and the same answers', async function () {
      const lacking = program.lacks();
      if (lacking !== undefined) {
        console.log(`    skipped: ${lacking} is not installed`);
        this.skip();
      }
      const before = await outcome(program, original);
      const after = await outcome(program, fixed);
      assert.equal(before.connections, calls);
      assert.ok(
        after.connections >= 1 && after.connections <= program.concurrency,
        `${after.connections} connections`,
      );
      assert.equal(after.output, before.output);
      assert.equal(after.output.match(/answer/g)?.length, calls, after.output);
    });
  });
}

/** What a program printed, and how many connections its server counted. */
async function outcome(
  program: Program,
  text: string,
): Promise<{ readonly output: string; readonly connections: number }> {
  const home = await mkdtemp(join(tmpdir(), 'sd-'));
  const server = await startServer();
  try {
    const output = await program.run(text, home, server.port);
    return { output, connections: new Set(server.remotePorts).size };
  } finally {
    server.close();
    await rm(home, { recursive: true });
  }
}

function fixture(folder: Program['folder'], file: string): string {
  const { extensionPath } = vscode.extensions.getExtension('socket-doctor.socket-doctor')!;
  return join(extensionPath, 'test/fixtures/remedy', folder, 'programs', file);
}
