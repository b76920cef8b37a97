/**
 * Chooses what the prefilter searches for. A search for a short piece that begins with a rare letter
 * costs little more than a pass at the speed of memory, because V8 jumps from one such letter to
 * the next; and needles share such pieces (`y in` stands in all the ways to say "already in use").
 * So each needle is found by one of a few stems, whatever needles are added: the choice is made
 * from the needles themselves.
 */
import { frequencyOf } from './frequencies';

/** A piece of text, and the needles that it stands in. */
export interface Stem {
  readonly text: string;
  readonly needles: readonly StemNeedle[];
}

export interface StemNeedle {
  readonly needle: string;
  /** Where in the needle the stem begins. */
  readonly offset: number;
}

/** Longer pieces are hardly rarer, and make the choice slow. */
const maxStemLength = 4;

/**
 * What a search for the stem costs in a text of 8,192 characters, in nanoseconds, as measured: the
 * pass, a stop at each first letter, and a closer look at each stem.
 */
function costOf(stem: string): number {
  return 150 + 8_192 * (frequencyOf(stem.charAt(0)) * 10 + likelihoodOf(stem) * 150);
}

/**
 * How often a piece stands in ordinary output, for each character of it. Letters come in groups, so
 * a second letter is taken for twice as likely as it is on its own.
 */
function likelihoodOf(piece: string): number {
  let likelihood = frequencyOf(piece.charAt(0));
  for (let at = 1; at < piece.length; at += 1) {
    likelihood *= Math.min(1, 2 * frequencyOf(piece.charAt(at)));
  }
  return likelihood;
}

/** A piece of one or more needles that may become a stem. */
interface Candidate {
  readonly text: string;
  readonly needles: Set<string>;
  readonly cost: number;
}

/**
 * The few stems of which at least one stands in each needle.
 *
 * @param isSuitable which pieces of needles may become stems; of each needle, some must be
 */
export function chooseStems(
  needles: readonly string[],
  isSuitable: (piece: string) => boolean,
): Stem[] {
  return merged(coverNeedles(needles, isSuitable, costOf));
}

/** The same, at other costs, and with none merged. */
export function coverNeedles(
  needles: readonly string[],
  isSuitable: (piece: string) => boolean,
  costOfPiece: (piece: string) => number,
): Stem[] {
  const pieces = new Map(needles.map((needle) => [needle, piecesOf(needle)]));
  const candidates = new Map<string, Candidate>();
  for (const [needle, texts] of pieces) {
    for (const text of texts) {
      const known = candidates.get(text);
      if (known) known.needles.add(needle);
      else if (isSuitable(text)) {
        candidates.set(text, { text, needles: new Set([needle]), cost: costOfPiece(text) });
      }
    }
  }
  const stems: Stem[] = [];
  for (;;) {
    const best = bestBargain(candidates.values());
    if (!best) return stems;
    const { text } = best;
    const taken = [...best.needles];
    stems.push({
      text,
      needles: taken.map((needle) => ({ needle, offset: needle.indexOf(text) })),
    });
    for (const needle of taken) {
      for (const piece of pieces.get(needle) ?? []) candidates.get(piece)?.needles.delete(needle);
    }
  }
}

/** Two stems that begin alike become one where that is cheaper: `y in` and `y al` become `y `. */
function merged(stems: readonly Stem[]): Stem[] {
  const result: Stem[] = [];
  for (const stem of stems) {
    const index = result.findIndex((other) => isCheaperMerged(other.text, stem.text));
    const other = result[index];
    if (other) {
      result[index] = {
        text: commonStart(other.text, stem.text),
        needles: [...other.needles, ...stem.needles],
      };
    } else {
      result.push(stem);
    }
  }
  return result;
}

function isCheaperMerged(one: string, other: string): boolean {
  const start = commonStart(one, other);
  return start !== '' && costOf(start) < costOf(one) + costOf(other);
}

function commonStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return one.slice(0, length);
}

/** Most needles for the cost. */
function bestBargain(candidates: Iterable<Candidate>): Candidate | undefined {
  let best: Candidate | undefined;
  let bestValue = 0;
  for (const candidate of candidates) {
    const value = candidate.needles.size / candidate.cost;
    if (value > bestValue) {
      best = candidate;
      bestValue = value;
    }
  }
  return best;
}

function piecesOf(needle: string): Set<string> {
  const pieces = new Set<string>();
  for (let from = 0; from < needle.length; from += 1) {
    for (let to = from + 1; to <= Math.min(needle.length, from + maxStemLength); to += 1) {
      pieces.add(needle.slice(from, to));
    }
  }
  return pieces;
}
