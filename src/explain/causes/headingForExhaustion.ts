/** Nobody has failed yet, and at this rate somebody will. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { occupancySentence, poolEvidence, poolGaps, rateSentence } from '../evidence';

/** Nearer than this the wall is now: a sentence takes longer to read. */
const nowMs = 1_000;

export const headingForExhaustion: Cause = {
  id: 'heading-for-exhaustion',
  applies: ({ file, pool: look, words }) => {
    if (file.error || look.kind !== 'examined') return undefined;
    const { pool } = look;
    const { forecast } = pool;
    if (!forecast || !Number.isFinite(forecast.timeToExhaustionMs)) return undefined;
    const { min, max } = forecast.sustainablePerSecond;
    // Between the two limits of a disputed TIME_WAIT length nobody can say.
    const isDisputed = forecast.connectionsPerSecond <= max && min < max;
    const rate = rateSentence(pool, words);
    return {
      weight: 'settled',
      confidence: isDisputed ? 'possible' : 'likely',
      illness: 'ephemeral-exhaustion',
      headline:
        forecast.timeToExhaustionMs < nowMs
          ? l10n.t('The local ports to {0} are running out now.', pool.label)
          : l10n.t(
              'The local ports to {0} run out in {1} at this rate.',
              pool.label,
              words.duration(forecast.timeToExhaustionMs),
            ),
      proof: [rate, occupancySentence(pool, words)].filter(Boolean).join(' '),
      explanation: l10n.t(
        'Each new connection needs a local port of its own, and they come back more slowly than they are taken. Reusing connections cures it before it happens.',
      ),
      evidenceFor: poolEvidence(pool, words),
      evidenceAgainst: poolGaps({ ...pool, match: 'named' }),
      disproof: [
        l10n.t(
          'The rate falls below {0} a second.',
          words.limit(forecast.sustainablePerSecond.min),
        ),
        ...(forecast.basis === 'even-spread'
          ? [l10n.t('The waiting ports come back sooner than evenly.')]
          : []),
      ],
      forecast,
    };
  },
};
