/** What the model says to a setting: one answer, from which sentence, curve and picture are made. */
import { poolModelOf } from '../../../src/explain/forecast';
import { occupancyCurve } from '../../../src/explain/occupancyCurve';
import { poolAtMoment } from '../../../src/explain/poolAtMoment';
import { portTimeMs, type PoolModel } from '../../../src/explain/timeWaitModel';
import type { Pool } from '../../../src/explain/verdict';
import { whatIf } from '../../../src/explain/whatIf';
import type { PortMapView } from '../../../src/present/panel/protocol';
import { poolOf, type Setting } from './setting';

/** Rates in connections a second, times in milliseconds from an empty pool; Infinity is never. */
export interface Answer {
  readonly setting: Setting;
  readonly pool: Pool;
  readonly model: PoolModel;
  readonly connectionsPerSecond: number;
  /** Lower and higher end where the TIME_WAIT length is disputed. */
  readonly sustainablePerSecond: { readonly min: number; readonly max: number };
  readonly sustainableCallsPerSecond: { readonly min: number; readonly max: number };
  readonly timeToExhaustionMs: number;
  /** Ports that would be in use at the same time if there were enough of them (Little's law). */
  readonly wantedPorts: number;
}

/** A disputed TIME_WAIT length is taken at its longest, as everywhere. */
export function answerTo(setting: Setting): Answer {
  const asked = whatIf(poolOf(setting), { reuseRatio: setting.reuseRatio });
  const { connectionsPerSecond } = asked;
  const pool = { ...poolOf(setting), connectionsPerSecond };
  const model = poolModelOf(pool);
  return {
    setting,
    pool,
    model,
    connectionsPerSecond,
    sustainablePerSecond: asked.sustainablePerSecond,
    sustainableCallsPerSecond: asked.sustainableCallsPerSecond,
    timeToExhaustionMs: asked.timeToExhaustionMs.min,
    wantedPorts: wanted(model, connectionsPerSecond),
  };
}

function wanted(model: PoolModel, connectionsPerSecond: number): number {
  const waiting = connectionsPerSecond * model.timeWaitMs * (model.closedHereShare ?? 1);
  const limited = Math.min(waiting / 1_000, model.waitingLimit ?? Infinity);
  return (connectionsPerSecond * model.holdTimeMs) / 1_000 + limited;
}

/** Points of the curve: a plot is a few hundred pixels wide. */
const curvePoints = 120;
const shortestHorizonMs = 1_000;

/** Long enough to see the wall and some time at it, or the level at which it stays. */
export function horizonMs({ timeToExhaustionMs, model }: Answer): number {
  const turningMs = Number.isFinite(timeToExhaustionMs) ? timeToExhaustionMs : portTimeMs(model);
  return Math.max(shortestHorizonMs, turningMs * 1.5);
}

/** Occupied ports from an empty pool on, at equal steps up to the horizon. */
export function curveOf(answer: Answer, overMs: number): readonly number[] {
  const { model, connectionsPerSecond } = answer;
  const empty = { evenlySpreadPorts: 0 };
  return occupancyCurve(model, connectionsPerSecond, empty, overMs, curvePoints).map(
    ({ occupiedPorts }) => occupiedPorts,
  );
}

/** When each point of a curve is, in milliseconds. */
export function momentsOf(overMs: number): readonly number[] {
  return Array.from({ length: curvePoints + 1 }, (_, index) => (overMs * index) / curvePoints);
}

/** The moment worth looking at first: when the last port goes, or when the level is reached. */
export function turningMs({ timeToExhaustionMs, model }: Answer): number {
  return Number.isFinite(timeToExhaustionMs) ? timeToExhaustionMs : portTimeMs(model);
}

/** More ports than there are numbers for them cannot be drawn, nor be. */
const mostPorts = 65_535;

/** Steps of this share of the whole fill it most evenly (the golden section). */
const evenStep = (Math.sqrt(5) - 1) / 2;

/** The ports of a moment as a picture. Which ones they are is the system's choice: here, scattered. */
export function pictureOf(answer: Answer, atMs: number): Omit<PortMapView, 'summary' | 'source'> {
  const ports = Math.min(mostPorts, Math.max(1, Math.round(answer.setting.ports)));
  const { open, waitingMs } = poolAtMoment(answer.model, answer.connectionsPerSecond, atMs);
  const place = scatter(ports);
  const openPorts = Array.from({ length: Math.min(open, ports) }, (_, index) => place(index));
  const waiting = waitingMs
    .slice(0, ports - openPorts.length)
    .map((ms, index) => [place(openPorts.length + index), ms / 1_000] as const);
  return { first: 1, last: ports, open: openPorts, waiting };
}

/** A fixed shuffle of 0 … count − 1: a step that shares no factor with the count visits each once. */
function scatter(count: number): (index: number) => number {
  let step = Math.max(1, Math.round(count * evenStep));
  while (greatestCommonDivisor(step, count) !== 1) step += 1;
  return (index) => (index * step) % count;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
