/**
 * The tables by which a {@link TextScan} finds needles: of each needle four bytes that are rare in
 * ordinary output, its fingerprint, which several needles may share. Chosen from the needles
 * themselves, whatever they are.
 */
import { coverNeedles, frequencyOf, likelihoodOf } from './stems';
import type { Stem, StemNeedle } from './stems';

export const fingerprintLength = 4;
/** Bytes that the tables take. */
export const tablesLength = 640;

const bucketCount = 8;
const hashes = 4_096;
const positions = [0, 1, 2, 3] as const;

/** Pieces of these stand in output more often than their letters say. */
const commonWords = 'HTTP/1.1 request connect opened error unable available gist';

export class Fingerprints {
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
    this.stems = coverNeedles([...bytes.keys()], isSuitable, costOf);
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
    for (const [bucket, { texts }] of bucketsOf(this.stems.map(({ text }) => text)).entries()) {
      for (const text of texts) {
        for (const position of positions) {
          const code = text.charCodeAt(position);
          const low = tables + position * 32 + (code & 15);
          const high = tables + position * 32 + 16 + (code >> 4);
          memory[low] = byteAt(memory, low) | (1 << bucket);
          memory[high] = byteAt(memory, high) | (1 << bucket);
        }
        const hash = hashOf(text);
        const place = tables + 128 + (hash >> 3);
        memory[place] = byteAt(memory, place) | (1 << (hash & 7));
      }
    }
  }
}

function byteAt(memory: Uint8Array, at: number): number {
  return memory[at] ?? 0;
}

function lowBytes(text: string): string {
  return text.replace(/[^\0-\u00FF]/g, (char) => String.fromCharCode(char.charCodeAt(0) & 0xff));
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

/** What a fingerprint costs in 8,192 characters, against another one more: each fills the buckets. */
function costOf(text: string): number {
  return 3 + 8_192 * 20 * (commonWords.includes(text) ? 0.0002 : likelihoodOf(text));
}

interface Bucket {
  readonly texts: readonly string[];
  /** How often, for each character, all four bytes look as if the bucket held them. */
  readonly likelihood: number;
}

/** Puts together, again and again, the two buckets that look most alike. */
function bucketsOf(texts: readonly string[]): readonly Bucket[] {
  const buckets = texts.map((text) => bucketOf([text]));
  let pairs = buckets.flatMap((one, index) =>
    buckets.slice(index + 1).map((other) => pairOf(one, other)),
  );
  while (buckets.length > bucketCount) {
    const best = pairs.reduce((least, pair) => (pair.cost < least.cost ? pair : least));
    const { one, other, both } = best;
    buckets.splice(buckets.indexOf(one), 1);
    buckets.splice(buckets.indexOf(other), 1);
    pairs = pairs.filter((pair) => ![pair.one, pair.other].some((b) => b === one || b === other));
    pairs.push(...buckets.map((bucket) => pairOf(both, bucket)));
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

function pairOf(one: Bucket, other: Bucket): Pair {
  const both = bucketOf([...one.texts, ...other.texts]);
  return { one, other, both, cost: both.likelihood - one.likelihood - other.likelihood };
}

function bucketOf(texts: readonly string[]): Bucket {
  let likelihood = 1;
  for (const position of positions) {
    const lows = new Set<number>();
    const highs = new Set<number>();
    for (const text of texts) {
      const code = text.charCodeAt(position);
      lows.add(code & 15);
      highs.add(code & 0xf0);
    }
    let sum = 0;
    for (const high of highs) {
      for (const low of lows) sum += byteFrequencies[high + low] ?? 0;
    }
    likelihood *= Math.min(1, 2 * sum);
  }
  return { texts, likelihood };
}

/** A byte over 7F hardly occurs in most output. */
const byteFrequencies = Array.from({ length: 256 }, (_, code) =>
  code > 0x7f ? 0.00005 : frequencyOf(String.fromCharCode(code)),
);
