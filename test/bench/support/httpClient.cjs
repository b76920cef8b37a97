// Calls a server as fast as it can. Says `warm` when all is compiled that will be, and when it is told
// anything, for each of many short slices what a request took, in microseconds: of the processor's time,
// and by the wall clock.
//
//   node httpClient.cjs PORT keep-alive|close [REQUESTS]
//
// With a number of requests it ends after these, and says nothing.
const { Agent, get } = require('node:http');

const [port, mode, limit] = process.argv.slice(2);
const concurrency = 16;
// Until everything is compiled that will be: what compiles takes the processor's time as well.
const { warmUp, perSlice } =
  mode === 'close' ? { warmUp: 12_000, perSlice: 50 } : { warmUp: 40_000, perSlice: 100 };

// Without a limit: an agent that has one asks for keep-alive, whatever it was told.
const agent = new Agent({ keepAlive: mode === 'keep-alive' });
const slices = [];
let answered = 0;
let before;

function call() {
  get({ port, host: '127.0.0.1', agent }, (response) => {
    response.resume().on('end', () => {
      answered += 1;
      if (answered === Number(limit)) process.exit();
      if (answered === warmUp && !limit) process.stdout.write('warm\n');
      if (answered >= warmUp && answered % perSlice === 0) endSlice();
      call();
    });
  });
}

function endSlice() {
  const { user, system } = process.cpuUsage();
  const now = { cpuUs: user + system, us: Number(process.hrtime.bigint()) / 1_000 };
  if (before) {
    slices.push({
      endedAtUs: now.us,
      requests: perSlice,
      processorUs: (now.cpuUs - before.cpuUs) / perSlice,
      wallUs: (now.us - before.us) / perSlice,
    });
  }
  before = now;
}

process.stdin.once('data', () => {
  process.stdout.write(`${JSON.stringify(slices)}\n`, () => process.exit());
});
for (let index = 0; index < concurrency; index += 1) call();
