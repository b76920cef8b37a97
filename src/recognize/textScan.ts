/**
 * A memory in which a text is searched for fingerprints, 16 characters at a time (textScan.as).
 * This room knows it by these few words only, because it has neither WebAssembly nor Buffer.
 */
export interface TextScan {
  /** Tables (fingerprints.ts) at 0, then room for the text. */
  readonly memory: Uint8Array;
  /** Where the text's bytes begin in the memory. */
  readonly bytesAt: number;
  /** Characters that fit. */
  readonly maxLength: number;
  /** Writes the low byte of each character of the texts, one behind the other. */
  write(before: string, text: string): void;
  /**
   * The same without escape sequences; returns the length, or -1 where there are sequences that
   * only a closer look can remove. One that is cut off by the end counts as removed.
   */
  writePlain(before: string, text: string): number;
  /** Where a fingerprint stands in the bytes, at `start` or after; -1 if nowhere. */
  find(tables: number, start: number, length: number): number;
}
