// The VS Code server from npm: started, waited for, and ended together with everything it started.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The server answers within a few seconds; a machine under load gets this long. */
const startLimitMs = 60_000;

/**
 * A free TCP port outside every ephemeral range in use, the narrow ones of our namespaces included:
 * a listener inside such a range would take one of the few ports that a test counts.
 * @returns {Promise<number>}
 */
export async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await new Promise((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** The variables of an editor we may have been started from would make the new one talk to it. */
export function cleanEnvironment(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name)),
  );
}

/**
 * Starts the server and waits until it listens.
 * @param {{ node: string, serverMain: string }} editor from `installEditor`
 * @param {{ listen: string[], userData: string, extensions: string, env: NodeJS.ProcessEnv,
 *   through?: string[], show?: boolean }} options `listen` are the server's own arguments
 *   (`--port` or `--socket-path`), `through` a command that is put in front of the server's,
 *   `show` prints its log
 * @returns {Promise<{ stop: () => void, ended: Promise<string> }>} `ended` resolves with the reason
 *   when the server has ended or the extension host has crashed
 */
export async function startServer(editor, options) {
  const [file, ...args] = [
    ...(options.through ?? []),
    editor.node,
    '--require',
    join(import.meta.dirname, 'endWithParent.cjs'),
    editor.serverMain,
    ...options.listen,
    '--without-connection-token',
    '--accept-server-license-terms',
    '--telemetry-level=off',
    '--disable-workspace-trust',
    `--server-data-dir=${options.userData}`,
    `--extensions-dir=${options.extensions}`,
    // Without it a built workbench ignores extensionDevelopmentPath and extensionTestsPath.
    '--enable-smoke-test-driver',
  ];
  const child = spawn(file, args, {
    env: cleanEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that `stop` reaches its children too
  });
  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group has gone already: that is what was asked for.
    }
  };
  let tail = '';
  const { promise: ended, resolve: end } = deferred();
  const { promise: ready, resolve: listening, reject: notReady } = deferred();
  const read = (line) => {
    tail = `${tail}${line}\n`.slice(-4000);
    if (options.show) console.error(line);
    if (line.includes('Extension host agent listening')) listening();
    const exit = /Extension Host Process exited with code: (\S+), signal: (\S+)\./.exec(line);
    const failed = exit && (exit[1] !== '0' || exit[2] !== 'null');
    if (failed) end(`The extension host ended with code ${exit[1]}, signal ${exit[2]}.`);
  };
  createInterface({ input: child.stdout }).on('line', read);
  createInterface({ input: child.stderr }).on('line', read);
  child.on('error', notReady);
  child.on('close', (code, signal) => {
    const reason = `The VS Code server ended with ${code ?? signal}.`;
    notReady(new Error(`${reason}\n${tail}`));
    end(reason);
  });
  const limit = setTimeout(() => {
    notReady(
      new Error(`The VS Code server was not ready after ${startLimitMs / 1000} s.\n${tail}`),
    );
  }, startLimitMs);
  try {
    await ready;
  } catch (error) {
    stop();
    throw error;
  } finally {
    clearTimeout(limit);
  }
  return { stop, ended };
}

/** A promise with its ends outside (Promise.withResolvers is Node 22). */
function deferred() {
  const ends = {};
  ends.promise = new Promise((resolve, reject) => Object.assign(ends, { resolve, reject }));
  return ends;
}
