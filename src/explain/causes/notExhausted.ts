/** The text speaks of exhaustion, and the numbers speak against it: said calmly, with what else it can be. */
import * as l10n from '@vscode/l10n';
import { isIpv6, isNumericAddress } from '../addresses';
import type { Case, Cause } from '../cause';
import { poolEvidence, poolGaps, textEvidence } from '../evidence';
import { notExhaustedShare } from '../fullness';
import type { PoolExamination } from '../poolExamination';

/**
 * Of the TIME_WAIT length, how late a look may come and still speak against exhaustion: evenly spread
 * rows leave a full pool three quarters full by then, well over the limit of {@link notExhaustedShare}.
 */
const lateShare = 0.25;

export const notExhausted: Cause = {
  id: 'not-exhausted',
  applies: ({ file, pool: look, words }) => {
    const { error } = file;
    if (error?.illness !== 'ephemeral-exhaustion' || look.kind !== 'examined') return undefined;
    const { pool } = look;
    if (pool.share >= notExhaustedShare) return undefined;

    const address = error.endpoint?.address ?? '';
    const others: string[] = [];
    if (error.code === 'EADDRNOTAVAIL' && (isIpv6(address) || !isNumericAddress(address))) {
      // facts.md B: connecting to ::1 or `localhost` without IPv6 gives the same code; containers.
      others.push(
        l10n.t(
          'IPv6 may be missing here (common in containers): try 127.0.0.1 instead of localhost or ::1.',
        ),
      );
    }
    others.push(
      l10n.t('The program may set a local address or port itself that it cannot have.'),
      l10n.t('It may have been full for a moment only: watch the ports while the error comes.'),
    );
    const delayMs = lookDelayMs(file);
    const isLate = delayMs !== undefined && delayMs > lateShare * timeWaitMs(pool);
    return {
      weight: 'settled',
      // Never certain, as open connections of a program that has died leave no trace.
      confidence: pool.match === 'busiest' || isLate ? 'possible' : 'likely',
      illness: 'none',
      headline: isLate
        ? l10n.t('The local ports are free now, {0} after the error.', words.duration(delayMs))
        : l10n.t('This is not port exhaustion.'),
      proof: l10n.t(
        '{0} of the ports to {1} are in use: {2} of {3}.',
        words.percent(pool.share),
        pool.label,
        words.count(pool.occupiedInPool),
        words.count(pool.capacity.poolPorts),
      ),
      explanation: [l10n.t('What else it can be:'), ...others].join(' '),
      evidenceFor: [textEvidence(error, file), ...poolEvidence(pool, words)],
      evidenceAgainst: [
        {
          text:
            delayMs === undefined
              ? l10n.t('How long after the error the ports were counted is not known.')
              : l10n.t(
                  'The ports were counted {0} after the error; what came back by then is not seen.',
                  words.duration(delayMs),
                ),
        },
        ...poolGaps(pool),
      ],
      disproof: [
        l10n.t('The ports to {0} are nearly all in use at the moment of the error.', pool.label),
        l10n.t(
          'The program held most ports open and ended with the error: that frees them at once.',
        ),
      ],
      ...(pool.forecast && { forecast: pool.forecast }),
    };
  },
};

/** How long after the error the ports were counted; undefined where the error has no time. */
function lookDelayMs({ errorAtMs, measurement }: Case['file']): number | undefined {
  return errorAtMs === undefined ? undefined : Math.max(0, measurement.atMs - errorAtMs);
}

/** The shortest that it may be; 30 s (macOS) is the shortest default of the three systems. */
function timeWaitMs({ timeWait }: PoolExamination): number {
  return timeWait.kind === 'value' && !timeWait.value.isReusedEarly ? timeWait.value.minMs : 30_000;
}
