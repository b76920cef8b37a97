import type { Node } from '@vscode/tree-sitter-wasm';
import type { TextEdit } from './finding';
import type { SourceFile } from './sourceFile';
import { namedChildren } from './syntax';

/** A replacement by offset, before it is told in lines and columns. */
export interface SourceEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

export function insert(offset: number, newText: string): SourceEdit {
  return { start: offset, end: offset, newText };
}

export function replace(node: Node, newText: string): SourceEdit {
  return { start: node.startIndex, end: node.endIndex, newText };
}

export function remove(start: number, end: number): SourceEdit {
  return { start, end, newText: '' };
}

/** The lines of [start, end) where nothing else stands on them; otherwise `undefined`. */
function wholeLines(file: SourceFile, start: number, end: number): SourceEdit | undefined {
  const lineStart = file.lineStart(start);
  if (file.text.slice(lineStart, start).trim() !== '') return undefined;
  const rest = file.text.slice(end, file.lineEnd(end));
  if (!/^\s*((\/\/|#).*)?$/.test(rest)) return undefined; // a remark on the line goes with it
  let from = lineStart;
  let to = file.nextLine(end);
  // Do not leave a blank line at the edge of a block, nor two in a row.
  const before = file.text.slice(0, from).replace(/[\t ]+$/, '');
  const blankBefore = /(^|\n)\r?\n$/.test(before);
  const blankAfter = file.text.slice(to, file.nextLine(to)).trim() === '' && to < file.text.length;
  if (blankAfter && (blankBefore || /[{[(]\r?\n$/.test(before) || before === '')) {
    to = file.nextLine(to);
  } else if (blankBefore && /^[\t ]*\}/.test(file.text.slice(to))) {
    from = file.lineStart(from - 1);
  }
  return remove(from, to);
}

/** Takes a statement out, with its lines where it stands alone on them. */
export function removeStatement(file: SourceFile, statement: Node): SourceEdit {
  const { startIndex, endIndex } = statement;
  const lines = wholeLines(file, startIndex, endIndex);
  if (lines !== undefined) return lines;
  const gap = /^[\t ]*/.exec(file.text.slice(endIndex))?.[0].length ?? 0;
  return remove(startIndex, endIndex + gap);
}

/** Takes an item out of a comma-separated list, with the comma that belonged to it. */
export function removeListItem(file: SourceFile, item: Node): SourceEdit[] {
  const list = item.parent;
  if (list === null) return [remove(item.startIndex, item.endIndex)];
  const items = namedChildren(list);
  const index = items.findIndex((other) => other.id === item.id);
  const previous = items[index - 1];
  const next = items[index + 1];
  if (previous === undefined && next === undefined) {
    const open = list.startIndex + 1;
    const inside = file.text.slice(open, list.endIndex - 1);
    const alone = inside.replace(/,\s*$/, '').trim() === item.text;
    return [alone ? remove(open, list.endIndex - 1) : remove(item.startIndex, item.endIndex)];
  }
  const comma = /^\s*,/.exec(file.text.slice(item.endIndex))?.[0].length ?? 0;
  const lines = wholeLines(file, item.startIndex, item.endIndex + comma);
  if (next !== undefined) return [lines ?? remove(item.startIndex, next.startIndex)];
  if (previous === undefined || (comma > 0 && lines !== undefined)) {
    return [lines ?? remove(item.startIndex, item.endIndex + comma)];
  }
  const between = file.text.slice(previous.endIndex, item.startIndex);
  if (between.trim() === ',' || lines === undefined)
    return [remove(previous.endIndex, item.endIndex)];
  // A remark stands between the two: keep it, and take the comma and the line apart.
  const commaAt = previous.endIndex + between.indexOf(',');
  return [remove(commaAt, commaAt + 1), lines];
}

/** `text`, whose first line stands at `from`, moved so that it stands at `to`. */
export function reindent(text: string, from: string, to: string): string {
  return text
    .split('\n')
    .map((line, index) =>
      index > 0 && line.startsWith(from) && line.trim() !== ''
        ? to + line.slice(from.length)
        : line,
    )
    .join('\n');
}

/** Whether an edit touches nothing outside of a node. */
export function insideOf({ start, end }: SourceEdit, node: Node): boolean {
  return start >= node.startIndex && end <= node.endIndex;
}

/** The text from `from` to `to` after edits within it, which do not overlap; two alike count once. */
export function applySourceEdits(
  text: string,
  from: number,
  to: number,
  edits: readonly SourceEdit[],
): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let done = from;
  let last: SourceEdit | undefined;
  for (const edit of ordered) {
    const isRepeated =
      edit.start === last?.start && edit.end === last.end && edit.newText === last.newText;
    if (isRepeated) continue;
    if (edit.start < done) throw new Error('Two edits of one fix overlap');
    result += text.slice(done, edit.start) + edit.newText;
    done = edit.end;
    last = edit;
  }
  return result + text.slice(done, to);
}

/** Orders edits, drops repeated ones and joins insertions at one place. Throws where two overlap. */
export function toTextEdits(file: SourceFile, edits: readonly SourceEdit[]): TextEdit[] {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const joined: SourceEdit[] = [];
  for (const edit of ordered) {
    const last = joined.at(-1);
    if (
      last === undefined ||
      edit.start > last.end ||
      (edit.start === last.end && edit.end > edit.start && last.end > last.start)
    ) {
      joined.push(edit);
    } else if (last.start === edit.start && last.end === edit.end) {
      if (last.start !== last.end) {
        if (last.newText !== edit.newText) throw new Error('Two edits replace the same text');
      } else if (!last.newText.includes(edit.newText)) {
        joined[joined.length - 1] = { ...last, newText: last.newText + edit.newText };
      }
    } else if (edit.start === last.end) {
      // An insertion beside a replacement: one edit, so that their order is never in doubt.
      joined[joined.length - 1] = { ...last, end: edit.end, newText: last.newText + edit.newText };
    } else {
      throw new Error('Two edits of one fix overlap');
    }
  }
  return joined.map(({ start, end, newText }) => ({ range: file.range(start, end), newText }));
}

/** The text after the edits, which must be ordered and apart, as those of a fix are. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((m) => m.index + m[0].length)];
  const offset = (line: number, character: number): number =>
    (starts[line] ?? text.length) + character;
  let result = '';
  let done = 0;
  for (const { range, newText } of edits) {
    result += text.slice(done, offset(range.start.line, range.start.character)) + newText;
    done = offset(range.end.line, range.end.character);
  }
  return result + text.slice(done);
}
