/**
 * The tables by which a {@link TextScan} finds needles: of each needle four bytes that are rare in
 * ordinary output, its fingerprint, which several needles may share. Chosen from the needles
 * themselves, whatever they are.
 */
import type { ByteSets } from './frequencies';
import { OutputModel } from './frequencies';
import { coverNeedles } from './stems';
import type { Stem, StemNeedle } from './stems';
import { isNumber, isWide } from './prefilter';

export const fingerprintLength = 4;
/** A needle's length and the place of its fingerprint are bytes in the tables. */
export const maxNeedleLength = 255;
/** Bytes that the tables take at most. */
export const tablesLength = 32_768;

/** Of eight, one is for what opens escape sequences. */
const bucketCount = 7;
const openings = { bit: 1 << bucketCount, lowHalves: [0xb, 0xd], highHalves: [0x1, 0x9] } as const;
const hashes = 4_096;
const positions = [0, 1, 2, 3] as const;
/** Where in the tables the places of the needles begin, two bytes for each hash, and the needles. */
const placesAt = 128;
const needlesBegin = placesAt + 2 * hashes;

export class Fingerprints {
  private readonly model: OutputModel;
  private readonly stems: readonly Stem[];
  /** The needles of all fingerprints that have the same hash, by the hash. */
  private readonly needlesOf: StemNeedle[][] = Array.from({ length: hashes }, () => []);

  /** @param needles of {@link fingerprintLength} characters and more */
  constructor(needles: readonly string[]) {
    const bytes = new Map<string, string[]>();
    for (const needle of needles) {
      const low = lowBytes(needle);
      bytes.set(low, [...(bytes.get(low) ?? []), needle]);
    }
    const isSuitable = (piece: string) => piece.length === fingerprintLength;
    this.model = new OutputModel(needles.some((needle) => isWide.test(needle)));
    this.stems = coverNeedles([...bytes.keys()], isSuitable, (text) => costOf(text, this.model));
    for (const { text, needles: held } of this.stems) {
      for (const { needle, offset } of held) {
        const these = (bytes.get(needle) ?? []).map((each) => ({ needle: each, offset }));
        this.needlesOf[hashOf(text)]?.push(...these);
      }
    }
  }

  /** The needles that may stand where the memory has a fingerprint. */
  needlesAt(memory: Uint8Array, at: number): readonly StemNeedle[] {
    const number =
      byteAt(memory, at) |
      (byteAt(memory, at + 1) << 8) |
      (byteAt(memory, at + 2) << 16) |
      (byteAt(memory, at + 3) << 24);
    return this.needlesOf[hashOfNumber(number)] ?? [];
  }

  /** Writes the tables that textScan.as describes. */
  writeTables(memory: Uint8Array, tables: number): void {
    const all = this.stems.map(({ text }) => text);
    for (const [bucket, { texts }] of bucketsOf(all, this.model).entries()) {
      for (const text of texts) {
        for (const position of positions) {
          const code = text.charCodeAt(position);
          const low = tables + position * 32 + (code & 15);
          const high = tables + position * 32 + 16 + (code >> 4);
          memory[low] = byteAt(memory, low) | (1 << bucket);
          memory[high] = byteAt(memory, high) | (1 << bucket);
        }
      }
    }
    this.writeNeedles(memory, tables);
    this.writeOpenings(memory, tables);
  }

  private writeOpenings(memory: Uint8Array, tables: number): void {
    const add = (at: number) => (memory[tables + at] = byteAt(memory, tables + at) | openings.bit);
    openings.lowHalves.forEach((half) => add(half));
    openings.highHalves.forEach((half) => add(16 + half));
    for (let at = 32; at < placesAt; at += 1) add(at);
  }

