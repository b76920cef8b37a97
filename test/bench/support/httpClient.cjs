// Calls a server as fast as it can, and prints for each of many short slices what a request took, in
// microseconds: of the processor's time, and by the wall clock.
//
//   node httpClient.cjs <port> keep-alive|close
const { Agent, get } = require('node:http');

const [port, mode] = process.argv.slice(2);
const concurrency = 16;
const slices = 50;
// Until everything is compiled that will be: what compiles takes the processor's time as well.
const { warmUp, perSlice } =
  mode === 'close' ? { warmUp: 12_000, perSlice: 60 } : { warmUp: 30_000, perSlice: 200 };

// Without a limit: an agent that has one asks for keep-alive, whatever it was told.
const agent = new Agent({ keepAlive: mode === 'keep-alive' });
const took = { processorUs: [], wallUs: [] };
let answered = 0;
let before;

function call() {
  get({ port, host: '127.0.0.1', agent }, (response) => {
    response.resume().on('end', () => {
      answered += 1;
      if (answered >= warmUp && (answered - warmUp) % perSlice === 0) endSlice();
      call();
    });
  });
}

function endSlice() {
  const now = { cpu: process.cpuUsage(), ns: process.hrtime.bigint() };
  if (before) {
    const used = now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system;
    took.processorUs.push(used / perSlice);
    took.wallUs.push(Number(now.ns - before.ns) / 1_000 / perSlice);
  }
  before = now;
  if (took.wallUs.length < slices) return;
  console.log(JSON.stringify(took));
  process.exit();
}

for (let index = 0; index < concurrency; index += 1) call();
