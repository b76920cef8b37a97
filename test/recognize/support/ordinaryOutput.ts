/**
 * More than 50 MB of what tools, test suites and servers print when no socket fails, recorded by
 * test/fixtures/recognize/record-ordinary.mjs and kept compressed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** From the repository's root, so that a bundle finds it as well. */
const folder = 'test/fixtures/recognize/ordinary';

/** One recording, as `recordings.json` describes it. */
export interface OrdinaryRecording {
  readonly name: string;
  /** The shell commands that printed it. */
  readonly run: string;
  /** The locale, where it is not English. */
  readonly language?: string;
  /** Length in bytes of UTF-8. */
  readonly bytes: number;
  /** Of the text, in hexadecimal. */
  readonly sha256: string;
}

export const ordinaryRecordings = JSON.parse(
  readFileSync(join(folder, 'recordings.json'), 'utf8'),
) as readonly OrdinaryRecording[];

/** The text of a recording, uncompressed: the bytes of UTF-8, up to 8 MB. */
export function readOrdinaryBytes({ name }: OrdinaryRecording): Buffer {
  return brotliDecompressSync(readFileSync(join(folder, `${name}.txt.br`)));
}

/** The text of a recording. */
export function readOrdinaryText(recording: OrdinaryRecording): string {
  return readOrdinaryBytes(recording).toString('utf8');
}
