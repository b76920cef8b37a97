/** Finds needles in what was written to a {@link TextScan}. */
import { Fingerprints } from './fingerprints';
import type { TextScan } from './textScan';

/** Some needles, and where in the memory their tables are. */
export class NeedleScan {
  private readonly fingerprints: Fingerprints;

  /** @param tables where in the memory there is room for theirs */
  constructor(
    private readonly scan: TextScan,
    private readonly tables: number,
    needles: readonly string[],
  ) {
    this.fingerprints = new Fingerprints(needles);
    this.fingerprints.writeTables(scan.memory, tables);
  }

  /**
   * Whether the test holds for a needle that may stand in the first `length` bytes, and the place
   * where it would begin.
   */
  some(length: number, test: (needle: string, start: number) => boolean): boolean {
    const { scan, fingerprints, tables } = this;
    for (let at = scan.find(tables, 0, length); at >= 0; at = scan.find(tables, at + 1, length)) {
      for (const { needle, offset } of fingerprints.needlesAt(scan.memory, scan.bytesAt + at)) {
        if (test(needle, at - offset)) return true;
      }
    }
    return false;
  }

  /** Whether there is a needle or an escape sequence in the first `length` bytes. */
  isAny(length: number): boolean {
    return this.scan.find(this.tables, 0, length) >= 0;
  }

  isInPlain(length: number): boolean {
    return this.scan.isInPlain(this.tables, length);
  }
}
