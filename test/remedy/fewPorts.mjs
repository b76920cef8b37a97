// Runs a program in the network namespace that this was started in, which gets 100 ephemeral ports
// and no reuse of TIME_WAIT, beside a server that notes the ports of its connections. It keeps them
// alive; with `--client-closes` it asks for each to be closed and leaves that to the client, which
// so keeps its port in TIME_WAIT.
// Arguments: the command and its arguments, where {url} and {port} stand for the server's.
import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { promisify } from 'node:util';

execFileSync('ip', ['link', 'set', 'lo', 'up']);
const set = (name, value) => writeFileSync(`/proc/sys/net/ipv4/${name}`, value);
set('ip_local_port_range', '61000 61099');
set('tcp_tw_reuse', '0');

const words = process.argv.slice(2);
const clientCloses = words[0] === '--client-closes';
if (clientCloses) words.shift();

const remotePorts = [];
const server = clientCloses ? createTcpServer({ allowHalfOpen: true }, answer) : keepAliveServer();
server.on('connection', ({ remotePort }) => remotePorts.push(remotePort));
await new Promise((resolve) => server.listen(18080, '127.0.0.1', resolve));
const [command, ...args] = words.map((word) =>
  word.replace('{url}', 'http://127.0.0.1:18080/back').replace('{port}', '18080'),
);
const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 10_000_000 });
process.stdout.write(JSON.stringify({ stdout, remotePorts }));
process.exit(0);

function keepAliveServer() {
  const keeping = createServer((request, response) => response.end(`answer ${request.url}`));
  keeping.keepAliveTimeout = 60_000;
  return keeping;
}

function answer(socket) {
  let request = '';
  socket.on('data', (data) => {
    request += data;
    if (!request.includes('\r\n\r\n')) return;
    const body = `answer ${request.split(' ')[1]}`;
    socket.write(
      `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
  socket.on('end', () => socket.end());
}
