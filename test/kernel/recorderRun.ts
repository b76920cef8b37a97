/** The flight recorder's counts beside the true ones. */
import { setTimeout as delay } from 'node:timers/promises';
import { FlightRecorder } from '../../src/measure/flightRecorder';
import { createLinuxMachine } from '../../src/measure/linux/linuxMachine';
import type { RateHistory } from '../../src/measure/measurement';
import { startLoad } from './kernelLoad';

export interface RecorderOutcome {
  readonly perSecond: number;
  readonly seconds: number;
  /** Connections that the program made. */
  readonly made: number;
  /** Connections that the recorder counted while the program ran, at a look a second. */
  readonly counted: number;
  /** What one look afterwards, by a recorder that had seen nothing before, says of each second. */
  readonly afterwards: {
    readonly seconds: number;
    /** The furthest from the truth, in connections and as a share of the true count. */
    readonly worstBy: number;
    readonly worstShare: number;
  };
}

const service = { host: '127.0.0.1', port: 8080 };

/** Runs a program for so many seconds, with a look a second as the extension does by default. */
export async function runRecorder(perSecond: number, seconds: number): Promise<RecorderOutcome> {
  const running = await startLoad({
    destinations: [service],
    perSecond,
    settings: { ip_local_port_range: '20000 60999', tcp_tw_reuse: '0' },
    durationMs: seconds * 1000,
    tellsClosingTimes: true,
  });
  const scope = { processId: running.processId };
  const machine = createLinuxMachine();
  const recorder = new FlightRecorder();
  recorder.record(await machine.measure(scope));
  const endsMs = (await running.go()) + seconds * 1000;
  while (Date.now() < endsMs) {
    await delay(Math.min(1000, endsMs - Date.now()));
    recorder.record(await machine.measure(scope));
  }
  // The last connections close now; the namespace lives as long as the program does.
  await delay(300);
  const last = await machine.measure(scope);
  recorder.record(last);
  const fresh = new FlightRecorder();
  fresh.record(await createLinuxMachine().measure(scope));
  const { made, closedAtMs } = await running.finish();
  const [history] = recorder.histories(last);
  const [afterwards] = fresh.histories(last);
  if (history === undefined || afterwards === undefined) throw new Error('nothing was recorded');
  return {
    perSecond,
    seconds,
    made: made[0] ?? 0,
    counted: history.connectionsPerSecond.reduce((sum, count) => sum + count, 0),
    afterwards: compare(afterwards, closedAtMs[0] ?? [], Math.min(50, seconds - 2)),
  };
}

/** The last whole bins of the program, each beside the connections that it closed in it. */
function compare(
  { startMs, connectionsPerSecond }: RateHistory,
  closedAtMs: readonly number[],
  seconds: number,
): RecorderOutcome['afterwards'] {
  const binOf = (atMs: number) => Math.floor((atMs - startMs) / 1000);
  const lastBin = binOf(closedAtMs.at(-1) ?? startMs);
  let worstBy = 0;
  let worstShare = 0;
  for (let bin = lastBin - seconds; bin < lastBin; bin++) {
    const truth = closedAtMs.filter((atMs) => binOf(atMs) === bin).length;
    const told = connectionsPerSecond[bin] ?? 0;
    worstBy = Math.max(worstBy, Math.abs(told - truth));
    worstShare = Math.max(worstShare, Math.abs(told - truth) / Math.max(1, truth));
  }
  return { seconds, worstBy, worstShare };
}
