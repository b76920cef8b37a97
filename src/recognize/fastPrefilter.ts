/**
 * The prefilter for all that programs print: as sure as `mightHoldSocketError`, and several times
 * as fast. A {@link TextScan} finds the places where a needle's fingerprint stands; what is there is
 * looked at as in `prefilter.ts`, and only there.
 */
import { hasEscape } from '../watch/escapes';
import { fingerprintLength, maxNeedleLength, tablesLength } from './fingerprints';
import { NeedleScan } from './needleScan';
import type { Candidates } from './prefilter';
import {
  CandidateScan,
  isNeedleAt,
  isWide,
  maxReadLength,
  mayBeRead,
  mightHoldSocketError,
  needlesOfAll,
} from './prefilter';
import { prefixOf } from './prefix';
import { runtimes } from './runtimes';
import type { TextScan } from './textScan';

/** What all output passes through. */
export interface Prefilter {
  /**
   * Whether raw text may hold a socket error, as `mightHoldSocketError` says of both texts together.
   *
   * @param before the unfinished line that the text continues
   * @param isLineKept `before` is all of that line, and the unfinished line at the end of the text
   *   will come again as `before`
   */
  mightHold(text: string, before?: string, isLineKept?: boolean): boolean;
  /** Where a text of lines without escape sequences may name an error. */
  candidatesIn(text: string): Candidates;
}

/**
 * @param scan absent where the machine has none; then all is searched by string searches
 * @param needles what is looked for
 */
export function createPrefilter(
  scan: TextScan | undefined,
  needles: readonly string[] = needlesOfAll(),
): Prefilter {
  const isFit = ({ length }: string) => length >= fingerprintLength && length <= maxNeedleLength;
  return scan && needles.every(isFit) ? new FastPrefilter(scan, needles) : stringSearches;
}

const stringSearches: Prefilter = {
  mightHold: (text, before = '', isLineKept = false) =>
    mightHoldSocketError(before + text, { isLineKept }),
  candidatesIn: (text) => new CandidateScan(text),
};

class FastPrefilter implements Prefilter {
  /** Made when they are needed first, because choosing fingerprints takes some milliseconds. */
  private narrow: NeedleScan | undefined;
  private all: NeedleScan | undefined;

  constructor(
    private readonly scan: TextScan,
    private readonly needles: readonly string[],
  ) {}

  mightHold(text: string, before = '', isLineKept = false): boolean {
    const { scan } = this;
    const length = before.length + text.length;
    if (length > scan.maxLength) {
      return stringSearches.mightHold(text, before, isLineKept);
    }
    const needles = this.written(before, text);
    if (!needles.isAny(length)) {
      return false;
    }
    if (hasEscape(text) || hasEscape(before)) {
      const plainLength = scan.removeEscapes(length);
      const isPossible = plainLength < 0 || needles.isInPlain(plainLength);
      const candidatesIn = (plain: string) => this.candidatesIn(plain);
      return isPossible && mightHoldSocketError(before + text, { candidatesIn, isLineKept });
    }
    let lines: Lines | undefined;
    return needles.some(length, (needle, start) => {
      lines ??= new Lines(before + text, isLineKept);
      return lines.mayName(needle, start);
    });
  }

  candidatesIn(text: string): Candidates {
    const { scan } = this;
    if (text.length > scan.maxLength) {
      return new CandidateScan(text);
    }
    const needles = this.written('', text);
    const places: number[] = [];
    needles.some(text.length, (needle, start) => {
      if (isNeedleAt(text, needle, start)) places.push(start);
      return false;
    });
    return new FoundCandidates(places);
  }

  /** Writes the texts; returns the needles that they may hold. */
  private written(before: string, text: string): NeedleScan {
    if (isWide.test(text) || isWide.test(before)) {
      this.scan.writeWide(before, text);
      return this.allNeedles();
    }
    this.scan.writeNarrow(before, text);
    return this.narrowOnes();
  }

  /** Those that a text without wide characters may hold. */
  private narrowOnes(): NeedleScan {
    this.narrow ??= new NeedleScan(
      this.scan,
      0,
      this.needles.filter((needle) => !isWide.test(needle)),
    );
    return this.narrow;
  }

  private allNeedles(): NeedleScan {
    this.all ??= new NeedleScan(this.scan, tablesLength, this.needles);
    return this.all;
  }
}

/** Places that were found all at once; those of a line stand together. */
class FoundCandidates implements Candidates {
  private index = 0;

  constructor(private readonly places: readonly number[]) {}

  next(from: number): number | undefined {
    let place = this.places[this.index];
    while (place !== undefined && place < from) {
      this.index += 1;
      place = this.places[this.index];
    }
    return place;
  }
}

/** The lines of a text without escape sequences, asked from left to right. */
class Lines {
  private readonly text: string;
  private end = -1;
  private line = '';
  private isFirst = false;
  private isLast = false;
  /** Needles that the line was asked for. */
  private readonly asked = new Set<string>();
  private isNone = false;

  constructor(
    raw: string,
    private readonly isLineKept: boolean,
  ) {
    this.text = raw.replaceAll('\r', '\n');
  }

  /** Whether the needle stands there, in a line that may name an error by it. */
  mayName(needle: string, start: number): boolean {
    if (!isNeedleAt(this.text, needle, start)) return false;
    if (start > this.end) this.turnTo(start);
    if (this.isLast) return !this.isLineKept;
    if (this.isFirst && !this.isLineKept) return true;
    if (this.isNone || this.asked.has(needle)) return false;
    this.asked.add(needle);
    if (!patternsOf(needle).some((pattern) => matches(pattern, this.line))) return false;
    this.isNone = !mayBeRead(this.line);
    return !this.isNone;
  }

  private turnTo(start: number): void {
    const lineStart = this.text.lastIndexOf('\n', start) + 1;
    const newline = this.text.indexOf('\n', start);
    this.isFirst = lineStart === 0;
    this.isLast = newline < 0;
    this.end = newline < 0 ? this.text.length : newline;
    this.line = this.text.slice(lineStart, Math.min(this.end, lineStart + maxReadLength));
    this.asked.clear();
    this.isNone = false;
  }
}

/** Whether the pattern matches the line, or what follows a prefix of it. */
function matches(pattern: RegExp, line: string): boolean {
  if (pattern.test(line)) return true;
  const prefix = prefixOf(line, () => line);
  return prefix !== undefined && pattern.test(line.slice(prefix.length));
}

const patterns = new Map<string, RegExp[]>();

/** The patterns of the signatures that have the needle. */
function patternsOf(needle: string): readonly RegExp[] {
  if (patterns.size === 0) {
    for (const { pattern, needles } of runtimes.flatMap(({ signatures }) => signatures)) {
      for (const each of needles) patterns.set(each, [...(patterns.get(each) ?? []), pattern]);
    }
  }
  return patterns.get(needle) ?? [];
}
