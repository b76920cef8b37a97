/**
 * What ordinary output passes through before anything else: a few searches over the whole block
 * that hardly ever find anything.
 *
 * An expression of all the needles would be twenty times slower: V8 skips quickly only where few
 * characters may begin a match. The needles of the signatures share a few rare stems, though, and a
 * handful of stems in one expression is still skipped through at gigabytes a second. A needle
 * without a stem is searched for on its own, so a new signature needs no change here.
 */
import { runtimes } from './runtimes';

/** Each group becomes one expression; measured together, so that no group slows itself down. */
const stemGroups: readonly (readonly string[])[] = [
  ['dress', 'lready', 'irizzo', 'eaddr'],
  ['ocket', 'n use'],
  ['EADDR', 'EACCES', 'ENOBUFS', 'Addr'],
  ['10048', '10049', '10055', '10013'],
];
const stems = stemGroups.flat();

/** Strings of V8 have one or two bytes a character; most output has no character over U+00FF. */
const isWide = /[^\0-\u00FF]/;

const unstemmed = [
  ...new Set(
    runtimes
      .flatMap(({ signatures }) => signatures.flatMap(({ needles }) => needles))
      .filter((needle) => !stems.some((stem) => needle.includes(stem))),
  ),
];
const narrowNeedles = unstemmed.filter((needle) => !isWide.test(needle));
const wideNeedles = unstemmed.filter((needle) => isWide.test(needle));

/** Finds, from left to right, where a block may name an error; made once, used for every block. */
export class CandidateScan {
  private readonly expressions = stemGroups.map((group) => new RegExp(group.join('|'), 'g'));
  private needles = narrowNeedles;
  private text = '';
  /** Where each search found something next; -1 if nowhere. Empty before the first search. */
  private found: number[] = [];

  /** Begins with a block. */
  start(text: string): void {
    this.text = text;
    this.needles = isWide.test(text) ? unstemmed : narrowNeedles;
    this.found = [];
  }

  /** The first place at or after `from`; `from` must not go back. */
  next(from: number): number | undefined {
    let first: number | undefined;
    const searches = this.expressions.length + this.needles.length;
    for (let index = 0; index < searches; index += 1) {
      let at = this.found[index];
      if (at === undefined || (at >= 0 && at < from)) {
        at = this.search(index, from);
        this.found[index] = at;
      }
      if (at >= 0 && (first === undefined || at < first)) {
        first = at;
      }
    }
    return first;
  }

  private search(index: number, from: number): number {
    const expression = this.expressions[index];
    if (!expression) {
      return this.text.indexOf(this.needles[index - this.expressions.length] ?? '\0', from);
    }
    expression.lastIndex = from;
    return expression.exec(this.text)?.index ?? -1;
  }
}

const anyStem = stemGroups.map((group) => new RegExp(group.join('|')));

/**
 * Whether text may hold a socket error: true now and then without need, never false where
 * `recognize` finds one within a line. Costs a few passes over the text and allocates nothing.
 */
export function mightHoldSocketError(text: string): boolean {
  return (
    anyStem.some((expression) => expression.test(text)) ||
    narrowNeedles.some((needle) => text.includes(needle)) ||
    (isWide.test(text) && wideNeedles.some((needle) => text.includes(needle)))
  );
}
