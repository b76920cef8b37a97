/** Reuse first, then system settings: what helps, what it does to the numbers, what is wrong advice. */
import { numberWords } from '../../explain/format';
import type { Verdict } from '../../explain/verdict';
import type { Measurement } from '../../measure/measurement';
import type { Platform } from '../../recognize/socketError';
import type { SystemRemedy } from '../finding';
import { darwinAdvice } from './darwin';
import { linuxAdvice } from './linux';
import { reuseAdvice } from './reuse';
import type { SystemAdvice } from './situation';
import { windowsAdvice } from './windows';

const adviceBySystem: Readonly<Record<Platform, readonly SystemAdvice[]>> = {
  linux: linuxAdvice,
  darwin: darwinAdvice,
  win32: windowsAdvice,
};

const helpOrder: readonly SystemRemedy['verdict'][] = [
  'cures',
  'postpones',
  'no-effect',
  'impossible',
  'harmful',
];

/**
 * Reuse, and the settings to speak of for a verdict, what helps first. Empty unless the ports to a destination
 * are exhausted or about to be: no setting of the network frees a port that somebody listens on.
 * Nothing here is ever run; commands are shown and copied.
 *
 * @param locale how numbers are written, as a BCP 47 tag.
 */
export function systemRemedies(
  verdict: Verdict,
  measurement: Measurement,
  locale = 'en',
): readonly SystemRemedy[] {
  if (verdict.illness !== 'ephemeral-exhaustion') return [];
  const situation = { verdict, measurement, words: numberWords(locale) };
  return [reuseAdvice, ...adviceBySystem[measurement.platform]]
    .flatMap((advice) => advice(situation) ?? [])
    .sort((left, right) => helpOrder.indexOf(left.verdict) - helpOrder.indexOf(right.verdict));
}
