#!/usr/bin/env node
// An editor that takes VS Code's own command line and serves it with VS Code from npm and a
// headless browser. For @vscode/test-electron it is a `vscodeExecutablePath` like any other.
//
//   --extensionDevelopmentPath=DIR   the extension under development
//   --extensionTestsPath=FILE        its tests; their exit code becomes ours
//   --user-data-dir=DIR              settings (User/settings.json in it); default: a temporary one
//   --extensions-dir=DIR             installed extensions; default: inside the user data
//   DIR                              the folder to open
//
// SOCKET_DOCTOR_VSCODE_VERSION=minimum takes the oldest supported edition instead of the newest,
// SOCKET_DOCTOR_EDITOR_LOG=1 shows the server's log,
// SOCKET_DOCTOR_TIME_LIMIT_S ends a run that does not end by itself (default 900).
import { rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBrowser } from './browser.mjs';
import { editions } from './editions.mjs';
import { installEditor } from './install.mjs';
import { servePage } from './pageBridge.mjs';
import { temporaryFolder } from './paths.mjs';
import { freePort, startServer } from './server.mjs';
import { workbenchAddress } from './workbench.mjs';

/** Exit code of a run that was stopped or whose editor failed: no test gives it. */
const editorFailed = 70;

/** The server's word about a crash may come this much later than the workbench's exit code. */
const crashReportMs = 300;

/** Reads VS Code's arguments; the ones that steer a desktop window mean nothing here. */
function readArguments(args) {
  const value = (name) => {
    const given = args.find((arg) => arg.startsWith(`--${name}=`));
    return given && resolve(given.slice(name.length + 3));
  };
  const folder = args.find((arg) => !arg.startsWith('-'));
  return {
    development: value('extensionDevelopmentPath'),
    tests: value('extensionTestsPath'),
    userData: value('user-data-dir'),
    extensions: value('extensions-dir'),
    folder: folder && resolve(folder),
  };
}

/** Shows the workbench in the browser; resolves with the exit code of the tests. */
async function runTests(page, address) {
  const exited = new Promise((resolve, reject) => {
    page.on('crash', () => reject(new Error('The page crashed.')));
    page.on('close', () => reject(new Error('The browser ended.')));
    // The workbench calls these two if the page has them, as in VS Code's own integration tests.
    page.exposeFunction('codeAutomationExit', (code) => resolve(code)).catch(reject);
    page
      .exposeFunction('codeAutomationLog', (type, args) => {
        const log = type === 'error' || type === 'warn' ? console.error : console.log;
        log(...args);
      })
      .catch(reject);
  });
  exited.catch(() => undefined); // awaited below, unless opening the page fails first
  await page.goto(address);
  return exited;
}

/** Resolves with the reason to stop early: a signal, the end of our parent, the time limit. */
function interrupted() {
  const limitS = Number(process.env.SOCKET_DOCTOR_TIME_LIMIT_S || 900);
  const parent = process.ppid;
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal));
    setTimeout(() => resolve(`The time limit of ${limitS} s is over.`), limitS * 1000).unref();
    setInterval(() => {
      if (process.ppid !== parent) resolve('The process that started the editor has gone.');
    }, 500).unref();
  });
}

async function main() {
  const stop = interrupted();
  const options = readArguments(process.argv.slice(2));
  const temporary = await temporaryFolder();
  const cleanup = [() => rm(temporary, { recursive: true, force: true, maxRetries: 5 })];
  const session = async () => {
    const edition = process.env.SOCKET_DOCTOR_VSCODE_VERSION === 'minimum' ? 'minimum' : 'stable';
    const editor = await installEditor(editions[edition]);
    const socket = join(temporary, 'page.sock');
    // What a desktop build takes as its user data is the server's `data`.
    if (options.userData) await symlink(options.userData, join(temporary, 'data'));
    const port = await freePort();
    const server = await startServer(editor, {
      listen: ['--host=127.0.0.1', `--port=${port}`],
      userData: temporary,
      extensions: options.extensions ?? join(temporary, 'extensions'),
      env: { ...process.env, SOCKET_DOCTOR_PAGE: socket },
      show: process.env.SOCKET_DOCTOR_EDITOR_LOG === '1',
    });
    cleanup.unshift(server.stop);
    const browser = await startBrowser();
    cleanup.unshift(() => browser.close());
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'], // as a desktop build has them
    });
    cleanup.unshift(await servePage(page, socket));
    const tests = runTests(page, workbenchAddress({ authority: `127.0.0.1:${port}`, ...options }));
    const gone = server.ended.then((reason) => Promise.reject(new Error(reason)));
    const code = await Promise.race([tests, gone]);
    // The workbench says 0 when the extension host has crashed; the server knows better.
    await Promise.race([sleep(crashReportMs), gone]);
    return code;
  };
  try {
    const reason = stop.then((text) => Promise.reject(new Error(text)));
    return await Promise.race([session(), reason]);
  } catch (error) {
    console.error(`The editor did not finish: ${error.message}`);
    return editorFailed;
  } finally {
    for (const step of cleanup) await step();
  }
}

process.exit(await main());
