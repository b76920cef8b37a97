// Runs a program in the network namespace that this was started in, which gets 100 ephemeral ports
// and no reuse of TIME_WAIT, beside a server that keeps connections alive and notes their ports.
// Arguments: the command and its arguments, where {url} stands for the server's address.
import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { promisify } from 'node:util';

execFileSync('ip', ['link', 'set', 'lo', 'up']);
const set = (name, value) => writeFileSync(`/proc/sys/net/ipv4/${name}`, value);
set('ip_local_port_range', '61000 61099');
set('tcp_tw_reuse', '0');

const remotePorts = [];
const server = createServer((request, response) => response.end(`answer ${request.url}`));
server.keepAliveTimeout = 60_000;
server.on('connection', ({ remotePort }) => remotePorts.push(remotePort));
await new Promise((resolve) => server.listen(18080, '127.0.0.1', resolve));
const [command, ...args] = process.argv
  .slice(2)
  .map((each) => each.replace('{url}', 'http://127.0.0.1:18080/back'));
const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 10_000_000 });
process.stdout.write(JSON.stringify({ stdout, remotePorts }));
process.exit(0);