  /**
   * The needles, hash by hash: of each its length, the place of the fingerprint in it, 1 if it is a
   * number, and its bytes. A length of 0 ends those of a hash.
   */
  private writeNeedles(memory: Uint8Array, tables: number): void {
    let at = needlesBegin;
    for (const [hash, needles] of this.needlesOf.entries()) {
      if (needles.length === 0) continue;
      memory[tables + placesAt + 2 * hash] = at & 0xff;
      memory[tables + placesAt + 2 * hash + 1] = at >> 8;
      for (const { needle, offset } of needles) {
        const bytes = Array.from(lowBytes(needle), (char) => char.charCodeAt(0));
        memory.set([needle.length, offset, isNumber.test(needle) ? 1 : 0, ...bytes], tables + at);
        at += 3 + needle.length;
      }
      at += 1;
    }
    if (at > tablesLength) throw new Error('The tables have no room for so many needles.');
  }
}

function byteAt(memory: Uint8Array, at: number): number {
  return memory[at] ?? 0;
}

function lowBytes(text: string): string {
  return text.replace(/[^\0-\u00FF]/g, (char) =>
    String.fromCharCode(lowByteOf(char.charCodeAt(0))),
  );
}

/** The byte that stands for a character over U+00FF: no control character, and none of ASCII. */
function lowByteOf(code: number): number {
  return (code & 0xff) | 0xa0;
}

function hashOf(text: string): number {
  return hashOfNumber(
    positions.reduce<number>((sum, at) => sum | (text.charCodeAt(at) << (8 * at)), 0),
  );
}

/** The same as in textScan.as. */
function hashOfNumber(fourBytes: number): number {
  return Math.imul(fourBytes, 0x9e3779b1) >>> 20;
}

/**
 * What a fingerprint costs in 8,192 characters, in nanoseconds, against another one more: each fills
 * the buckets, and the needles are looked at wherever it stands.
 */
function costOf(text: string, model: OutputModel): number {
  return 3 + 8_192 * 20 * model.likelihoodOf(setsOf(text));
}

function setsOf(text: string): ByteSets {
  return positions.map((position) => {
    const code = text.charCodeAt(position);
    return { lowHalves: 1 << (code & 15), highHalves: 1 << (code >> 4) };
  });
}

interface Bucket {
  readonly texts: readonly string[];
  readonly sets: ByteSets;
  /** How often, for each character, all four bytes look as if the bucket held them. */
  readonly likelihood: number;
}

/** Puts together, again and again, the two buckets that look most alike. */
function bucketsOf(texts: readonly string[], model: OutputModel): readonly Bucket[] {
  const buckets = texts.map((text) => bucketOf([text], setsOf(text), model));
  let pairs = buckets.flatMap((one, index) =>
    buckets.slice(index + 1).map((other) => pairOf(one, other, model)),
  );
  while (buckets.length > bucketCount) {
    const best = pairs.reduce((least, pair) => (pair.cost < least.cost ? pair : least));
    const { one, other, both } = best;
    buckets.splice(buckets.indexOf(one), 1);
    buckets.splice(buckets.indexOf(other), 1);
    pairs = pairs.filter((pair) => ![pair.one, pair.other].some((b) => b === one || b === other));
    pairs.push(...buckets.map((bucket) => pairOf(both, bucket, model)));
    buckets.push(both);
  }
  return buckets;
}

interface Pair {
  readonly one: Bucket;
  readonly other: Bucket;
  readonly both: Bucket;
  /** How much likelier both are as one. */
  readonly cost: number;
}

function pairOf(one: Bucket, other: Bucket, model: OutputModel): Pair {
  const sets = one.sets.map(({ lowHalves, highHalves }, position) => ({
    lowHalves: lowHalves | (other.sets[position]?.lowHalves ?? 0),
    highHalves: highHalves | (other.sets[position]?.highHalves ?? 0),
  }));
  const both = bucketOf([...one.texts, ...other.texts], sets, model);
  return { one, other, both, cost: both.likelihood - one.likelihood - other.likelihood };
}

function bucketOf(texts: readonly string[], sets: ByteSets, model: OutputModel): Bucket {
  return { texts, sets, likelihood: model.likelihoodOf(sets) };
}
