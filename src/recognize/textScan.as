// AssemblyScript: the part of the prefilter that looks at every character, 16 at a time. It is
// compiled by `npm run scan` into src/textScanModule.ts; src/recognize/textScan.ts says what it is for.

/** Two sets of tables (see fingerprints.ts), then the text as UTF-16, as bytes, and without escapes. */
const CHARS: usize = 65536;
const MAX_LENGTH: i32 = 80000;
const BYTES: usize = CHARS + 2 * MAX_LENGTH + 64;
const PLAIN: usize = BYTES + MAX_LENGTH + 64;

/** Of a set of tables: where the places of the needles are by the hash of their fingerprint. */
const PLACES: usize = 128;

const ESC: u8 = 0x1b;
const NEWLINE: i8 = 0x0a;
const NOTHING = i64x2.splat(0);

export function charsAt(): usize {
  return CHARS;
}

export function bytesAt(): usize {
  return BYTES;
}

export function plainAt(): usize {
  return PLAIN;
}

export function maxLength(): i32 {
  return MAX_LENGTH;
}

/**
 * Makes bytes of the characters: of one over FF its low byte with two bits set, so that it looks like
 * no part of an escape sequence.
 */
export function toBytes(length: i32): void {
  const end: usize = CHARS + (<usize>length << 1);
  v128.store(end, i16x8.splat(NEWLINE));
  v128.store(end, i16x8.splat(NEWLINE), 16);
  let to: usize = BYTES;
  for (let from: usize = CHARS; from < end; from += 32) {
    const first = v128.load(from);
    const second = v128.load(from, 16);
    const low = i8x16.narrow_i16x8_u(
      v128.and(first, i16x8.splat(0xff)),
      v128.and(second, i16x8.splat(0xff)),
    );
    const high = i8x16.narrow_i16x8_u(i16x8.shr_u(first, 8), i16x8.shr_u(second, 8));
    v128.store(to, v128.or(low, v128.and(i8x16.ne(high, NOTHING), i8x16.splat(<i8>0xa0))));
    to += 16;
  }
}

/** ESC, and 99, 9B, 9D, 9F: two of them begin sequences, and the others hardly occur. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function openingsIn(bytes: v128): v128 {
  return v128.or(
    i8x16.eq(bytes, i8x16.splat(<i8>ESC)),
    i8x16.eq(v128.and(bytes, i8x16.splat(<i8>0xf9)), i8x16.splat(<i8>0x99)),
  );
}

/**
 * Copies the bytes without CSI sequences. Returns the length; -1 if there is a sequence of another
 * kind, or of a shape that terminals read differently.
 */
export function toPlain(length: i32): i32 {
  const end: usize = BYTES + length;
  v128.store(end, i8x16.splat(NEWLINE));
  let from: usize = BYTES;
  let to: usize = PLAIN;
  let isStyled = true;
  while (from < end) {
    const bytes = v128.load(from);
    v128.store(to, bytes);
    const mask = i8x16.bitmask(openingsIn(bytes));
    if (mask === 0) {
      from += 16;
      to += 16;
      continue;
    }
    const before = ctz(mask);
    to += before;
    from += before;
    if (load<u8>(from) !== ESC) return -1;
    // Past the end stands a newline, so that an unfinished sequence ends there too.
    if (from + 1 < end && load<u8>(from, 1) !== 0x5b) return -1; // [
    from += 2;
    if (load<u8>(from) === 0x3f) {
      isStyled = false; // ?
      from += 1;
    }
    let digits = 0;
    let char: u32 = load<u8>(from);
    while (from < end && (char - 0x30 < 10 || char === 0x3b)) {
      digits = char === 0x3b ? 0 : digits + 1; // ;
      if (digits > 4) return -1;
      from += 1;
      char = load<u8>(from);
    }
    if (from >= end) {
      isStyled = false;
      from = end;
      break;
    }
    if (char !== 0x6d) {
      // Not m: A to K, h, l.
      if (char - 0x41 > 10 && char !== 0x68 && char !== 0x6c) return -1;
      isStyled = false;
    }
    from += 1;
  }
  to -= from - end;
  return isStyled || !hasControls(to) ? <i32>(to - PLAIN) : -1;
}

/** Whether there is a control character that is neither a tab nor the end of a line. */
function hasControls(end: usize): bool {
  v128.store(end, i8x16.splat(NEWLINE));
  for (let at = PLAIN; at < end; at += 16) {
    const bytes = v128.load(at);
    const spaces = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x09)), i8x16.eq(bytes, i8x16.splat(0x0a))),
      i8x16.eq(bytes, i8x16.splat(0x0d)),
    );
    const low = v128.andnot(i8x16.lt_u(bytes, i8x16.splat(0x20)), spaces);
    const high = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x7f)), i8x16.splat(0x21));
    if (v128.any_true(v128.or(low, high))) return true;
  }
  return false;
}

