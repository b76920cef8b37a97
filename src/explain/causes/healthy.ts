/** Nobody has failed, and at this rate nobody will. */
import * as l10n from '@vscode/l10n';
import { connectionsASecond } from '../amounts';
import type { Case, Cause, Opinion } from '../cause';
import { poolEvidence, poolGaps } from '../evidence';
import type { PoolExamination } from '../poolExamination';

export const healthy: Cause = {
  id: 'healthy',
  applies: (theCase) => {
    if (theCase.file.error) return undefined;
    const look = theCase.pool;
    if (look.kind === 'examined') return quietPool(look.pool, theCase);
    if (look.kind === 'nothing-outgoing') return nothingOutgoing(theCase);
    return undefined;
  },
};

function quietPool(pool: PoolExamination, { words }: Case): Opinion | undefined {
  const { forecast } = pool;
  if (forecast && Number.isFinite(forecast.timeToExhaustionMs)) return undefined;
  return {
    // Without a rate there is only the occupancy, which may be climbing.
    weight: forecast ? 'settled' : 'supported',
    confidence: forecast ? 'likely' : 'possible',
    illness: 'none',
    headline: l10n.t(
      'Plenty of local ports to {0}: {1} in use.',
      pool.label,
      words.percent(pool.share),
    ),
    proof: forecast
      ? l10n.t(
          'At your {0} they never run out: this machine keeps up with {1}.',
          connectionsASecond(words.rate(forecast.connectionsPerSecond)),
          words.limits(forecast.sustainablePerSecond),
        )
      : l10n.t('How fast new connections come is not known yet.'),
    explanation: l10n.t(
      'This is the busiest destination. As many ports come back as are taken, so there is no trouble in sight.',
    ),
    evidenceFor: poolEvidence(pool, words),
    // That this is the busiest destination is what was asked for here, and no gap.
    evidenceAgainst: poolGaps({ ...pool, match: 'named' }),
    disproof: [
      forecast
        ? l10n.t(
            'The rate rises over {0} a second.',
            words.limit(forecast.sustainablePerSecond.min),
          )
        : l10n.t('The number of ports in use keeps rising.'),
    ],
    ...(forecast && { forecast }),
  };
}

function nothingOutgoing({ file }: Case): Opinion {
  const { destinations } = file.measurement;
  const seen = l10n.t('The socket table shows no outgoing connection.');
  return {
    weight: 'supported',
    confidence: 'likely',
    illness: 'none',
    headline: l10n.t('No local port is in use for an outgoing connection.'),
    proof: seen,
    explanation: l10n.t('Start your program, and this fills as it connects.'),
    evidenceFor: [
      { text: seen, ...(destinations.kind === 'value' && { from: destinations.from }) },
    ],
    evidenceAgainst: [],
    disproof: [
      l10n.t('The program runs in another container or network namespace than the one looked at.'),
    ],
  };
}
