/** What the advice on system settings may look at, and how its effect is put into words. */
import * as l10n from '@vscode/l10n';
import { isIpv6 } from '../../explain/addresses';
import type { NumberWords } from '../../explain/format';
import type { Forecast, Verdict } from '../../explain/verdict';
import { whatIf, type Change } from '../../explain/whatIf';
import { wrongSetting } from '../../explain/wrongAdvice';
import type { Measurement, PortSpan, Reading } from '../../measure/measurement';
import type { SystemRemedy } from '../finding';

/** The case and the machine, and how numbers are written. */
export interface Situation {
  readonly verdict: Verdict;
  readonly measurement: Measurement;
  readonly words: NumberWords;
}

/** One piece of advice; undefined where it is nothing to say here. */
export type SystemAdvice = (situation: Situation) => SystemRemedy | undefined;

/** Causes in which ports are held by open connections, which no TIME_WAIT setting touches. */
const heldOpen: ReadonlySet<string> = new Set([
  'open-connections',
  'close-wait-leak',
  'peer-keeps-open',
]);

/** A time that grows by less than this factor has not grown, as far as anybody notices. */
const worthwhile = 1.05;

/** The part of a remedy that the model decides. */
type Effect = Pick<SystemRemedy, 'effect' | 'verdict'>;

/**
 * What a change of the pool would do, reckoned before anybody does it: "3.4 → 33 a second, still
 * under your 40: 50 s instead of 5 s. Postpones, does not cure." Both times count from an empty pool
 * and a disputed TIME_WAIT length is taken at its longest.
 */
export function effectOf(
  change: Change,
  forecast: Forecast | undefined,
  words: NumberWords,
): Effect {
  if (!forecast) {
    return {
      verdict: 'postpones',
      effect: l10n.t(
        'Raises the limit. By how much cannot be reckoned: the connection rate is not known yet.',
      ),
    };
  }
  const now = whatIf(forecast, {});
  const then = whatIf(forecast, change);
  const rate = forecast.connectionsPerSecond;
  const limitNow = words.limit(now.sustainablePerSecond.min);
  const limitThen = words.limit(then.sustainablePerSecond.min);
  const endMs = then.timeToExhaustionMs.min;
  const endNowMs = now.timeToExhaustionMs.min;
  if (Number.isFinite(endMs) && endMs < endNowMs * worthwhile) {
    return {
      verdict: 'no-effect',
      effect: l10n.t(
        '{0} → {1} a second, still under your {2}, and the ports are used up after {3} as before.',
        limitNow,
        limitThen,
        words.rate(rate),
        words.duration(endMs),
      ),
    };
  }
  if (Number.isFinite(endMs)) {
    return {
      verdict: 'postpones',
      effect: l10n.t(
        '{0} → {1} a second, still under your {2}: {3} instead of {4}. Postpones, does not cure.',
        limitNow,
        limitThen,
        words.rate(rate),
        words.duration(endMs),
        words.duration(endNowMs),
      ),
    };
  }
  if (endNowMs === Infinity) {
    return {
      verdict: 'no-effect',
      effect: l10n.t(
        '{0} → {1} a second, but your {2} are under the limit already.',
        limitNow,
        limitThen,
        words.rate(rate),
      ),
    };
  }
  return {
    verdict: 'cures',
    effect: l10n.t(
      '{0} → {1} a second, over your {2}: the ports no longer run out here. Each call still pays for a connection of its own.',
      limitNow,
      limitThen,
      words.rate(rate),
    ),
  };
}

/** The family whose pool is full, and its range: Windows has one for each (facts.md A1). */
export function poolOf({ verdict: { forecast }, measurement }: Situation): {
  readonly family: 'ipv4' | 'ipv6';
  readonly range: Reading<PortSpan>;
} {
  const rangeV6 = measurement.ephemeralRangeV6;
  return rangeV6 && forecast && isIpv6(forecast.destination.address)
    ? { family: 'ipv6', range: rangeV6 }
    : { family: 'ipv4', range: measurement.ephemeralRange };
}

/** The number of ports that a new range gives: the reserved ones and others' stay subtracted. */
function capacityWithRange(situation: Situation, newSize: number): number | undefined {
  const { forecast } = situation.verdict;
  const { range } = poolOf(situation);
  if (!forecast || range.kind === 'unavailable') return undefined;
  const { first, last } = range.value;
  const notAvailable = Math.max(0, last - first + 1 - forecast.capacity);
  return Math.max(0, newSize - notAvailable);
}

/** What a range of `size` ports would do; the command is the system's own. */
export function widened(situation: Situation, size: number): Effect & { readonly title: string } {
  const { verdict, words } = situation;
  const capacity = capacityWithRange(situation, size);
  return {
    title: l10n.t('Widen the range to {0} ports', words.count(size)),
    ...effectOf(capacity === undefined ? {} : { capacity }, verdict.forecast, words),
  };
}

/** What ports that come back after `timeWaitMs` would do; nothing where they are held open. */
export function sooner({ verdict, words }: Situation, timeWaitMs: number): Effect {
  return heldOpen.has(verdict.cause)
    ? {
        verdict: 'no-effect',
        effect: l10n.t(
          'Changes nothing here: the ports are held by open connections, not by TIME_WAIT.',
        ),
      }
    : effectOf({ timeWaitMs }, verdict.forecast, words);
}

/** Wrong advice on a setting, in the words that it has everywhere; nothing where nobody gives it. */
export function settingIsWrong(
  { verdict, measurement }: Situation,
  id: string,
  remedy: Pick<SystemRemedy, 'id' | 'title' | 'verdict'>,
): SystemRemedy | undefined {
  const wrong = wrongSetting(id, {
    cause: verdict.cause,
    illness: verdict.illness,
    platform: measurement.platform,
  });
  return wrong && { ...remedy, effect: wrong.whyNot, source: wrong.source };
}

/** What a shorter TIME_WAIT would do; the command is the system's own. */
export function shortened(
  situation: Situation,
  timeWaitMs: number,
): Effect & { readonly title: string } {
  return {
    title: l10n.t('Shorten TIME_WAIT to {0}', situation.words.duration(timeWaitMs)),
    ...sooner(situation, timeWaitMs),
  };
}
