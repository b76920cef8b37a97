/**
 * Run by bench.mts inside a namespace of 28,000 TIME_WAIT rows: reading, parsing and grouping the
 * socket table, against `ss -tan` (which only reads and prints) and against `systeminformation`; and
 * the counters that are read instead while nobody watches, against `ss -s`, which reads the same two
 * files. And what it costs beside that to tell which program holds the connections: against `ss -tanp`
 * and lsof, which tell it of every program's.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import systeminformation from 'systeminformation';
import { createMachine } from '../../src/measure/createMachine';
import { costInTurns, inTurns, reportLine } from './support/figures.mjs';

const machine = createMachine('linux');
const rounds = 9;
let rows = 0;
const sides = [
  async () => {
    const { totals } = await machine.measure({});
    rows = totals.kind === 'value' ? totals.value.rows : 0;
  },
  () => execFileSync('ss', ['-tan'], { maxBuffer: 64 * 1_048_576 }),
  () => systeminformation.networkConnections(),
];

/**
 * Processor time of this process and of those that it started and that have ended (proc(5), fields 16
 * and 17, in hundredths of a second): on a busy machine the only time that can be compared.
 */
function processorTimeMs(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ') ?? [];
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 + (Number(fields[13]) + Number(fields[14])) * 10;
}

for (const [unit, figures] of [
  ['ms', await inTurns(rounds, ...sides)],
  ['ms of processor time', await costInTurns(processorTimeMs, rounds, ...sides)],
] as const) {
  const what = `socket table of ${rows.toLocaleString('en')} rows, read and grouped`;
  const [ours = 0, ss = 0, peer = 0] = figures;
  const common = { what, unit, ours, moreIsBetter: false };
  console.log(reportLine({ ...common, peer: ss, peerName: 'ss -tan' }));
  console.log(reportLine({ ...common, peer, peerName: 'systeminformation' }));
}

const samplesARound = 100;
let waiting = 0;
const [samplesMs, summaryMs] = await inTurns(
  rounds,
  async () => {
    for (let sample = 0; sample < samplesARound; sample += 1) {
      const counters = await machine.sampleCounters?.({});
      waiting = counters?.timeWait.kind === 'value' ? counters.timeWait.value : 0;
    }
  },
  () => execFileSync('ss', ['-s']),
);
if (waiting === 0) throw new Error('The counters were to see the rows in TIME_WAIT.');
console.log(
  reportLine({
    what: 'a sample of the counters (limit 0.1 ms)',
    unit: 'ms',
    ours: samplesMs! / samplesARound,
    peer: summaryMs!,
    peerName: 'ss -s',
    moreIsBetter: false,
  }),
);

// Each round there is a connection that no look has seen before, and so has to be looked for.
const service = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
await once(service, 'listening');
const { port } = service.address() as AddressInfo;
const origins = [{ id: 't', kind: 'terminal', label: '', processIds: [process.pid] }] as const;
let held = 0;
const connected = async () => {
  await once(connect(port, '127.0.0.1'), 'connect');
};
const whose = async () => {
  await connected();
  const { clients } = await machine.measure({ origins });
  const all = clients?.kind === 'value' ? clients.value : [];
  held = all.find(({ destination }) => destination.port === port)?.held[0]?.open ?? 0;
};
const hasLsof = spawnSync('lsof', ['-v']).error === undefined;
const lsof = () => {
  if (!hasLsof) return;
  try {
    execFileSync('lsof', ['-nP', '-iTCP'], { maxBuffer: 64 * 1_048_576, stdio: 'pipe' });
  } catch (error) {
    // Exit code 1: files of others could not be read; it told the rest.
    if ((error as { status?: unknown }).status !== 1) throw error;
  }
};
const plainly = async () => {
  await connected();
  await machine.measure({});
};
const tellers = [
  whose,
  plainly,
  () => execFileSync('ss', ['-tanp'], { maxBuffer: 64 * 1_048_576 }),
  lsof,
];
const [told = 0, plain = 0, ssp = 0, lsofs = 0] = await costInTurns(
  processorTimeMs,
  rounds,
  ...tellers,
);
if (held < rounds) throw new Error('The connections of this process were to be found.');
for (const [peer, peerName] of [
  [plain, 'the same look without it'],
  [ssp, 'ss -tanp'],
  ...(hasLsof ? [[lsofs, 'lsof -nP -iTCP'] as const] : []),
] as const) {
  console.log(
    reportLine({
      what: 'a look that also tells whose the connections are',
      unit: 'ms of processor time',
      ours: told,
      peer,
      peerName,
      moreIsBetter: false,
    }),
  );
}
process.exit();
