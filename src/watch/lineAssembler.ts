/**
 * Chunks of one stream → whole lines. Pure. However a text is cut into chunks, the same lines come
 * out; memory is bounded by {@link maxRawLineLength}, whatever arrives.
 */
import { hasEscape, withoutEscapes } from './escapes';

/**
 * Longer lines are cut here; the rest up to the line's end is dropped. A JSON log line with a
 * stack in it fits; nobody reads further.
 */
export const maxRawLineLength = 16_384;

/** Joins chunks, ends lines at `\n` or `\r\n`, keeps of a line overwritten by `\r` the last state. */
export class LineAssembler {
  private unfinished = '';
  /** The last character was `\r`: a line end if `\n` follows, else the line is overwritten. */
  private isReturned = false;

  /** The unfinished line, raw, cut to the limit. */
  get tail(): string {
    return this.unfinished;
  }

  /** Whether an unfinished line waits. */
  get hasTail(): boolean {
    return this.unfinished !== '';
  }

  /**
   * Takes a chunk; returns the lines that it completes, joined by `\n` and without a final one, or
   * nothing if it completes none.
   */
  push(chunk: string): string | undefined {
    const isPlain = !this.isReturned && !chunk.includes('\r');
    if (isPlain) {
      const lastNewline = chunk.lastIndexOf('\n');
      if (lastNewline < 0) {
        this.append(chunk);
        return undefined;
      }
      const block = this.unfinished + chunk.slice(0, lastNewline);
      this.unfinished = chunk.slice(lastNewline + 1, lastNewline + 1 + maxRawLineLength);
      return clean(isShortLined(block) ? block : cutLines(block));
    }
    return this.pushWithReturns(chunk);
  }

  /** The unfinished line as it stands, if there is one; what follows counts as a new line. */
  flush(): string | undefined {
    const line = this.unfinished;
    this.unfinished = '';
    this.isReturned = false;
    return line === '' ? undefined : clean(line, () => true);
  }

  private append(text: string): void {
    const room = maxRawLineLength - this.unfinished.length;
    this.unfinished += room < text.length ? text.slice(0, Math.max(0, room)) : text;
  }

  private pushWithReturns(chunk: string): string | undefined {
    const lines: string[] = [];
    // Each piece ends before a `\r` or `\n`.
    for (const [, text = '', end = ''] of chunk.matchAll(/([^\r\n]*)([\r\n]|$)/g)) {
      if (text !== '') {
        this.unfinished = this.isReturned ? '' : this.unfinished;
        this.isReturned = false;
        this.append(text);
      }
      if (end === '\r') {
        this.isReturned = true;
      } else if (end === '\n') {
        lines.push(this.unfinished);
        this.unfinished = '';
        this.isReturned = false;
      }
    }
    return lines.length === 0 ? undefined : clean(lines.join('\n'));
  }
}

/** Looks at one newline per limit, not at every line. */
function isShortLined(block: string): boolean {
  let start = 0;
  while (block.length - start > maxRawLineLength) {
    const newline = block.lastIndexOf('\n', start + maxRawLineLength);
    if (newline < start) {
      return false;
    }
    start = newline + 1;
  }
  return true;
}

function cutLines(block: string): string {
  return block
    .split('\n')
    .map((line) => line.slice(0, maxRawLineLength))
    .join('\n');
}

function clean(block: string, isCut = isAtLimit): string {
  return hasEscape(block) ? withoutEscapes(block, isCut) : block;
}

function isAtLimit(line: string): boolean {
  return line.length >= maxRawLineLength;
}
