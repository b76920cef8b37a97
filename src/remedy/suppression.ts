import type { TextEdit } from './finding';
import type { SourceFile } from './sourceFile';
import { leavesAt } from './syntax';

/** Whether somebody has said in a comment that a rule need not speak up on a line (zero-based). */
export type IsSuppressed = (rule: string, line: number) => boolean;

const directive =
  /^(?:\/{2,9}|\/\*{1,9}|#{1,9})[\t ]{0,9}socket-doctor-disable-(?<where>next-line|line)(?![\w-])(?<rules>[^\r\n]*)/;

/** The bounds keep a line of a thousand slashes from being looked at a thousand times. */
const opening = /(?:\/{2,9}|\/\*{1,9}|#{1,9})[\t ]{0,9}socket-doctor-disable-/g;

/**
 * Reads `socket-doctor-disable-next-line [rule…]` and `socket-doctor-disable-line [rule…]` in the
 * file's comments, whatever the language writes them with. Without rules all are meant; rules are
 * parted by spaces or commas, and what follows `--` is for people. Names that no rule has do
 * nothing, nor does a comment beside code that no rule finds wrong.
 */
export function suppressions(file: SourceFile): IsSuppressed {
  const rulesByLine = new Map<number, Set<string> | 'all'>();
  for (const comment of commentsWithDirective(file)) {
    const { where, rules = '' } = directive.exec(comment.text)?.groups ?? {};
    if (where === undefined) continue;
    const line = file.position(comment.end).line + (where === 'next-line' ? 1 : 0);
    const listed = rules.replace(/(--|\*\/).*$/, '').match(/[^\s,]+/g) ?? [];
    const known = rulesByLine.get(line);
    if (listed.length === 0 || known === 'all') rulesByLine.set(line, 'all');
    else rulesByLine.set(line, new Set([...(known ?? []), ...listed]));
  }
  return (rule, line) => {
    const suppressed = rulesByLine.get(line);
    return suppressed === 'all' || suppressed?.has(rule) === true;
  };
}

/** Asks the tree, so that a string which looks like a comment is none. */
function commentsWithDirective(file: SourceFile): { text: string; end: number }[] {
  if (!file.text.includes('socket-doctor-disable-')) return [];
  return leavesAt(opening, file.root)
    .filter(({ type }) => type.includes('comment'))
    .map(({ text, endIndex }) => ({ text, end: endIndex - (text.endsWith('\n') ? 1 : 0) }));
}

/**
 * The ways to write a comment that keeps `rule` quiet on a line (zero-based), the best first: on a line
 * of its own before it, between JSX elements, and behind it. Which of them is a comment where it
 * would stand, only an analysis of the text with it can say.
 */
export function suppressingEdits(
  text: string,
  languageId: string,
  rule: string,
  line: number,
): TextEdit[] {
  const lines = text.split(/\r\n|\r|\n/);
  const [before = '', own = ''] = [lines[line - 1], lines[line]];
  const eol = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  const indentation = /^[\t ]*/.exec(own)?.[0] ?? '';
  const word = languageId === 'python' ? '#' : '//';
  const insertion = (character: number, newText: string): TextEdit => {
    const position = { line, character };
    return { range: { start: position, end: position }, newText };
  };
  const next = `socket-doctor-disable-next-line ${rule}`;
  const edits: TextEdit[] = [];
  // A line that ends with a backslash goes on in the next one.
  if (!before.endsWith('\\')) {
    edits.push(insertion(0, `${indentation}${word} ${next}${eol}`));
    if (/react$|^javascript$/.test(languageId)) {
      edits.push(insertion(0, `${indentation}{/* ${next} */}${eol}`));
    }
  }
  if (!own.endsWith('\\')) {
    edits.push(insertion(own.length, ` ${word} socket-doctor-disable-line ${rule}`));
  }
  return edits;
}
