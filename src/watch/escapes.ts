/** Terminal escape sequences: colours, links, titles. Pure. */
import stripAnsi from 'strip-ansi';

const escape = '\u001B';
const bell = '\u0007';
/** Colours and styles: nearly all that programs print. One cheap pass over a whole block. */
const style = new RegExp(`${escape}\\[[\\d;]*m`, 'g');
/** An escape sequence that was cut off: by a limit, or because the rest never came. */
const unfinishedEscape = new RegExp(
  `(?:(?:${escape}\\[|\u009B)[0-?]*[ -/]*|(?:${escape}\\]|\u009D)[^${bell}${escape}]*|${escape})$`,
);
const otherControls = /[^\P{Cc}\t\n]/gu;

/** Three searches at the speed of memory. */
export function hasEscape(text: string): boolean {
  return text.includes(escape) || text.includes('\u009B') || text.includes('\u009D');
}

/**
 * Removes the escape sequences of each line: a sequence without an end does not swallow the next.
 *
 * @param isCut whether a raw line was cut off, and may end in the midst of a sequence
 */
export function withoutEscapes(block: string, isCut: (line: string) => boolean): string {
  const plain = block.replace(style, '');
  return hasEscape(plain)
    ? block
        .split('\n')
        .map((line) => lineWithoutEscapes(line, isCut(line)))
        .join('\n')
    : plain;
}

/** Removes a line's sequences, and the control characters that broken ones leave behind. */
function lineWithoutEscapes(line: string, isCut: boolean): string {
  const plain = line.replace(style, '');
  if (!hasEscape(plain)) {
    return plain;
  }
  const stripped = stripAnsi(plain);
  return (isCut ? stripped.replace(unfinishedEscape, '') : stripped).replace(otherControls, '');
}
