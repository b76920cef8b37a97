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
  /** Made when they are needed first, because choosing fingerprints takes some milliseconds. */
  private narrow: NeedleScan | undefined;
  private all: NeedleScan | undefined;

  constructor(private readonly scan: TextScan) {}

  mightHold(text: string, before: string): boolean {
    const { scan } = this;
    const length = before.length + text.length;
    if (length > scan.maxLength) {
      return mightHoldSocketError(before + text);
    }
    const needles =
      isWide.test(text) || isWide.test(before) ? this.allNeedles() : this.narrowOnes();
    if (hasEscape(text) || hasEscape(before)) {
      const plainLength = scan.writePlain(before, text);
      const isPossible = plainLength < 0 || needles.some(plainLength, () => true);
      return isPossible && mightHoldSocketError(before + text);
    }
    scan.write(before, text);
    let lines: Lines | undefined;
    return needles.some(length, (needle, start) => {
      lines ??= new Lines(before + text);
      return lines.mayName(needle, start);
    });
  }

  /** Those that a text without wide characters may hold. */
  private narrowOnes(): NeedleScan {
    this.narrow ??= new NeedleScan(
      this.scan,
      0,
      needlesOfAll().filter((needle) => !isWide.test(needle)),
    );
    return this.narrow;
  }

  private allNeedles(): NeedleScan {
    this.all ??= new NeedleScan(this.scan, tablesLength, needlesOfAll());
    return this.all;
  }
}

/** Finds needles in the memory's bytes. */
class NeedleScan {
  private readonly fingerprints: Fingerprints;

  /** @param tables where in the memory theirs are */
  constructor(
    private readonly scan: TextScan,
    private readonly tables: number,
    needles: readonly string[],
  ) {
    this.fingerprints = new Fingerprints(needles);
    this.fingerprints.writeTables(scan.memory, tables);
  }

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
    // From the end, because the needles of a fingerprint often begin alike.
    for (let index = needle.length - 1; index >= 0; index -= 1) {
      if (memory[bytesAt + start + index] !== (needle.charCodeAt(index) & 0xff)) return false;
    }
    return !isNumber.test(needle) || this.hasNumberName(start);
  }

  private hasNumberName(start: number): boolean {
    const { memory, bytesAt } = this.scan;
    const from = Math.max(0, start - maxNumberNameDistance);
    // Several times as fast as spreading the bytes.
    let text = '';
    for (let at = bytesAt + from; at < bytesAt + start; at += 1) {
      text += String.fromCharCode(memory[at] ?? 0);
    }
    return numberName.test(text);
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
