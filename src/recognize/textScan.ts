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
  /** Writes the texts, one behind the other; they must hold no character over U+00FF. */
  writeNarrow(before: string, text: string): void;
  /** The same for any texts: `lowByteOf` (fingerprints.ts) says which byte stands for a character. */
  writeWide(before: string, text: string): void;
  /**
   * Copies what was written without its escape sequences; returns the length of the copy, or -1
   * where there are sequences that only a closer look can remove. One that is cut off by the end
   * counts as removed.
   */
  removeEscapes(length: number): number;
  /**
   * Where in what was written a needle's fingerprint stands or an escape sequence opens, at `start`
   * or after; -1 if nowhere.
   */
  find(tables: number, start: number, length: number): number;
  /** Whether a needle stands in the copy without escape sequences. */
  isInPlain(tables: number, length: number): boolean;
}
