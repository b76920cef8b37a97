/**
 * How a number is written in a sentence: one place, so that the panel, the notification and the
 * remedies never give one figure in two spellings. The locale is an argument; the units go through
 * l10n.
 */
import * as l10n from '@vscode/l10n';
import type { DurationRange } from '../measure/measurement';

/** Writes numbers the way one language does. */
export interface NumberWords {
  /** Ports, connections, process ids: `28,232`. */
  count(value: number): string;
  /** Connections per second: one decimal under 10 (`3.4`), whole from there (`40`). */
  rate(perSecond: number): string;
  /**
   * A limit in connections per second. Whole numbers are rounded down, as a limit is not to be
   * promised higher than it is (and as the 2005 article does: 4,000 ÷ 240 = 16).
   */
  limit(perSecond: number): string;
  /** The lowest and the highest limit: `68–136`, or one number where both read the same. */
  limits(range: { readonly min: number; readonly max: number }): string;
  /** A length of time: `40 ms`, `5 s`, `47 s`, `3 min`, `3 h`, `2 d`. */
  duration(milliseconds: number): string;
  /** A TIME_WAIT length, always in seconds as everybody quotes it: `60 s`, `120–240 s`. */
  seconds(range: DurationRange): string;
  /** The same in whole words, for a line that is read aloud: `5 seconds`, `3 minutes`. */
  durationInWords(milliseconds: number): string;
  /** A number with one decimal at most: `16.6`. */
  decimal(value: number): string;
  /** A share of 1: `3 %`, `99.5 %`, `0.2 %`; 100 % only where nothing is left. */
  percent(share: number): string;
}

/** The words of one locale (a BCP 47 tag); a tag that the runtime does not know counts as English. */
export function numberWords(locale: string): NumberWords {
  const whole = format(locale, { maximumFractionDigits: 0 });
  const oneDecimal = format(locale, { maximumFractionDigits: 1 });
  const short = (value: number): string => (value < 9.95 ? oneDecimal : whole).format(value);
  const limit = (perSecond: number): string =>
    short(perSecond < 9.95 ? perSecond : floor(perSecond));
  const span = (low: string, high: string): string =>
    low === high ? low : l10n.t('{0}–{1}', low, high);

  return {
    count: (value) => whole.format(value),
    rate: short,
    limit,
    limits: ({ min, max }) => span(limit(min), limit(max)),
    duration: (milliseconds) => {
      const { value, unit } = length(milliseconds);
      const text = unit === 'second' ? short(value) : whole.format(value);
      switch (unit) {
        case 'millisecond':
          return l10n.t('{0} ms', text);
        case 'second':
          return l10n.t('{0} s', text);
        case 'minute':
          return l10n.t('{0} min', text);
        case 'hour':
          return l10n.t('{0} h', text);
        case 'day':
          return l10n.t('{0} d', text);
      }
    },
    durationInWords: (milliseconds) => {
      const { value, unit } = length(milliseconds);
      const maximumFractionDigits = unit === 'second' && value < 9.95 ? 1 : 0;
      // Intl knows the plural forms of every language, which a template does not.
      return format(locale, {
        style: 'unit',
        unit,
        unitDisplay: 'long',
        maximumFractionDigits,
      }).format(value);
    },
    decimal: (value) => oneDecimal.format(value),
    seconds: ({ minMs, maxMs }) =>
      l10n.t('{0} s', span(oneDecimal.format(minMs / 1_000), oneDecimal.format(maxMs / 1_000))),
    percent: (share) => {
      const percent = share * 100;
      // Between the ends a rounding must not say "none" or "all".
      const atTheEnds = percent < 0.95 || (percent > 99 && percent < 100);
      const shown = atTheEnds ? Math.min(percent, 99.9) : percent;
      if (percent > 0 && percent < 0.1) return l10n.t('under {0} %', oneDecimal.format(0.1));
      return l10n.t('{0} %', (atTheEnds ? oneDecimal : whole).format(shown));
    },
  };
}

type LengthUnit = 'millisecond' | 'second' | 'minute' | 'hour' | 'day';

/** The unit in which a length of time is said. Under two of one unit, the smaller one is used. */
function length(milliseconds: number): { readonly value: number; readonly unit: LengthUnit } {
  const seconds = milliseconds / 1_000;
  if (milliseconds < 999.5) return { value: Math.max(0, milliseconds), unit: 'millisecond' };
  if (seconds < 119.5) return { value: seconds, unit: 'second' };
  if (seconds < 119.5 * 60) return { value: seconds / 60, unit: 'minute' };
  if (seconds < 47.5 * 3_600) return { value: seconds / 3_600, unit: 'hour' };
  return { value: seconds / 86_400, unit: 'day' };
}

/** Rounds down, but not on account of a rounding error of the division before (480 / 60 × 60). */
function floor(value: number): number {
  return Math.floor(value + 1e-6);
}

function format(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(locale, options);
  } catch {
    return new Intl.NumberFormat('en', options);
  }
}
