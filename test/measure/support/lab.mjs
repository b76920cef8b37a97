// A program with sockets that does as it is told, one JSON request a line on its input, one JSON
// answer a line on its output. Run it inside a network namespace (see lab.ts); it ends with its
// input.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import process from 'node:process';
import { createInterface } from 'node:readline';

const kept = new Set();
const servers = new Set();

const operations = {
  setUp() {
    if (!tryRun('ip', 'link', 'set', 'lo', 'up')) throw new Error('cannot raise lo');
    return {};
  },
  sysctl({ name, value }) {
    writeFileSync(`/proc/sys/net/ipv4/${name}`, value);
    return {};
  },
  // closes: 'first' ends each connection at once; 'after' when the client has; 'never' keeps its half.
  async listen({ host, port, closes }) {
    const server = createServer({ allowHalfOpen: closes === 'never' }, (socket) => {
      socket.on('error', () => socket.destroy());
      socket.resume();
      if (closes === 'first') socket.end();
      else if (closes === 'never') kept.add(socket);
    });
    servers.add(server);
    await new Promise((resolve, reject) => {
      server.on('error', reject);
      server.listen({ host, port, backlog: 512 }, resolve);
    });
    return {};
  },
  async closeServers() {
    await Promise.all(
      [...servers].map((server) => new Promise((resolve) => server.close(resolve))),
    );
    servers.clear();
    return {};
  },
  // Makes `count` connections, `perSecond` (0: at once). ends: 'first' closes as soon as connected,
  // 'after' when the server has closed, 'never' keeps them open.
  async connect({ host, port, count, perSecond, ends, localPort }) {
    const begunMs = Date.now();
    const made = [];
    for (let i = 0; i < count; i++) {
      if (perSecond > 0) await until(begunMs + (i * 1000) / perSecond);
      made.push(connectOnce({ host, port, ends, localPort }));
    }
    const connections = await Promise.all(made);
    return { begunMs, connections };
  },
  // Connections to a listener whose program never accepts and whose queue is full: the kernel
  // drops what comes after, which stays in SYN_SENT.
  async connectToFrozen({ port, count }) {
    const program = `require('net').createServer().listen({host:'127.0.0.1',port:${Number(port)},backlog:1},
      () => { require('fs').writeSync(1, 'up'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60000); })`;
    const frozen = spawn(process.execPath, ['-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    process.on('exit', () => frozen.kill('SIGKILL'));
    await new Promise((resolve) => frozen.stdout.once('data', resolve));
    for (let i = 0; i < count; i++) {
      const socket = connect({ host: '127.0.0.1', port });
      socket.on('error', () => undefined);
      kept.add(socket);
    }
    await until(Date.now() + 50);
    return { processId: frozen.pid };
  },
  // The client's ends that are kept open close now.
  async endKept() {
    const closedAtMs = Date.now();
    for (const socket of kept) socket.end();
    await until(closedAtMs + 50);
    kept.clear();
    return { closedAtMs };
  },
  read({ paths }) {
    return { texts: paths.map((path) => readFileSync(path, 'latin1')) };
  },
  run({ file, args }) {
    const result = spawnSync(file, args, { encoding: 'utf8' });
    return { status: result.status, output: result.stdout };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = await operations[request.operation](request);
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify(answer));
}
process.exit(0);

function connectOnce({ host, port, ends, localPort }) {
  return new Promise((resolve) => {
    let closedAtMs;
    const socket = connect({ host, port, localPort }, () => {
      const { localPort: used } = socket;
      if (ends === 'never') {
        kept.add(socket);
        resolve({ localPort: used });
        return;
      }
      socket.on('close', () => resolve({ localPort: used, closedAtMs }));
      if (ends === 'first') {
        closedAtMs = Date.now();
        socket.end();
      }
    });
    socket.on('error', (error) => resolve({ error: error.code }));
    socket.resume();
  });
}

function until(atMs) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - Date.now())));
}

function tryRun(file, ...args) {
  return spawnSync(file, args).status === 0;
}
