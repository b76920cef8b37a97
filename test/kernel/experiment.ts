/** One setting, run: what was predicted at a quarter of the occupancy, and what happened. */
import { setTimeout as delay } from 'node:timers/promises';
import { forecastFor } from '../../src/explain/forecast';
import type { Forecast } from '../../src/explain/verdict';
import { FlightRecorder } from '../../src/measure/flightRecorder';
import { createLinuxMachine } from '../../src/measure/linux/linuxMachine';
import type { Machine } from '../../src/measure/machine';
import type { Measurement, SocketAddress } from '../../src/measure/measurement';
import { addressOf, startLoad, type Refusal, type RunningLoad } from './kernelLoad';
import type { Setting } from './settings';

/** What one destination's pool was said to do, and did. */
export interface DestinationOutcome {
  /** The first forecast at a quarter of the occupancy; absent where it never came so far. */
  readonly forecast?: Forecast;
  /** Forecasts after that one, and how many of them said the other thing (never, or some time). */
  readonly later: { readonly count: number; readonly contrary: number };
  readonly refusal?: Refusal;
}

export interface Outcome {
  readonly setting: Setting;
  readonly begunMs: number;
  readonly watchedMs: number;
  /** The load was not what the setting says: it had to catch up with more than 5 % of the ports. */
  readonly isDisturbed: boolean;
  readonly destinations: readonly DestinationOutcome[];
}

/** What a load may catch up with, as a share of the ports. */
const catchUpShare = 0.05;

/**
 * Makes a network namespace for a setting, with the load ready in it.
 * @returns runs it until every pool is full, or its time is up
 */
export async function prepare(setting: Setting): Promise<() => Promise<Outcome>> {
  const machine = createLinuxMachine();
  const running = await startLoad({ ...setting.load, stopsWhenRefused: true });
  // The namespace's settings are read before the clock runs: entering it costs a process.
  await machine.measure({ processId: running.processId });
  return () => run(setting, machine, running);
}

async function run(setting: Setting, machine: Machine, running: RunningLoad): Promise<Outcome> {
  const { load } = setting;
  const recorder = new FlightRecorder();
  const seen: Forecast[][] = load.destinations.map(() => []);
  const begunMs = await running.go();
  while (Date.now() - begunMs < setting.watchMs && !isOver(setting, running)) {
    await delay(setting.sampleIntervalMs);
    const measurement = await machine.measure({ processId: running.processId });
    recorder.record(measurement);
    load.destinations.forEach((destination, index) => {
      const forecast = forecastNow(recorder, measurement, addressOf(destination));
      if (forecast !== undefined) seen[index]?.push(forecast);
    });
  }
  const watchedMs = Date.now() - begunMs;
  const { latestByMs } = await running.finish();
  const caughtUp = (latestByMs / 1000) * load.perSecond;
  return {
    setting,
    begunMs,
    watchedMs,
    isDisturbed: caughtUp > catchUpShare * portsOf(load),
    destinations: seen.map((forecasts, index) =>
      outcomeOf(forecasts, setting, firstRefusal(setting, running, index)),
    ),
  };
}

/** What the product would say now. */
function forecastNow(
  recorder: FlightRecorder,
  measurement: Measurement,
  to: SocketAddress,
): Forecast | undefined {
  const { destinations, atMs } = measurement;
  const rate = recorder.rateOf(to, measurement);
  const usage =
    destinations.kind === 'value'
      ? destinations.value.find(
          ({ destination }) => destination.address === to.address && destination.port === to.port,
        )
      : undefined;
  if (rate === undefined || usage === undefined) return undefined;
  return forecastFor(usage, measurement, rate, atMs, undefined, recorder.rates(measurement));
}

function outcomeOf(
  forecasts: readonly Forecast[],
  { fullPorts, untilHoldTimeIsKnown }: Setting,
  refusal: Refusal | undefined,
): DestinationOutcome {
  const made = forecasts.filter(({ atMs }) => refusal === undefined || atMs < refusal.atMs);
  const at = made.findIndex(
    ({ occupiedPorts, isHoldTimeOpenEnded }) =>
      occupiedPorts >= fullPorts / 4 && !(untilHoldTimeIsKnown && isHoldTimeOpenEnded),
  );
  const forecast = made[at];
  if (forecast === undefined) {
    return { later: { count: 0, contrary: 0 }, ...(refusal && { refusal }) };
  }
  const later = made.slice(at + 1);
  const contrary = later.filter(
    ({ timeToExhaustionMs }) => Number.isFinite(timeToExhaustionMs) !== (refusal !== undefined),
  ).length;
  return { forecast, later: { count: later.length, contrary }, ...(refusal && { refusal }) };
}

/** The size of the ephemeral range that a load is given. */
function portsOf({ settings }: Setting['load']): number {
  const [first = 0, last = 0] = (settings['ip_local_port_range'] ?? '').split(' ').map(Number);
  return last - first + 1;
}

/** Destinations that share a pool are exhausted with the first of them. */
function firstRefusal(
  { load }: Setting,
  { refusals }: RunningLoad,
  index: number,
): Refusal | undefined {
  return load.bindsFirst ? refusals[0] : refusals.find(({ destination }) => destination === index);
}

function isOver({ load }: Setting, { refusals }: RunningLoad): boolean {
  return refusals.length >= (load.bindsFirst ? 1 : load.destinations.length);
}
