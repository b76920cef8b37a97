import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { remove } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { descendants, field, namedChildren } from '../../syntax';

/**
 * The edits that take a compound statement (`with`, `try`) away and keep its body, one level further
 * out. `header` stands in its place; `inside` are other edits in the body.
 */
export function withoutBlock(
  file: SourceFile,
  statement: Node,
  header: string,
  inside: readonly SourceEdit[],
): SourceEdit[] | undefined {
  const body = field(statement, 'body');
  const first = body && namedChildren(body)[0];
  const colon = statement.children.find((child) => child?.type === ':');
  if (body === undefined || first === undefined || !colon) return undefined;
  const start = file.lineStart(statement.startIndex);
  const outer = file.indentation(start);
  const inner = file.indentation(first.startIndex);
  const lead = header === '' ? '' : outer + header + file.eol;
  const closing =
    body.endIndex < statement.endIndex ? [remove(body.endIndex, statement.endIndex)] : [];
  const isOneLine = file.lineEnd(colon.endIndex) > first.startIndex;
  if (isOneLine) {
    return [{ start, end: first.startIndex, newText: lead + outer }, ...inside, ...closing];
  }
  const top = { start, end: file.nextLine(colon.endIndex), newText: lead };
  // A string of several lines says what its lines say, white space and all.
  const strings = descendants(body, 'string').filter(({ text }) => text.includes('\n'));
  const dedented: SourceEdit[] = [];
  for (let line = top.end; line < body.endIndex; line = file.nextLine(line)) {
    const isText = strings.some((node) => line > node.startIndex && line < node.endIndex);
    const isGone = inside.some((edit) => line >= edit.start && line < edit.end);
    if (isText || isGone || !file.text.startsWith(inner, line)) continue;
    dedented.push({ start: line, end: line + inner.length, newText: outer });
  }
  return [top, ...dedented, ...inside, ...closing];
}
