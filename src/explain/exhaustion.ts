/** What the two exhaustions have in common: whether a pool is full, and how sure that is. */
import * as l10n from '@vscode/l10n';
import type { Case, Opinion, Weight } from './cause';
import { occupancySentence, poolEvidence, poolGaps, rateSentence, textEvidence } from './evidence';
import type { NumberWords } from './format';
import { fullShare, nearlyFullShare, notExhaustedShare } from './fullness';
import type { PortsByUse } from './forecast';
import { heldUntilEnd, type ClosedTogether } from './heldUntilEnd';
import { asksForAnyPort, type PoolExamination } from './poolExamination';
import type { Confidence, Evidence } from './verdict';

/** The part of the opinion that does not depend on who holds the ports. */
type CommonOpinion = Pick<
  Opinion,
  'weight' | 'illness' | 'confidence' | 'evidenceFor' | 'evidenceAgainst' | 'forecast'
>;

/** A pool that is full, or was at the error. */
export interface ExhaustionCase {
  readonly common: CommonOpinion;
  readonly pool: PoolExamination;
  /** The pool's ports as they were at the error: those that the program's end closed count as open. */
  readonly useAtError: PortsByUse;
  /** Set where the program has ended since, and its end closed most of the ports that wait. */
  readonly closedTogether?: ClosedTogether;
}

/** Undefined where no connect failed, or where the pool was measured and is not full enough. */
export function exhaustionCase({ file, pool: look, words }: Case): ExhaustionCase | undefined {
  const { error } = file;
  if (!error || look.kind !== 'examined') return undefined;
  // A bind to port 0 asks for any free port, and a listen for a certain one.
  if (error.operation === 'listen' && !asksForAnyPort(error)) return undefined;
  if (error.illness !== 'ephemeral-exhaustion' && error.illness !== 'undetermined')
    return undefined;
  const judged = judge(look.pool, error.illness === 'ephemeral-exhaustion');
  if (!judged) return undefined;
  const closedTogether = heldUntilEnd(look.pool.usage, file.measurement, file.errorAtMs);
  const ended = closedTogether?.ports ?? 0;
  // Rows that closed in one stroke tell nothing of how fast the connections were made.
  const knowsRate = closedTogether === undefined || look.pool.rate?.source === 'sampling';
  const pool = knowsRate ? look.pool : withoutRate(look.pool);
  return {
    common: {
      ...judged,
      illness: 'ephemeral-exhaustion',
      evidenceFor: [textEvidence(error, file), ...poolEvidence(pool, words)],
      evidenceAgainst: [...poolGaps(pool), ...foreignUse(pool)],
      ...(pool.forecast && { forecast: pool.forecast }),
    },
    pool,
    useAtError: {
      waiting: pool.useOfPool.waiting - ended,
      open: pool.useOfPool.open + ended,
    },
    ...(closedTogether && { closedTogether }),
  };
}

function withoutRate({ rate: _, forecast: __, ...rest }: PoolExamination): PoolExamination {
  return rest;
}

/** How full the pool is, and how fast it was filled where that is known. */
export function exhaustionProof({ pool }: ExhaustionCase, words: NumberWords): string {
  const occupancy = occupancySentence(pool, words);
  const rate = rateSentence(pool, words);
  return rate === undefined ? occupancy : `${occupancy} ${rate}`;
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
  // Only a destination that the text names can be certain; the busiest one may be innocent, unless
  // all share the pool that is full.
  const isNamed = pool.match !== 'busiest' || pool.capacity.sharing === 'machine-wide';
  if (pool.share >= fullShare) {
    return { weight: 'settled', confidence: textSaysSo && isNamed ? 'certain' : 'likely' };
  }
  if (!textSaysSo) return undefined;
  if (pool.share >= nearlyFullShare) return { weight: 'settled', confidence: 'likely' };
  if (pool.share >= notExhaustedShare) return { weight: 'supported', confidence: 'possible' };
  return undefined;
}
