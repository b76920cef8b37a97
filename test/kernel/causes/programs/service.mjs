// The other end of a client: `node service.mjs PORT first|after|never`. It closes each connection
// first, or after the client has, or never (its half stays open).
import { createServer } from 'node:net';
import process from 'node:process';

const [port, closes] = process.argv.slice(2);
createServer({ allowHalfOpen: closes === 'never' }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.resume();
  if (closes === 'first') socket.end();
}).listen({ port: Number(port), host: '127.0.0.1', backlog: 4096 }, () => console.log('listening'));
