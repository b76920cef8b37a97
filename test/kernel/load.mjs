// A client and its service in one program, exactly paced. It sets up the network namespace that it
// was started in (never run it elsewhere: it changes settings), says `ready`, waits for a line on its
// input, and connects as its argument says until its input ends. See kernelLoad.ts for the argument
// and for the events that it prints, one JSON object a line.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { createInterface } from 'node:readline';

const load = JSON.parse(process.argv[2]);
const pleaseClose = Buffer.from('x');
const made = load.destinations.map(() => 0);
const closedAtMs = load.destinations.map(() => []);
const refused = load.destinations.map(() => false);
let latestByMs = 0;

ip('link', 'set', 'lo', 'up');
for (const address of load.ownAddresses ?? []) ip('address', 'add', address, 'dev', 'lo');
for (const [name, value] of Object.entries(load.settings)) {
  writeFileSync(`/proc/sys/net/ipv4/${name}`, value);
}
for (const { host, port } of load.destinations) await listen(host, port);
await warmUp();
say({ event: 'ready' });

const input = createInterface({ input: process.stdin });
await new Promise((resolve) => input.once('line', resolve));
let running = true;
input.once('close', () => (running = false));
await work();
// A pipe takes a long line in pieces: the process must not end before the last of them.
say({ event: 'ended', made, latestByMs, closedAtMs }, () => process.exit(0));

/** Connection `i` is due at `i / rate`, in a burst with the others of its group of `burst`. */
async function work() {
  const burst = load.burst ?? 1;
  const begunMs = performance.timeOrigin + performance.now();
  say({ event: 'begun', atMs: begunMs });
  for (let next = 0; running;) {
    const elapsedMs = performance.timeOrigin + performance.now() - begunMs;
    if (load.durationMs !== undefined && elapsedMs >= load.durationMs) break;
    const dueMs = () => (Math.floor(next / burst) * burst * 1000) / load.perSecond;
    if (!refused.includes(true)) latestByMs = Math.max(latestByMs, elapsedMs - dueMs());
    while (dueMs() <= elapsedMs) {
      load.destinations.forEach((_, index) => connectOnce(index, next));
      next += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  if (running && load.durationMs !== undefined) {
    await new Promise((resolve) => input.once('close', resolve));
  }
}

/** Compiles what will run, on connections that nobody accepts: they take no port for long. */
async function warmUp() {
  for (let i = 0; i < 300; i++) {
    await new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port: 1 });
      socket.on('error', () => undefined);
      socket.on('close', resolve);
    });
  }
}

function connectOnce(index, number) {
  if (refused[index] && load.stopsWhenRefused) return;
  const { host, port } = load.destinations[index];
  const share = load.closedHereShare ?? 1;
  const closesHere = Math.floor((number + 1) * share) > Math.floor(number * share);
  const from = load.bindsFirst ? { localAddress: host.includes(':') ? '::1' : '127.0.0.1' } : {};
  const socket = connect({ host, port, ...from }, () => {
    made[index] += 1;
    if (load.holdMs === null) return;
    setTimeout(() => {
      if (!closesHere) {
        socket.write(pleaseClose);
        return;
      }
      if (load.tellsClosingTimes) closedAtMs[index].push(Date.now());
      socket.end();
    }, load.holdMs ?? 0);
  });
  socket.on('error', ({ code }) => {
    if (refused[index]) return;
    refused[index] = true;
    say({ event: 'refused', atMs: Date.now(), destination: index, code, made: made[index] });
  });
  socket.resume();
}

function listen(host, port) {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => socket.end());
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen({ host, port, backlog: 4096 }, resolve);
  });
}

function ip(...args) {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}

function say(event, written) {
  process.stdout.write(`${JSON.stringify(event)}\n`, written);
}
