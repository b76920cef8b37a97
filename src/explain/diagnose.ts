/** From a case file to a verdict: every cause is asked, and the weightiest opinion speaks. */
import type { Opinion, Weight } from './cause';
import { causes } from './causes';
import { undetermined, undeterminedId } from './causes/undetermined';
import { numberWords } from './format';
import { examinePool } from './poolExamination';
import type { CaseFile, Verdict } from './verdict';
import { wrongAdviceFor } from './wrongAdvice';

const weights: Readonly<Record<Weight, number>> = {
  settled: 3,
  supported: 2,
  'text-only': 1,
  fallback: 0,
};

/**
 * The verdict on a case. Total: every case file gets one, at worst `undetermined`.
 *
 * @param locale how numbers are written, as a BCP 47 tag; the sentences follow the l10n bundle.
 */
export function diagnose(caseFile: CaseFile, locale = 'en'): Verdict {
  const theCase = {
    file: caseFile,
    pool: examinePool(caseFile),
    words: numberWords(locale),
  };
  let cause = undeterminedId;
  let best = undetermined(theCase);
  for (const candidate of causes) {
    const opinion = candidate.applies(theCase);
    if (opinion && weights[opinion.weight] > weights[best.weight]) {
      best = opinion;
      cause = candidate.id;
    }
  }
  return verdictOf(cause, best, caseFile);
}

function verdictOf(cause: string, opinion: Opinion, { error, measurement }: CaseFile): Verdict {
  return {
    cause,
    illness: opinion.illness,
    confidence: opinion.confidence,
    headline: opinion.headline,
    proof: opinion.proof,
    explanation: opinion.explanation,
    evidence: opinion.evidenceFor,
    ...(opinion.evidenceAgainst.length > 0 && { evidenceAgainst: opinion.evidenceAgainst }),
    disproof: opinion.disproof,
    ...(opinion.forecast && { forecast: opinion.forecast }),
    ...(opinion.holder && { holder: opinion.holder }),
    ...(opinion.relation && { relation: opinion.relation }),
    acts: opinion.acts ?? [],
    wrongAdvice: wrongAdviceFor({
      cause,
      illness: opinion.illness,
      platform: measurement.platform,
      ...(error?.runtime !== undefined && { runtime: error.runtime }),
    }),
  };
}
