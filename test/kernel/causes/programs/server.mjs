// A server as a person writes one: `node server.mjs PORT [HOST] [MILLISECONDS]`. Asked to stop, it
// takes the given time before it lets go of its port.
import { createServer } from 'node:http';
import process from 'node:process';

const [port, host, stopsAfterMs = '0'] = process.argv.slice(2);
createServer((_, response) => response.end('hello\n')).listen(Number(port), host, () => {
  console.log('listening');
});
process.on('SIGTERM', () => setTimeout(() => process.exit(0), Number(stopsAfterMs)));
