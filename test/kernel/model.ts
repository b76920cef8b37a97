/**
 * `npm run model`: holds the TIME_WAIT model and the flight recorder against this machine's kernel,
 * and writes the tables of docs/MODEL.md. With an argument: only the settings whose name contains it,
 * and no document. Takes some five minutes; needs a machine that has little else to do.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readTimerLag } from '../../src/measure/linux/timerLag';
import { reasonAgainstLab } from '../measure/support/lab';
import { prepare, type Outcome } from './experiment';
import { runRecorder, type RecorderOutcome } from './recorderRun';
import { compare, fillIn, recorderTable, settingsTable } from './report';
import { settings, type Setting } from './settings';

/** At this rate and above, settings do not run beside all the others. */
const fastPerSecond = 100;
/** A run whose load was disturbed is done again, whatever came out. */
const attempts = 3;

void main(process.argv[2]);

async function main(wanted: string | undefined): Promise<void> {
  const reason = reasonAgainstLab();
  if (reason !== undefined) {
    print(`nothing was run: ${reason}`);
    process.exitCode = 1;
    return;
  }
  const chosen = settings.filter(({ name }) => wanted === undefined || name.includes(wanted));
  const outcomes = await runAll(chosen);
  const comparisons = chosen.flatMap((setting) => {
    const outcome = outcomes.get(setting);
    return outcome ? [compare(outcome)] : [];
  });
  const table = settingsTable(comparisons);
  print(table);
  const agreeing = comparisons.filter(({ agrees }) => agrees).length;
  print(`\n${agreeing} of ${comparisons.length} settings agree.\n`);
  if (wanted !== undefined) return;

  const recorded = await runRecorders();
  print(recorderTable(recorded));
  const lag = await readTimerLag(60_000);
  const machine = [
    `Linux ${release().replace(/-.*/, '')}`, // what a vendor adds says nothing to others
    `row timers lag by up to ${lag.kind === 'value' ? `${lag.value / 1000} s (${lag.from.where})` : '?'}`,
    `Node.js ${process.versions.node}`,
    `${agreeing} of ${comparisons.length} settings agree`,
  ].join(', ');
  const path = fileURLToPath(new URL('../../docs/MODEL.md', import.meta.url));
  let document = readFileSync(path, 'utf8');
  document = fillIn(document, 'machine', `${machine}.`);
  document = fillIn(document, 'settings', table);
  document = fillIn(document, 'recorder', recorderTable(recorded));
  writeFileSync(path, document);
  if (agreeing < comparisons.length) process.exitCode = 1;
}

/** Slow settings together, then fast ones together, then each that is over in a second. */
async function runAll(chosen: readonly Setting[]): Promise<ReadonlyMap<Setting, Outcome>> {
  const isFast = ({ load }: Setting): boolean => load.perSecond >= fastPerSecond;
  const alone = chosen.filter((setting) => setting.alone).map((setting) => [setting]);
  const together = chosen.filter((setting) => !setting.alone);
  const outcomes = new Map<Setting, Outcome>();
  let groups = [together.filter((setting) => !isFast(setting)), together.filter(isFast), ...alone];
  for (let attempt = 1; attempt <= attempts; attempt++) {
    for (const group of groups) {
      for (const outcome of await runGroup(group)) outcomes.set(outcome.setting, outcome);
    }
    groups = groups.map((group) => group.filter((one) => outcomes.get(one)?.isDisturbed));
  }
  return outcomes;
}

async function runGroup(group: readonly Setting[]): Promise<readonly Outcome[]> {
  const ready = [];
  for (const setting of group) ready.push(await prepare(setting));
  const running: Promise<Outcome>[] = [];
  for (const run of ready) {
    running.push(run());
    // Thirty programs that begin at the same moment disturb each other's first second.
    await delay(200);
  }
  return Promise.all(running);
}

async function runRecorders(): Promise<readonly RecorderOutcome[]> {
  return Promise.all([10, 100, 300].map((perSecond) => runRecorder(perSecond, 60)));
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
