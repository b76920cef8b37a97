// `npm start`: the extension in a real editor, on a sample workspace in which F5 shows the illness.
// The desktop `code` if there is one, else VS Code from npm, at an address for any browser. On
// Linux that one runs where ports are few (namespace.mjs), so that they run out within seconds.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { editions } from './editions.mjs';
import { installEditor } from './install.mjs';
import { insideNamespace, whyNoNamespace } from './namespace.mjs';
import { root, sampleWorkspace, temporaryFolder } from './paths.mjs';
import { freePort, startServer } from './server.mjs';
import { calmSettings } from './settings.mjs';
import { workbenchAddress } from './workbench.mjs';

/** 201 ports, and TIME_WAIT ports are not reused: 40 connections a second last for 5 s. */
const fewPorts = '40000-40200,0';

/** The desktop editor: SOCKET_DOCTOR_VSCODE (unless it says `npm`), else `code` on the PATH. */
function desktopEditor() {
  const named = process.env.SOCKET_DOCTOR_VSCODE;
  if (named === 'npm') return undefined;
  if (named) return named;
  // In a terminal of a remote window `code` only talks to that window.
  if (process.env.VSCODE_IPC_HOOK_CLI) return undefined;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** @returns {Promise<number>} the exit code */
function run(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', reject).on('close', (code) => resolve(code ?? 1));
  });
}

/** The browser is outside the server's namespace; bytes pass through a Unix socket. */
function forward(port, socketPath) {
  const proxy = createServer((browser) => {
    const server = connect(socketPath);
    browser.pipe(server).pipe(browser);
    browser.on('error', () => server.destroy());
    server.on('error', () => browser.destroy());
  });
  return new Promise((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(port, '127.0.0.1', resolve);
  });
}

async function serveFromNpm(folder) {
  if (process.platform !== 'linux') {
    throw new Error(
      'Install VS Code with its `code` command, or name the program in SOCKET_DOCTOR_VSCODE.',
    );
  }
  const editor = await installEditor(editions.stable);
  const temporary = await temporaryFolder();
  await mkdir(join(temporary, 'data/User'), { recursive: true });
  // Its address names a file to open, and then a reload brings no other editor back unless it is told to.
  const settings = { ...calmSettings, 'window.restoreWindows': 'preserve' };
  await writeFile(join(temporary, 'data/User/settings.json'), JSON.stringify(settings));
  const reason = whyNoNamespace();
  const socketPath = join(temporary, 'server.sock');
  const server = await startServer(editor, {
    listen: [`--socket-path=${socketPath}`],
    userData: temporary,
    extensions: join(temporary, 'extensions'),
    env: process.env,
    ...(reason ? {} : { through: insideNamespace(fewPorts) }),
  });
  const port = await freePort();
  await forward(port, socketPath);
  const address = workbenchAddress({
    authority: `127.0.0.1:${port}`,
    folder,
    development: root,
    file: join(folder, 'client.js'),
  });
  console.log(
    reason
      ? `Ports are as many as this machine has (${reason}), so they will not run out.`
      : 'Inside this editor a program has 201 local ports.',
  );
  console.log(`Open this address and press F5; Ctrl+C ends the editor:\n\n  ${address}\n`);
  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
  });
  const ended = await Promise.race([stopped, server.ended]);
  server.stop();
  await rm(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  if (ended) throw new Error(ended);
}

async function main() {
  if ((await run(process.execPath, ['esbuild.mjs'])) !== 0) return 1;
  // A fresh copy each time: a quick fix in it is there to be tried again.
  const folder = join(root, 'out/sample');
  await rm(folder, { recursive: true, force: true });
  await cp(sampleWorkspace, folder, { recursive: true });
  const desktop = desktopEditor();
  if (desktop) {
    console.log(`Opening ${desktop}; press F5 in its window.`);
    const shell = process.platform === 'win32';
    return run(shell ? `"${desktop}"` : desktop, [`--extensionDevelopmentPath=${root}`, folder], {
      shell,
    });
  }
  await serveFromNpm(folder);
  return 0;
}

process.exit(
  await main().catch((error) => {
    console.error(error.message);
    return 1;
  }),
);
