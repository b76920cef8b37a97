/** Bytes of a stream as lines, bounded: what is longer than a line may be ends the stream. */
import { StringDecoder } from 'node:string_decoder';

/** Collects the bytes of one peer. */
export class LineReader {
  private readonly decoder = new StringDecoder('utf8');
  private pending = '';

  /** @param longest in UTF-16 code units, which are never more than the bytes they came in */
  constructor(private readonly longest: number) {}

  /** The lines that these bytes complete; undefined where a line is longer than it may be. */
  read(bytes: Buffer): readonly string[] | undefined {
    const parts = (this.pending + this.decoder.write(bytes)).split('\n');
    this.pending = parts.pop() ?? '';
    const isTooLong = [...parts, this.pending].some(({ length }) => length > this.longest);
    return isTooLong ? undefined : parts;
  }
}
