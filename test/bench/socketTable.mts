/**
 * Run by bench.ts inside a namespace of 28,000 TIME_WAIT rows: reading, parsing and grouping the
 * socket table, against `ss -tan` (which only reads and prints) and against `systeminformation`.
 */
import { execFileSync } from 'node:child_process';
import systeminformation from 'systeminformation';
import { createMachine } from '../../src/measure/createMachine';
import { inTurns, reportLine } from './support/figures.mjs';

const machine = createMachine('linux');
const rounds = 5;
let rows = 0;
const [oursMs, ssMs, peerMs] = await inTurns(
  rounds,
  async () => {
    const { totals } = await machine.measure({});
    rows = totals.kind === 'value' ? totals.value.rows : 0;
  },
  () => execFileSync('ss', ['-tan'], { maxBuffer: 64 * 1_048_576 }),
  () => systeminformation.networkConnections(),
);
const what = `socket table of ${rows.toLocaleString('en')} rows, read and grouped`;
const common = { what, unit: 'ms', ours: oursMs!, moreIsBetter: false };
console.log(reportLine({ ...common, peer: ssMs!, peerName: 'ss -tan' }));
console.log(reportLine({ ...common, peer: peerMs!, peerName: 'systeminformation' }));
