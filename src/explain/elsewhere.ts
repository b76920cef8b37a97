/** What this workspace's rate would do on other machines: a loopback forgives what production won't. */
import * as l10n from '@vscode/l10n';
import type { DurationRange } from '../measure/measurement';
import { connectionsASecond } from './amounts';
import type { NumberWords } from './format';
import { presets } from './presets';
import { sustainableRatePerSecond, timeToExhaustionMs, type PoolModel } from './timeWaitModel';
import type { Forecast } from './verdict';

/** One machine beside the others, as numbers and as they are written. */
export interface ElsewhereRow {
  readonly id: string;
  readonly label: string;
  readonly live: boolean;
  readonly capacity: number;
  readonly timeWaitMs: DurationRange;
  /** Connections per second for ever: with the longest and with the shortest TIME_WAIT length. */
  readonly sustainablePerSecond: { readonly min: number; readonly max: number };
  /** From an empty pool, in milliseconds; Infinity where never. Absent where no rate is known. */
  readonly timeToExhaustionMs?: { readonly min: number; readonly max: number };
  readonly text: {
    readonly ports: string;
    readonly timeWait: string;
    readonly rate: string;
    /** "exhausted after 47 s", "never exhausted"; empty where no rate is known. */
    readonly outcome: string;
    readonly note: string;
  };
  readonly source: string;
}

/**
 * The table of presets. The first row is this machine where its numbers are known (as the forecast
 * has them); its hold time and the share that it closes first count everywhere, as they are the
 * program's and not the machine's.
 *
 * @param connectionsPerSecond the rate to try; absent where it is not known.
 */
export function elsewhere(
  live: Forecast | undefined,
  connectionsPerSecond: number | undefined,
  words: NumberWords,
): readonly ElsewhereRow[] {
  const program = {
    holdTimeMs: live?.holdTimeMs ?? 0,
    closedHereShare: live?.closedHereShare ?? 1,
  };
  const rows = presets.map((preset) =>
    row(
      {
        id: preset.id,
        label: preset.label(),
        live: false,
        capacity: preset.capacity,
        timeWaitMs: preset.timeWaitMs,
        note: preset.note(words),
        source: preset.source,
      },
      program,
      connectionsPerSecond,
      words,
    ),
  );
  if (!live) return rows;
  const here = row(
    {
      id: 'live',
      label: l10n.t('This machine'),
      live: true,
      capacity: live.capacity,
      timeWaitMs: live.effectiveTimeWaitMs,
      note: l10n.t('Read just now.'),
      source: '',
    },
    program,
    connectionsPerSecond,
    words,
  );
  return [here, ...rows];
}

interface Machine {
  readonly id: string;
  readonly label: string;
  readonly live: boolean;
  readonly capacity: number;
  readonly timeWaitMs: DurationRange;
  readonly note: string;
  readonly source: string;
}

function row(
  { note, ...machine }: Machine,
  program: Pick<PoolModel, 'holdTimeMs' | 'closedHereShare'>,
  rate: number | undefined,
  words: NumberWords,
): ElsewhereRow {
  const { capacity, timeWaitMs } = machine;
  const safe = { capacity, timeWaitMs: timeWaitMs.maxMs, ...program };
  const optimistic = { capacity, timeWaitMs: timeWaitMs.minMs, ...program };
  const sustainablePerSecond = {
    min: sustainableRatePerSecond(safe),
    max: sustainableRatePerSecond(optimistic),
  };
  const outlook =
    rate === undefined
      ? undefined
      : { min: timeToExhaustionMs(safe, rate, 0), max: timeToExhaustionMs(optimistic, rate, 0) };
  return {
    ...machine,
    sustainablePerSecond,
    ...(outlook && { timeToExhaustionMs: outlook }),
    text: {
      ports: words.count(capacity),
      timeWait: words.seconds(timeWaitMs),
      rate: l10n.t('{0} a second', words.limits(sustainablePerSecond)),
      outcome: outlook ? outcome(outlook, words) : '',
      note,
    },
  };
}

function outcome(outlook: { min: number; max: number }, words: NumberWords): string {
  if (outlook.min === Infinity) return l10n.t('never exhausted');
  const after = words.duration(outlook.min);
  if (outlook.max === Infinity) {
    return l10n.t('exhausted after {0} if its ports wait the longer time, else never', after);
  }
  return l10n.t('exhausted after {0}', after);
}

/**
 * One sentence where this machine carries the rate and others would not: "At 600 connections a
 * second: harmless here, but exhausted after 47 s on Linux, to a remote host, …". Undefined where
 * there is nothing to warn of, or this machine does not carry it either.
 */
export function elsewhereSentence(
  rows: readonly ElsewhereRow[],
  connectionsPerSecond: number,
  words: NumberWords,
): string | undefined {
  const here = rows.find((each) => each.live);
  if (here?.timeToExhaustionMs?.min !== Infinity) return undefined;
  const warned = ['linux-remote', 'windows']
    .map((id) => rows.find((each) => each.id === id))
    .filter((each) => each?.timeToExhaustionMs && each.timeToExhaustionMs.min < Infinity)
    .map((each) => (each ? l10n.t('{0}: {1}', each.label, each.text.outcome) : ''));
  if (warned.length === 0) return undefined;
  return l10n.t(
    'At {0}: harmless here. {1}.',
    connectionsASecond(words.rate(connectionsPerSecond)),
    warned.join('; '),
  );
}
