// The first program in a network namespace of a test's own: it starts and ends others there as it is
// told, one JSON request a line on its input, and tells what they print, one JSON event a line. It
// ends with its input, and all that it started (and left behind) with it.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';

const programs = new Map();

const operations = {
  // A process group of its own, so that nothing it leaves behind outlives the stage.
  start({ id, file, args, cwd, userId }) {
    const child = spawn(file, args, {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(userId === undefined ? {} : { uid: userId, gid: userId }),
    });
    programs.set(id, child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => say({ event: 'output', id, text, atMs: Date.now() }));
    }
    child.on('error', (error) => say({ event: 'failed', id, text: error.message }));
    child.on('exit', () => say({ event: 'exit', id, atMs: Date.now() }));
    say({ event: 'started', id, processId: child.pid, atMs: Date.now() });
  },
  // One process alone: its children are left over, as by a debugger that stops only what it started.
  kill({ id, signal }) {
    programs.get(id).kill(signal);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  operations[request.operation](request);
}
for (const { pid } of programs.values()) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group has ended.
  }
}
process.exit(0);

function say(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
