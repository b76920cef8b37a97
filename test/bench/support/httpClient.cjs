// Calls a server as fast as it can, and prints what a request costs: the processor's microseconds,
// once for each of many short slices of time.
//
//   node httpClient.cjs <port> keep-alive|close <slices>
const { Agent, get } = require('node:http');

const [port, mode, slices] = process.argv.slice(2);
const concurrency = 16;
const warmUpMs = 1_000;
const sliceMs = 50;
const fewestRequests = 20;

// Without a limit: an agent that has one asks for keep-alive, whatever it was told.
const agent = new Agent({ keepAlive: mode === 'keep-alive' });
let answered = 0;
function call() {
  get({ port, host: '127.0.0.1', agent }, (response) => {
    response.resume().on('end', () => {
      answered += 1;
      call();
    });
  });
}
for (let index = 0; index < concurrency; index += 1) call();

const costs = [];
let before;
function slice() {
  if (before && answered >= fewestRequests) {
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / answered);
  }
  if (costs.length >= Number(slices)) {
    console.log(JSON.stringify(costs));
    process.exit();
  }
  answered = 0;
  before = process.cpuUsage();
  setTimeout(slice, sliceMs);
}
setTimeout(slice, warmUpMs);
