/**
 * What all output passes through before anything else, and ordinary output through nothing else: a
 * few searches for stems of the signatures' needles (`stems.ts`), and a closer look where one
 * stands. What passes holds a needle; what does not pass holds none, whatever needles there are.
 */
import { withoutEscapes } from '../watch/escapes';
import type { Clue } from './clue';
import { cluesIn } from './clue';
import { prefixOf } from './prefix';
import { runtimes } from './runtimes';
import type { Stem } from './stems';
import { chooseStems } from './stems';
import { isInnocent } from './innocent';

/** Longer lines are read up to here; a single-line JSON log with a stack in it fits. */
export const maxReadLength = 16_384;

/** A character that strings of one byte a character, as V8 keeps most output, cannot hold. */
export const isWide = /[^\0-\u00FF]/;
/** Needles that count only behind certain words. */
export const isNumber = /^\d+$/;
/** What stands at most so many characters before the number of an error. */
const numberName = /err(?:or|no)|code/i;
const maxNumberNameDistance = 20;

/** Searches texts for any of many needles. */
export class NeedleFinder {
  private readonly narrowStems: readonly Stem[];
  private readonly wideStems: readonly Stem[];

  /** @param needles what is looked for; one of digits alone counts only as the number of an error */
  constructor(needles: readonly string[]) {
    const wide = needles.filter((needle) => isWide.test(needle));
    const narrow = needles.filter((needle) => !isWide.test(needle));
    this.narrowStems = chooseStems(narrow, () => true);
    this.wideStems = chooseStems(wide, (piece) => isWide.test(piece.charAt(0)));
  }

  /** The stems to be searched for in this text. */
  stemsFor(text: string): readonly Stem[] {
    return isWide.test(text) ? [...this.narrowStems, ...this.wideStems] : this.narrowStems;
  }

  isIn(text: string): boolean {
    return this.stemsFor(text).some((stem) => searchStem(text, stem, 0) >= 0);
  }
}

/** The places where a text may name an error, asked for from left to right. */
export interface Candidates {
  /** The first in a line at or after `from`, which is the start of a line and must not go back. */
  next(from: number): number | undefined;
}

/** Finds them by string searches. */
export class CandidateScan implements Candidates {
  private readonly stems: readonly Stem[];
  /** Where each stem's needle was found next; -1 if nowhere. Empty before the first search. */
  private readonly found: number[] = [];

  constructor(
    private readonly text: string,
    finder = socketErrorNeedles(),
  ) {
    this.stems = finder.stemsFor(text);
  }

  next(from: number): number | undefined {
    let first: number | undefined;
    for (const [index, stem] of this.stems.entries()) {
      let at = this.found[index];
      if (at === undefined || (at >= 0 && at < from)) {
        at = searchStem(this.text, stem, from);
        this.found[index] = at;
      }
      if (at >= 0 && (first === undefined || at < first)) {
        first = at;
      }
    }
    return first;
  }
}

function searchStem(text: string, stem: Stem, from: number): number {
  for (let at = text.indexOf(stem.text, from); at >= 0; at = text.indexOf(stem.text, at + 1)) {
    for (const { needle, offset } of stem.needles) {
      const start = at - offset;
      if (start >= from && isNeedleAt(text, needle, start)) return start;
    }
  }
  return -1;
}

/** Whether the needle stands in the text and, if it is a number, behind a word for errors. */
export function isNeedleAt(text: string, needle: string, start: number): boolean {
  return (
    start >= 0 &&
    text.startsWith(needle, start) &&
    (!isNumber.test(needle) ||
      numberName.test(text.slice(Math.max(0, start - maxNumberNameDistance), start)))
  );
}

let madeFinder: NeedleFinder | undefined;

/** Made with the first text, because choosing the stems takes some milliseconds. */
function socketErrorNeedles(): NeedleFinder {
  madeFinder ??= new NeedleFinder(needlesOfAll());
  return madeFinder;
}

/** The needles of all signatures. */
export function needlesOfAll(): readonly string[] {
  return [
    ...new Set(runtimes.flatMap(({ signatures }) => signatures.flatMap(({ needles }) => needles))),
  ];
}

/** Whether a line holds a needle: true now and then without need, never false where it names an error. */
export function mightNameSocketError(line: string): boolean {
  return socketErrorNeedles().isIn(line);
}

/** The errors that a line names: not where it is source code, or a test's name. */
export function errorCluesIn(line: string): Clue[] {
  return mightNameSocketError(line) && !isInnocent(line) ? cluesIn(line) : [];
}

export interface PrefilterOptions {
  /** Finds the places of needles in a text; string searches unless given. */
  readonly candidatesIn?: (text: string) => Candidates;
  /** The first line is whole, and the last one will come again with what follows it. */
  readonly isLineKept?: boolean;
}

/**
 * Whether raw text may hold a socket error: true now and then without need, never false where
 * `recognize` finds one. The first and the last line may lack a part, unless the line is kept; what
 * escape sequences tear apart is found all the same.
 */
export function mightHoldSocketError(
  raw: string,
  { candidatesIn = (text) => new CandidateScan(text), isLineKept = false }: PrefilterOptions = {},
): boolean {
  const text = plainLines(raw);
  const candidates = candidatesIn(text);
  for (let at = candidates.next(0); at !== undefined;) {
    const start = text.lastIndexOf('\n', at) + 1;
    const end = text.indexOf('\n', at);
    if (end < 0) return !isLineKept;
    if (start === 0 && !isLineKept) return true;
    if (mayBeRead(text.slice(start, Math.min(end, start + maxReadLength)))) return true;
    at = candidates.next(end + 1);
  }
  return false;
}

/**
 * Whether a line names an error, or would without what a wrapper may have put before it: which of
 * the two it is, only the lines around it tell.
 */
export function mayBeRead(line: string): boolean {
  if (errorCluesIn(line).length > 0) {
    return true;
  }
  const prefix = prefixOf(line, () => line);
  return prefix !== undefined && errorCluesIn(line.slice(prefix.length)).length > 0;
}

/** A line that is overwritten from its start is another line: no sequence reaches across. */
function plainLines(text: string): string {
  return withoutEscapes(text.replaceAll('\r', '\n'), () => false);
}
