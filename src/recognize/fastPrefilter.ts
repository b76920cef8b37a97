/**
 * The prefilter for all that programs print: as sure as `mightHoldSocketError`, and several times
 * as fast. A {@link TextScan} finds the places where a needle's fingerprint stands; what is there is
 * looked at as in `prefilter.ts`, and only there.
 */
import { hasEscape } from '../watch/escapes';
import { fingerprintLength, Fingerprints, tablesLength } from './fingerprints';
import {
  isNeedleAt,
  isNumber,
  isWide,
  maxReadLength,
  mayBeRead,
  mightHoldSocketError,
  needlesOfAll,
  numberName,
  maxNumberNameDistance,
} from './prefilter';
import { prefixOf } from './prefix';
import { runtimes } from './runtimes';
import type { TextScan } from './textScan';

/**
 * Whether raw text may hold a socket error, as `mightHoldSocketError` says of both texts together.
 *
 * @param before the unfinished line that the text continues
 */
export type Prefilter = (text: string, before?: string) => boolean;

/** @param scan absent where the machine has none; then all is searched by string searches */
export function createPrefilter(scan: TextScan | undefined): Prefilter {
  if (!scan || needlesOfAll().some(({ length }) => length < fingerprintLength)) {
    return (text, before = '') => mightHoldSocketError(before + text);
  }
  const prefilter = new FastPrefilter(scan);
  return (text, before = '') => prefilter.mightHold(text, before);
}

class FastPrefilter {
  private narrow: Fingerprints | undefined;
  private all: Fingerprints | undefined;

  constructor(private readonly scan: TextScan) {}

  mightHold(text: string, before: string): boolean {
    if (before.length + text.length > this.scan.maxLength) {
      return mightHoldSocketError(before + text);
    }
    const isAnyWide = isWide.test(text) || isWide.test(before);
    const places = new Places(
      this.scan,
      isAnyWide ? this.allFingerprints() : this.narrowFingerprints(),
      isAnyWide ? tablesLength : 0,
    );
    if (hasEscape(text) || hasEscape(before)) {
      const length = this.scan.writePlain(before, text);
      const isPossible = length < 0 || places.some(length, () => true);
      return isPossible && mightHoldSocketError(before + text);
    }
    this.scan.write(before, text);
    let lines: Lines | undefined;
    return places.some(before.length + text.length, (needle, start) => {
      lines ??= new Lines(before + text);
      return lines.mayName(needle, start);
    });
  }

  /** Made when they are needed first, because choosing takes some milliseconds. */
  private narrowFingerprints(): Fingerprints {
    this.narrow ??= this.made(
      needlesOfAll().filter((needle) => !isWide.test(needle)),
      0,
    );
    return this.narrow;
  }

  private allFingerprints(): Fingerprints {
    this.all ??= this.made(needlesOfAll(), tablesLength);
    return this.all;
  }

  private made(needles: readonly string[], tables: number): Fingerprints {
    const fingerprints = new Fingerprints(needles);
    fingerprints.writeTables(this.scan.memory, tables);
    return fingerprints;
  }
}

/** Where in the memory's bytes needles stand. */
class Places {
  constructor(
    private readonly scan: TextScan,
    private readonly fingerprints: Fingerprints,
    private readonly tables: number,
  ) {}

  /** Whether the test holds for a needle in the first `length` bytes, and the place where it begins. */
  some(length: number, test: (needle: string, start: number) => boolean): boolean {
    const { scan, fingerprints, tables } = this;
    for (let at = scan.find(tables, 0, length); at >= 0; at = scan.find(tables, at + 1, length)) {
      for (const { needle, offset } of fingerprints.needlesAt(scan.memory, scan.bytesAt + at)) {
        const start = at - offset;
        if (this.isAt(needle, start, length) && test(needle, start)) return true;
      }
    }
    return false;
  }

  private isAt(needle: string, start: number, length: number): boolean {
    if (start < 0 || start + needle.length > length) return false;
    const { memory, bytesAt } = this.scan;
    for (let index = 0; index < needle.length; index += 1) {
      if (memory[bytesAt + start + index] !== (needle.charCodeAt(index) & 0xff)) return false;
    }
    return !isNumber.test(needle) || this.hasNumberName(start);
  }

  private hasNumberName(start: number): boolean {
    const { memory, bytesAt } = this.scan;
    const from = Math.max(0, start - maxNumberNameDistance);
    return numberName.test(
      String.fromCharCode(...memory.subarray(bytesAt + from, bytesAt + start)),
    );
  }
}

/** The lines of a text without escape sequences, asked from left to right. */
class Lines {
  private readonly text: string;
  private end = -1;
  private line = '';
  private isFirstOrLast = false;
  /** Needles that the line was asked for. */
  private readonly asked = new Set<string>();
  private isNone = false;

  constructor(raw: string) {
    this.text = raw.replaceAll('\r', '\n');
  }

  /** Whether the needle stands there, in a line that may name an error by it. */
  mayName(needle: string, start: number): boolean {
    if (!isNeedleAt(this.text, needle, start)) return false;
    if (start > this.end) this.turnTo(start);
    if (this.isFirstOrLast) return true;
    if (this.isNone || this.asked.has(needle)) return false;
    this.asked.add(needle);
    if (!patternsOf(needle).some((pattern) => matches(pattern, this.line))) return false;
    this.isNone = !mayBeRead(this.line);
    return !this.isNone;
  }

  private turnTo(start: number): void {
    const lineStart = this.text.lastIndexOf('\n', start) + 1;
    const newline = this.text.indexOf('\n', start);
    this.isFirstOrLast = lineStart === 0 || newline < 0;
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