/**
 * Where in the `length` bytes from `text`, at `start` or after, a fingerprint stands with one of its
 * needles around it, or an escape sequence opens; -1 if nowhere.
 *
 * For each of the four bytes of a fingerprint two tables say which of eight buckets hold one with
 * this half of the byte; where a bucket is left after all eight, the hash tells the needles. This is
 * "Teddy" of the Rust crate aho-corasick, and of Intel's Hyperscan before it. The last bucket holds
 * what opens a sequence, whatever follows.
 */
export function find(tables: usize, text: usize, start: i32, length: i32): i32 {
  const low0 = v128.load(tables), high0 = v128.load(tables, 16);
  const low1 = v128.load(tables, 32), high1 = v128.load(tables, 48);
  const low2 = v128.load(tables, 64), high2 = v128.load(tables, 80);
  const low3 = v128.load(tables, 96), high3 = v128.load(tables, 112);
  const half = i8x16.splat(0x0f);
  const end = text + length;
  v128.store(end, i8x16.splat(NEWLINE));
  let before0 = NOTHING, before1 = NOTHING, before2 = NOTHING;
  // Three more, because a place is known where the last of its four bytes is.
  for (let at = text + start; at < end + 3; at += 16) {
    const bytes = v128.load(at);
    const low = v128.and(bytes, half);
    const high = v128.and(i16x8.shr_u(bytes, 4), half);
    const match0 = v128.and(i8x16.swizzle(low0, low), i8x16.swizzle(high0, high));
    const match1 = v128.and(i8x16.swizzle(low1, low), i8x16.swizzle(high1, high));
    const match2 = v128.and(i8x16.swizzle(low2, low), i8x16.swizzle(high2, high));
    const match3 = v128.and(i8x16.swizzle(low3, low), i8x16.swizzle(high3, high));
    // What matched 3, 2 and 1 bytes earlier, so that all four stand where the last byte does.
    const moved0 = i8x16.shuffle(before0, match0, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
    const moved1 = i8x16.shuffle(before1, match1, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
    const moved2 = i8x16.shuffle(before2, match2, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
    const buckets = v128.and(v128.and(moved0, moved1), v128.and(moved2, match3));
    if (v128.any_true(buckets)) {
      let mask = i8x16.bitmask(i8x16.ne(buckets, NOTHING));
      do {
        const place = at + ctz(mask) - 3;
        if (isOpening(load<u8>(place)) && place < end) return <i32>(place - text);
        const hash = (load<u32>(place) * 0x9e3779b1) >> 20;
        const needles: usize = load<u16>(tables + (hash << 1), PLACES);
        if (needles !== 0 && isNeedleAround(tables + needles, place, text, end)) return <i32>(place - text);
        mask &= mask - 1;
      } while (mask !== 0);
    }
    before0 = match0;
    before1 = match1;
    before2 = match2;
  }
  return -1;
}

/** ESC, CSI, OSC. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function isOpening(byte: u32): bool {
  return byte === 0x1b || byte === 0x9b || byte === 0x9d;
}

/** Whether one of the needles stands around the fingerprint, within the text. */
function isNeedleAround(needles: usize, fingerprint: usize, text: usize, end: usize): bool {
  let needle = needles;
  let length: usize = load<u8>(needle);
  while (length !== 0) {
    const start = fingerprint - load<u8>(needle, 1);
    const isNumber = load<u8>(needle, 2) !== 0;
    needle += 3;
    // The ends first, because the needles of a fingerprint often begin alike.
    if (load<u32>(start + length - 4) === load<u32>(needle + length - 4)) {
      let left = length - 4;
      while (left > 0 && load<u8>(start + left - 1) === load<u8>(needle + left - 1)) left -= 1;
      const isThere = left === 0 && start >= text && start + length <= end;
      if (isThere && (!isNumber || hasNumberName(start, text))) return true;
    }
    needle += length;
    length = load<u8>(needle);
  }
  return false;
}

/** Where in 16 bytes there is "rr" or "od", of which each name of a number has one. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function namePartsIn(at: usize): v128 {
  const small = i8x16.splat(0x20);
  const first = v128.or(v128.load(at), small);
  const second = v128.or(v128.load(at, 1), small);
  const r = i8x16.splat(0x72);
  return v128.or(
    v128.and(i8x16.eq(first, r), i8x16.eq(second, r)),
    v128.and(i8x16.eq(first, i8x16.splat(0x6f)), i8x16.eq(second, i8x16.splat(0x64))),
  );
}

/** Whether "error", "errno" or "code", in letters of either case, stands within 20 bytes before. */
function hasNumberName(start: usize, text: usize): bool {
  if (!v128.any_true(v128.or(namePartsIn(start - 20), namePartsIn(start - 16)))) return false;
  const from = start - text > 20 ? start - 20 : text;
  for (let at = from; at + 4 <= start; at += 1) {
    const letters = load<u32>(at) | 0x20202020;
    if (letters === 0x65646f63) return true; // code
    const next = at + 5 <= start ? load<u8>(at, 4) | 0x20 : 0;
    if (letters === 0x6f727265 && next === 0x72) return true; // erro, r
    if (letters === 0x6e727265 && next === 0x6f) return true; // errn, o
  }
  return false;
}
