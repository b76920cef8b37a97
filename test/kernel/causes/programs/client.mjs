// A client that opens one connection after the other until it gets no port:
// `node client.mjs PORT closes|keeps|half live|die [LOCAL-ADDRESS]`. It closes each at once, or keeps
// it, or never closes its half; at the error it lives on with what it has, or dies of it.
import { connect } from 'node:net';
import process from 'node:process';
import { setInterval } from 'node:timers';
import { setTimeout as delay } from 'node:timers/promises';

const [port, ends, then, localAddress] = process.argv.slice(2);
const kept = [];
let failed;
for (let made = 0; failed === undefined && made < 5_000; made++) {
  await connected();
  await delay(1);
}
if (then === 'die') throw failed;
console.error(failed);
setInterval(() => kept.length, 1_000);

function connected() {
  return new Promise((resolve) => {
    const socket = connect({
      port: Number(port),
      host: '127.0.0.1',
      allowHalfOpen: ends === 'half',
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    socket.once('connect', () => {
      if (ends === 'closes') socket.end();
      else kept.push(socket);
      resolve();
    });
    socket.once('error', (error) => {
      failed ??= error;
      resolve();
    });
    socket.resume();
  });
}
