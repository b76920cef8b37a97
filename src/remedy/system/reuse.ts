/** What comes before every setting: code that keeps its connections needs none of them changed. */
import * as l10n from '@vscode/l10n';
import type { NumberWords } from '../../explain/format';
import type { Forecast } from '../../explain/verdict';
import { whatIf } from '../../explain/whatIf';
import type { SystemAdvice } from './situation';

/** Undefined where the verdict has no rate to set against the limit. */
export const reuseAdvice: SystemAdvice = ({ verdict, words }) => {
  const { forecast } = verdict;
  if (forecast === undefined) return undefined;
  return {
    id: 'reuse-connections',
    title: l10n.t('Reuse connections'),
    effect: [
      l10n.t(
        'Kept connections turn {0} new ones a second into as many as calls run at the same time, opened once; this machine keeps up with {1} a second. Fixes that were found stand under “Where in the code”.',
        words.rate(forecast.connectionsPerSecond),
        words.limits(forecast.sustainablePerSecond),
      ),
      ...shareToReuse(forecast, words),
    ].join(' '),
    verdict: 'cures',
    // RFC 9112, section 9.3: a connection persists unless one side says otherwise.
    source: 'RFC 9112, 9.3 (Persistence)',
  };
};

/**
 * The smallest whole per cent of calls on a kept connection with which the ports last; nothing where
 * they last as it is.
 */
function shareToReuse(forecast: Forecast, words: NumberWords): readonly string[] {
  const lasts = (percent: number): boolean =>
    whatIf(forecast, { reuseRatio: percent / 100 }).timeToExhaustionMs.min === Infinity;
  if (lasts(0)) return [];
  let percent = 1;
  while (percent < 100 && !lasts(percent)) percent += 1;
  return [
    l10n.t(
      'Reckoned: once {0} of the calls go over a kept connection, the ports no longer run out.',
      words.percent(percent / 100),
    ),
  ];
}
