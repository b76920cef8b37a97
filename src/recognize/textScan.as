// AssemblyScript: the part of the prefilter that looks at every character, 16 at a time. It is
// compiled by `npm run scan` into src/textScanModule.ts; src/recognize/textScan.ts says what it is for.

/** Two sets of tables (see fingerprints.ts), then the text as UTF-16, then as one byte a character. */
const CHARS: usize = 2048;
const MAX_LENGTH: i32 = 80000;
const BYTES: usize = CHARS + 2 * MAX_LENGTH + 64;

const ESC: u16 = 0x1b;
const NEWLINE: i8 = 0x0a;
const NOTHING = i64x2.splat(0);

export function charsAt(): usize {
  return CHARS;
}

export function bytesAt(): usize {
  return BYTES;
}

export function maxLength(): i32 {
  return MAX_LENGTH;
}

/**
 * Copies the characters to the bytes: of each its low byte, and of CSI sequences nothing. Returns the
 * length; -1 if there is a sequence of another kind, or of a shape that terminals read differently.
 */
export function toPlainBytes(length: i32): i32 {
  const end: usize = CHARS + (<usize>length << 1);
  v128.store(end, i16x8.splat(NEWLINE));
  v128.store(end, i16x8.splat(NEWLINE), 16);
  let from: usize = CHARS;
  let to: usize = BYTES;
  let isStyled = true;
  while (from < end) {
    const first = v128.load(from);
    const second = v128.load(from, 16);
    const low = i8x16.narrow_i16x8_u(
      v128.and(first, i16x8.splat(0xff)),
      v128.and(second, i16x8.splat(0xff)),
    );
    v128.store(to, low);
    // ESC, and 99, 9B, 9D, 9F: two of them begin sequences, and the others hardly occur.
    const opening = v128.or(
      i8x16.eq(low, i8x16.splat(<i8>ESC)),
      i8x16.eq(v128.and(low, i8x16.splat(<i8>0xf9)), i8x16.splat(<i8>0x99)),
    );
    if (v128.any_true(opening)) {
      const high = i8x16.narrow_i16x8_u(i16x8.shr_u(first, 8), i16x8.shr_u(second, 8));
      const mask = i8x16.bitmask(v128.and(opening, i8x16.eq(high, NOTHING)));
      if (mask !== 0) {
        const before = ctz(mask);
        to += before;
        from += before << 1;
        if (load<u16>(from) !== ESC) return -1;
        // Past the end stands a newline, so that an unfinished sequence ends there too.
        if (from + 2 < end && load<u16>(from, 2) !== 0x5b) return -1; // [
        from += 4;
        if (load<u16>(from) === 0x3f) {
          isStyled = false; // ?
          from += 2;
        }
        let digits = 0;
        let char: u32 = load<u16>(from);
        while (from < end && (char - 0x30 < 10 || char === 0x3b)) {
          digits = char === 0x3b ? 0 : digits + 1; // ;
          if (digits > 4) return -1;
          from += 2;
          char = load<u16>(from);
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
        from += 2;
        continue;
      }
    }
    from += 32;
    to += 16;
  }
  to -= (from - end) >> 1;
  return isStyled || !hasControls(to) ? <i32>(to - BYTES) : -1;
}

/** Whether there is a control character that is neither a tab nor the end of a line. */
function hasControls(end: usize): bool {
  v128.store(end, i8x16.splat(NEWLINE));
  for (let at = BYTES; at < end; at += 16) {
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
 * Where in the bytes, at `start` or after, a fingerprint stands; -1 if nowhere.
 *
 * For each of the four bytes of a fingerprint two tables say which of eight buckets hold one with
 * this half of the byte; where a bucket is left after all eight, the set of hashes decides. This is
 * "Teddy" of the Rust crate aho-corasick, and of Intel's Hyperscan before it.
 */
export function find(tables: usize, start: i32, length: i32): i32 {
  const low0 = v128.load(tables), high0 = v128.load(tables, 16);
  const low1 = v128.load(tables, 32), high1 = v128.load(tables, 48);
  const low2 = v128.load(tables, 64), high2 = v128.load(tables, 80);
  const low3 = v128.load(tables, 96), high3 = v128.load(tables, 112);
  const half = i8x16.splat(0x0f);
  const end = BYTES + length;
  v128.store(end, i8x16.splat(NEWLINE));
  let before0 = NOTHING, before1 = NOTHING, before2 = NOTHING;
  for (let at = BYTES + start; at < end; at += 16) {
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
        const hash = (load<u32>(place) * 0x9e3779b1) >> 20;
        if ((load<u8>(tables + 128 + (hash >> 3)) >> <u8>(hash & 7)) & 1) return <i32>(place - BYTES);
        mask &= mask - 1;
      } while (mask !== 0);
    }
    before0 = match0;
    before1 = match1;
    before2 = match2;
  }
  return -1;
}
