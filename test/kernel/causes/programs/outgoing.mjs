// Holds one connection open and says which local port the system gave it: `node outgoing.mjs PORT`.
import { connect } from 'node:net';
import process from 'node:process';

const socket = connect(Number(process.argv[2]), '127.0.0.1', () => {
  console.log(`port ${socket.localPort}`);
});
