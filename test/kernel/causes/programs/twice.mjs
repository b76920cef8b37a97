// Listens on the same port twice and lives on: `node twice.mjs PORT`.
import { createServer } from 'node:net';
import process from 'node:process';

const port = Number(process.argv[2]);
createServer().listen(port, '127.0.0.1', () => {
  createServer()
    .on('error', (error) => console.error(error))
    .listen(port, '127.0.0.1');
});
