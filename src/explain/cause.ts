/** What a cause is: one file under `causes/`, one line in `causes.ts`, one test. */
import type { PortHolder } from '../measure/measurement';
import type { Act } from './act';
import type { NumberWords } from './format';
import type { PoolLook } from './poolExamination';
import type { CaseFile, Confidence, Evidence, Forecast, VerdictIllness } from './verdict';
import type { HolderRelation } from './whose';

/** What every cause may look at. The pool is examined once for all of them. */
export interface Case {
  readonly file: CaseFile;
  readonly pool: PoolLook;
  readonly words: NumberWords;
}

/**
 * How much an opinion rests on; of all causes that apply, the weightiest speaks (of two equal ones,
 * the earlier in the list).
 *
 * - `settled`: a number or name read from the machine decides it.
 * - `supported`: the text says so and a number agrees, but another reading is possible.
 * - `text-only`: the program's text is all there is.
 * - `fallback`: nothing else had anything to say.
 */
export type Weight = 'settled' | 'supported' | 'text-only' | 'fallback';

/** What one cause has to say to a case. */
export interface Opinion {
  readonly weight: Weight;
  readonly illness: VerdictIllness;
  readonly confidence: Confidence;
  readonly headline: string;
  readonly proof: string;
  readonly explanation: string;
  readonly evidenceFor: readonly Evidence[];
  readonly evidenceAgainst: readonly Evidence[];
  readonly disproof: readonly string[];
  readonly forecast?: Forecast;
  readonly holder?: PortHolder;
  readonly relation?: HolderRelation;
  /** The safest first; none where there is nothing to do here. */
  readonly acts?: readonly Act[];
}

/** One possible cause. */
export interface Cause {
  /** Kebab-case, stable: tests, logs and the public API name it. */
  readonly id: string;
  /** The opinion, or undefined where this cause does not fit the case. */
  readonly applies: (theCase: Case) => Opinion | undefined;
}
