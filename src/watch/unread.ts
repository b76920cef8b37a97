/**
 * Output of one stream that nobody had to read yet: ordinary so far, and kept only because the next
 * error's stack may begin in it. Pure and bounded, whatever arrives.
 */

/** Characters kept: what a reader of errors looks back at (16,384), and as much in escapes. */
const maxLength = 32_768;
const maxPieces = 1_000;
/** Pieces up to here are put together, so that a program that prints letter by letter costs little. */
const maxJoined = 4_096;
/** A word may begin in the line that the last piece left unfinished; of longer lines, the end counts. */
const maxLineStart = 2_048;

/** A piece of output, as the program wrote it. */
export interface Piece<Location> {
  readonly text: string;
  /** Where the piece comes from; the line in which it begins may come from elsewhere. */
  readonly location: Location | undefined;
}

export interface Taken<Location> {
  readonly pieces: readonly Piece<Location>[];
  /** Text was let go since the last time; the pieces begin with the end of a line. */
  readonly isAfterGap: boolean;
}

export class Unread<Location> {
  private pieces: Piece<Location>[] = [];
  private length = 0;
  private lineStart = '';
  private hasGap = false;

  /**
   * Adds a piece; returns the unfinished line before it, in which a word may begin that ends in the
   * piece.
   */
  add(text: string, location: Location | undefined): string {
    const before = this.lineStart;
    this.lineStart = lineStartAfter(before, text);
    const last = this.pieces[this.pieces.length - 1];
    if (last && belongTogether(last, text, location)) {
      const together = { text: last.text + text, location: last.location };
      this.pieces[this.pieces.length - 1] = together;
    } else {
      this.pieces.push({ text, location });
    }
    this.length += text.length;
    this.letGo();
    return before;
  }

  /** Whether all of the unfinished line will be returned by the next {@link add}. */
  get isLineKept(): boolean {
    return this.lineStart.length < maxLineStart;
  }

  /** Takes all pieces out: they are read now. */
  take(): Taken<Location> {
    const isAfterGap = this.hasGap;
    const pieces = isAfterGap ? this.fromLineEnd() : this.pieces;
    this.pieces = [];
    this.length = 0;
    return { pieces, isAfterGap };
  }

  /** The unfinished line counts as finished. Call it with nothing left to take. */
  endLine(): void {
    this.lineStart = '';
    this.hasGap = false;
  }

  private letGo(): void {
    for (;;) {
      const oldest = this.pieces[0];
      const isOver =
        this.pieces.length > maxPieces ||
        (oldest !== undefined && this.length - oldest.text.length >= maxLength);
      if (!oldest || !isOver) return;
      this.pieces.shift();
      this.length -= oldest.text.length;
      this.hasGap = true;
    }
  }

  /**
   * The first line lacks its beginning, so its rest goes too; `\r` ends it as well, because what
   * follows overwrites it. A line without an end goes altogether: it is longer than anyone reads.
   */
  private fromLineEnd(): Piece<Location>[] {
    for (const [index, { text, location }] of this.pieces.entries()) {
      const end = text.search(/[\r\n]/);
      if (end >= 0) {
        this.hasGap = false;
        return [{ text: text.slice(end), location }, ...this.pieces.slice(index + 1)];
      }
    }
    return [];
  }
}

/** Whether the text may be put to the piece without moving a line's beginning to another place. */
function belongTogether<Location>(
  last: Piece<Location>,
  text: string,
  location: Location | undefined,
): boolean {
  return (
    last.text.length + text.length <= maxJoined &&
    (location === last.location || (!text.includes('\n') && !last.text.endsWith('\n')))
  );
}

/** The end of the unfinished line. Never joins more than is kept: that would copy all of it. */
function lineStartAfter(before: string, text: string): string {
  const end = text.slice(-maxLineStart);
  const newline = end.lastIndexOf('\n');
  if (newline >= 0) return end.slice(newline + 1);
  const room = maxLineStart - end.length;
  return room === 0 ? end : before.slice(-room) + end;
}
