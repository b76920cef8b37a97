/** What comes before every setting: code that keeps its connections needs none of them changed. */
import * as l10n from '@vscode/l10n';
import type { SystemAdvice } from './situation';

/** Undefined where the verdict has no rate to set against the limit. */
export const reuseAdvice: SystemAdvice = ({ verdict, words }) => {
  const { forecast } = verdict;
  if (forecast === undefined) return undefined;
  return {
    id: 'reuse-connections',
    title: l10n.t('Reuse connections'),
    effect: l10n.t(
      'Kept connections turn {0} new ones a second into as many as calls run at the same time, opened once; this machine keeps up with {1} a second. Fixes that were found stand under “Where in the code”.',
      words.rate(forecast.connectionsPerSecond),
      words.limits(forecast.sustainablePerSecond),
    ),
    verdict: 'cures',
    // RFC 9112, section 9.3: a connection persists unless one side says otherwise.
    source: 'RFC 9112, 9.3 (Persistence)',
  };
};
