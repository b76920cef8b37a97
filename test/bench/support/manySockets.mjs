// Fills the socket table of a network namespace of its own, then runs a command in it:
//
//   node test/bench/support/manySockets.mjs [--rows 28000] [--family 4|6] -- <command> [arguments]
//
// The rows are client-side TIME_WAIT rows on loopback, made by real connections that the client
// closed first; they stay for 60 s, so a long command sees them go. Without a command it prints one
// line of JSON ({"processId","rows"}) when the rows stand, and stays until its input ends. Ends with
// the command's exit code, or with 77 where no namespace can be made here.
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const CANNOT_MAKE_NAMESPACE = 77;
const INSIDE = 'SOCKET_DOCTOR_BENCH_INSIDE';
const CONCURRENCY = 64;

const [options, command] = splitArguments(process.argv.slice(2));
const rows = Number(options.rows ?? 28_000);
const host = options.family === '6' ? '::1' : '127.0.0.1';

if (process.env[INSIDE] === undefined) enterNamespace();
else await fillAndRun();

function enterNamespace() {
  const flags = process.getuid?.() === 0 ? ['-n'] : ['-rn'];
  const probe = spawnSync('unshare', [...flags, 'true']);
  if (probe.status !== 0) {
    console.error('manySockets: no network namespace can be made here (unshare)');
    process.exit(CANNOT_MAKE_NAMESPACE);
  }
  const script = fileURLToPath(import.meta.url);
  const again = [process.execPath, script, ...process.argv.slice(2)];
  const child = spawn('unshare', [...flags, ...again], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: '1' },
  });
  child.on('exit', (code) => process.exit(code ?? 1));
}

async function fillAndRun() {
  const up = spawnSync('ip', ['link', 'set', 'lo', 'up']);
  if (up.status !== 0) throw new Error(`cannot raise lo: ${String(up.stderr)}`);
  writeFileSync('/proc/sys/net/ipv4/ip_local_port_range', '1025 65535');
  writeFileSync('/proc/sys/net/ipv4/tcp_tw_reuse', '0');
  await makeTimeWaitRows();
  if (command.length === 0) {
    console.log(JSON.stringify({ processId: process.pid, rows }));
    process.stdin.resume();
    process.stdin.on('end', () => process.exit(0));
    return;
  }
  const [file, ...args] = command;
  const env = { ...process.env, [INSIDE]: undefined };
  const child = spawn(file, args, { stdio: 'inherit', env });
  child.on('exit', (code) => process.exit(code ?? 1));
}

async function makeTimeWaitRows() {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.resume();
  });
  await new Promise((resolve) => server.listen(1024, host, 1024, resolve));
  let left = rows;
  const worker = async () => {
    while (left-- > 0) {
      await new Promise((resolve, reject) => {
        const socket = connect(1024, host, () => socket.end());
        socket.on('error', reject);
        socket.on('close', resolve);
        socket.resume();
      });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  await new Promise((resolve) => server.close(resolve));
}

function splitArguments(words) {
  const end = words.indexOf('--');
  const before = end < 0 ? words : words.slice(0, end);
  const found = {};
  for (let i = 0; i < before.length; i += 2) found[before[i].replace(/^--/, '')] = before[i + 1];
  return [found, end < 0 ? [] : words.slice(end + 1)];
}
