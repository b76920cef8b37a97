/**
 * What a terminal was told to draw → what a program printed, line by line. Pure. A program that
 * writes one line after the other passes unchanged but for its colours' neighbours; one that moves
 * the cursor about gets a line break at each move, so that words of two places are never joined;
 * and the alternate screen (an editor, a pager, `top`) is left out: what a person reads there is
 * nobody's last word.
 *
 * Control functions as in ECMA-48 and "XTerm Control Sequences" (invisible-island.net/xterm).
 */

/** An escape sequence that is longer than this is none that we know. */
const maxSequenceLength = 8_192;

const escape = '\u001B';
const bell = '\u0007';

/** The inside of a string (OSC, DCS, PM, APC, SOS): a broken one must not swallow the next lines. */
const string = `[\\]P^_X][^${bell}${escape}\\n]*`;

/**
 * One control sequence (CSI), one string (ended by BEL, ST, or for want of both the end of the line)
 * or another escape.
 */
const sequence = new RegExp(
  `${escape}(?:\\[(?<parameters>[0-?]*)[ -/]*(?<final>[@-~])|${string}(?:${bell}|${escape}\\\\|(?=[\\n${escape}]))|[ -/]*[0-OQ-WYZ\\\\\x60-~])`,
  'g',
);

/** The beginning of a sequence whose end may come with the next chunk. */
const unfinished = new RegExp(`${escape}(?:\\[[0-?]*[ -/]*|${string}${escape}?|[ -/]*)$`);

/**
 * Moves to another line, or clears it: CUU, CUD, CNL, CPL, CUP, ED, IL, DL, SU, SD, VPA, HVP and
 * DECSTBM. What follows stands elsewhere on the screen.
 */
const lineMoves = new Set('ABEFHJLMSTdfr');

/** DECSET numbers of the alternate screen. */
const alternateScreens = new Set(['47', '1047', '1049']);

/** Turns chunks of a terminal's data into text; however they are cut, the same text comes out. */
export class TerminalText {
  private held = '';
  private isAlternate = false;

  /** @returns the text of this chunk; colours stay in it, as LineAssembler removes them */
  push(chunk: string): string {
    const data = this.held + chunk;
    this.held = '';
    if (!this.isAlternate && !data.includes(escape)) {
      return data;
    }
    let end = data.length;
    const tail = data.lastIndexOf(escape, data.endsWith(escape) ? data.length - 2 : data.length);
    const open = unfinished.exec(data.slice(Math.max(0, tail)));
    if (open) {
      end = Math.max(0, tail) + open.index;
      this.held = data.length - end > maxSequenceLength ? '' : data.slice(end);
    }
    let text = '';
    let from = 0;
    for (const match of data.slice(0, end).matchAll(sequence)) {
      text += this.visible(data.slice(from, match.index));
      text += this.meaning(match);
      from = match.index + match[0].length;
    }
    return text + this.visible(data.slice(from, end));
  }

  private visible(text: string): string {
    return this.isAlternate ? '' : text;
  }

  private meaning(match: RegExpExecArray): string {
    const { parameters = '', final } = match.groups ?? {};
    if (final === undefined) {
      return '';
    }
    if ((final === 'h' || final === 'l') && parameters.startsWith('?')) {
      const numbers = parameters.slice(1).split(';');
      if (numbers.some((number) => alternateScreens.has(number))) {
        this.isAlternate = final === 'h';
        return '\n';
      }
      return '';
    }
    if (this.isAlternate) {
      return '';
    }
    return lineMoves.has(final) ? '\n' : match[0];
  }
}
