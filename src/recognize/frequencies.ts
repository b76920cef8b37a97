/**
 * How often characters, and pieces of four, stand in ordinary output. Wrong figures cost time, no
 * errors.
 */

/**
 * Characters per 1,000 of ordinary output, about: the mean over the recorded outputs of
 * test/fixtures/recognize/quiet/tool-*, each counted alike.
 */
const perThousand = new Map<string, number>(
  (
    [
      [' ', 177],
      ['e', 69],
      ['tnro', 44],
      ['isad', 32],
      ['lc-1m:p.', 18],
      ['Euh/0fg2', 12],
      ['NT=3OS4wvbky', 6],
      ['IRA6D\t75LCPMU_`*#@89,F()<>x', 3],
      ['\'[]G"XBqHK', 1.5],
    ] as const
  ).flatMap(([characters, share]) =>
    characters.split('').map((character): [string, number] => [character, share]),
  ),
);
const otherPerThousand = 0.5;
/** A character over U+00FF, in a text that has some: one of the few hundred of its language. */
const widePerThousand = 3;

/** How often a character stands in ordinary output, for each character of it. */
export function frequencyOf(char: string): number {
  const other = char.charCodeAt(0) > 0xff ? widePerThousand : otherPerThousand;
  return (perThousand.get(char) ?? other) / 1_000;
}

/** Kinds of bytes: digits, small letters, capitals, spaces, other signs, and those over 7F. */
const kindCount = 6;

function kindOf(code: number): number {
  if (code > 0x7f) return 5;
  const char = String.fromCharCode(code);
  const kind = [/\d/, /[a-z]/, /[A-Z]/, / /].findIndex((pattern) => pattern.test(char));
  return kind < 0 ? 4 : kind;
}

/**
 * How much likelier a byte of a kind is behind one of another kind: digits come in groups, and so do
 * capitals. As measured in the recordings of test/fixtures/recognize/ordinary, each counted alike.
 */
const likelierBehind = [
  [4, 0.1, 0.3, 0.7, 1.5, 0.01],
  [0.2, 1.6, 0.3, 0.4, 0.7, 0.1],
  [0.3, 0.5, 8, 0.5, 0.6, 0.01],
  [0.7, 0.4, 1.2, 3.8, 0.9, 1.5],
  [1.5, 0.7, 0.9, 1.1, 1.5, 0.1],
  [0.01, 0.1, 0.01, 1.2, 0.2, 2.5],
] as const;

interface ByteFrequency {
  readonly kind: number;
  readonly frequency: number;
}

const nothing: ByteFrequency = { kind: 0, frequency: 0 };

/** Pieces of these stand in output more often than their letters say: words, addresses in memory. */
const commonText = 'HTTP/1.1 request connect opened error unable available gist 0055 00557 pid 13';
const commonBytes = Uint8Array.from(commonText, (char) => char.charCodeAt(0));
/** How often each piece of the common text stands in output, for each character of it. */
const commonLikelihood = 0.00002;

/** The bytes whose low and whose high half are in these sets, each a bit. */
export interface ByteSet {
  readonly lowHalves: number;
  readonly highHalves: number;
}

/** One for each place of a piece. */
export type ByteSets = readonly ByteSet[];

/** What output looks like, as far as bytes tell. */
export class OutputModel {
  private readonly bytes: readonly ByteFrequency[];

  /** @param isWide whether the output holds characters over U+00FF: bytes over 7F, as they are here */
  constructor(isWide: boolean) {
    const highFrequency = isWide ? 0.004 : 0.00005;
    this.bytes = Array.from({ length: 256 }, (_, code) => ({
      kind: kindOf(code),
      frequency: code > 0x7f ? highFrequency : frequencyOf(String.fromCharCode(code)),
    }));
  }

  /** How often a piece whose bytes are in the sets stands in output, for each byte of it. */
  likelihoodOf(sets: ByteSets): number {
    let shares = this.sharesOf(sets[0]);
    for (const set of sets.slice(1)) {
      const before = shares;
      shares = this.sharesOf(set);
      for (let kind = 0; kind < kindCount; kind += 1) {
        shares[kind] = (shares[kind] ?? 0) * likelierBehindAny(before, kind);
      }
    }
    const byLetters = shares.reduce((sum, share) => sum + share, 0);
    return byLetters + commonLikelihood * countInCommonText(sets);
  }

  /** How often bytes of the set stand in output, by their kinds. */
  private sharesOf(set: ByteSet | undefined): number[] {
    const shares = [0, 0, 0, 0, 0, 0];
    const { lowHalves, highHalves } = set ?? { lowHalves: 0, highHalves: 0 };
    for (let code = 0; code < 256; code += 1) {
      if (((highHalves >> (code >> 4)) & 1) === 0) code |= 15;
      else if (((lowHalves >> (code & 15)) & 1) === 1) {
        const { kind, frequency } = this.bytes[code] ?? nothing;
        shares[kind] = (shares[kind] ?? 0) + frequency;
      }
    }
    return shares;
  }
}

/** The same behind bytes of several kinds, of which there are these shares. */
function likelierBehindAny(shares: readonly number[], kind: number): number {
  let sum = 0;
  for (let before = 0; before < kindCount; before += 1) {
    const share = shares[before] ?? 0;
    if (share > 0) sum += share * (likelierBehind[before]?.[kind] ?? 0);
  }
  return sum;
}

function isIn(code: number, lowHalves: number, highHalves: number): boolean {
  return ((lowHalves >> (code & 15)) & (highHalves >> (code >> 4)) & 1) === 1;
}

function countInCommonText(sets: ByteSets): number {
  let count = 0;
  for (let start = 0; start + sets.length <= commonBytes.length; start += 1) {
    let length = 0;
    for (const { lowHalves, highHalves } of sets) {
      if (!isIn(commonBytes[start + length] ?? 0, lowHalves, highHalves)) break;
      length += 1;
    }
    if (length === sets.length) count += 1;
  }
  return count;
}
