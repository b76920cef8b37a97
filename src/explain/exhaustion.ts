/** What the two exhaustions have in common: whether a pool is full, and how sure that is. */
import * as l10n from '@vscode/l10n';
import type { Case, Opinion, Weight } from './cause';
import { poolEvidence, poolGaps, textEvidence } from './evidence';
import { fullShare, nearlyFullShare, notExhaustedShare } from './fullness';
import type { PoolExamination } from './poolExamination';
import type { Confidence, Evidence } from './verdict';

/** The part of the opinion that does not depend on who holds the ports. */
export type ExhaustionCase = Pick<
  Opinion,
  'weight' | 'illness' | 'confidence' | 'evidenceFor' | 'evidenceAgainst' | 'forecast'
> & { readonly pool: PoolExamination };

/** Undefined where no connect failed, or where the pool was measured and is not full enough. */
export function exhaustionCase({ file, pool: look, words }: Case): ExhaustionCase | undefined {
  const { error } = file;
  if (!error || error.operation === 'listen' || look.kind !== 'examined') return undefined;
  if (error.illness !== 'ephemeral-exhaustion' && error.illness !== 'undetermined')
    return undefined;
  const { pool } = look;
  const judged = judge(pool, error.illness === 'ephemeral-exhaustion');
  if (!judged) return undefined;
  return {
    ...judged,
    illness: 'ephemeral-exhaustion',
    evidenceFor: [textEvidence(error, file), ...poolEvidence(pool, words)],
    evidenceAgainst: [...poolGaps(pool), ...foreignUse(pool)],
    ...(pool.forecast && { forecast: pool.forecast }),
    pool,
  };
}

/** Where destinations share a pool, the one that failed may be the victim of another. */
function foreignUse({ capacity, usage }: PoolExamination): readonly Evidence[] {
  return capacity.usedByOthers > usage.occupiedPorts
    ? [
        {
          text: l10n.t(
            'Most of the ports serve other destinations, which share them on this system: another program may be the one that uses them up.',
          ),
        },
      ]
    : [];
}

function judge(
  pool: PoolExamination,
  textSaysSo: boolean,
): { weight: Weight; confidence: Confidence } | undefined {
  // Only a destination that the text names can be certain; the busiest one may be innocent.
  const isNamed = pool.match !== 'busiest';
  if (pool.share >= fullShare) {
    return { weight: 'settled', confidence: textSaysSo && isNamed ? 'certain' : 'likely' };
  }
  if (!textSaysSo) return undefined;
  if (pool.share >= nearlyFullShare) return { weight: 'settled', confidence: 'likely' };
  if (pool.share >= notExhaustedShare) return { weight: 'supported', confidence: 'possible' };
  return undefined;
}
