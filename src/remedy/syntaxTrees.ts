import type { Edit, Parser, Point, Tree } from '@vscode/tree-sitter-wasm';

/** Trees that are kept: more documents than these are rarely edited in turns. */
const mostTrees = 8;

interface KnownTree {
  readonly parser: Parser;
  readonly text: string;
  readonly tree: Tree;
}

/** What a parser asks between its steps; true ends it. */
type IsLate = () => boolean;

/**
 * The syntax trees of documents that are edited, so that after a keystroke only what changed is parsed
 * again. A tree belongs to this store, and is good until the next `parse`.
 */
export class SyntaxTrees {
  /** The one asked for last at the end. */
  private readonly known = new Map<string, KnownTree>();

  /** The tree of a document's text, or `null` when it was late. */
  parse(document: string, parser: Parser, text: string, isLate: IsLate): Tree | null {
    const old = this.known.get(document);
    this.known.delete(document);
    if (old?.text === text && old.parser === parser) {
      this.known.set(document, old);
      return old.tree;
    }
    const tree =
      old?.parser === parser ? parseAgain(old, text, isLate) : fresh(parser, text, isLate);
    old?.tree.delete();
    if (tree !== null) this.keep(document, { parser, text, tree });
    return tree;
  }

  /** The document is closed. */
  forget(document: string): void {
    this.known.get(document)?.tree.delete();
    this.known.delete(document);
  }

  dispose(): void {
    for (const document of [...this.known.keys()]) this.forget(document);
  }

  private keep(document: string, known: KnownTree): void {
    this.known.set(document, known);
    const [oldest] = this.known.keys();
    if (this.known.size > mostTrees && oldest !== undefined) this.forget(oldest);
  }
}

function fresh(parser: Parser, text: string, isLate: IsLate): Tree | null {
  const tree = parser.parse(text, null, { progressCallback: isLate });
  if (tree === null) parser.reset(); // else the next parse would resume this one
  return tree;
}

/** How a parser recovers from an error depends on what it reuses, so broken texts are parsed anew. */
function parseAgain({ parser, text: before, tree: old }: KnownTree, text: string, isLate: IsLate) {
  if (old.rootNode.hasError) return fresh(parser, text, isLate);
  old.edit(editBetween(before, text));
  const tree = parser.parse(text, old, { progressCallback: isLate });
  if (tree === null) parser.reset();
  if (tree?.rootNode.hasError !== true) return tree;
  tree.delete();
  return fresh(parser, text, isLate);
}

/** Characters compared at once. */
const stride = 4_096;

/** The one stretch in which two texts differ. */
function editBetween(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length);
  const start = lengthInCommon(
    most,
    (from, to) => before.slice(from, to) === after.slice(from, to),
  );
  const fromEnd = (text: string, from: number, to: number): string =>
    text.slice(text.length - to, text.length - from);
  const tail = lengthInCommon(
    most - start,
    (from, to) => fromEnd(before, from, to) === fromEnd(after, from, to),
  );
  const [oldEndIndex, newEndIndex] = [before.length - tail, after.length - tail];
  return {
    startIndex: start,
    oldEndIndex,
    newEndIndex,
    startPosition: pointAt(before, start),
    oldEndPosition: pointAt(before, oldEndIndex),
    newEndPosition: pointAt(after, newEndIndex),
  };
}

/** Tree-sitter's rows end at `\n` alone. */
function pointAt(text: string, offset: number): Point {
  let row = 0;
  let lineStart = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', end + 1)) {
    row++;
    lineStart = end + 1;
  }
  return { row, column: offset - lineStart };
}

/** How far two texts of `most` characters are alike; `isAlike` compares those of [from, to). */
function lengthInCommon(most: number, isAlike: (from: number, to: number) => boolean): number {
  let alike = 0;
  for (let step = Math.min(stride, most); step >= 1;) {
    const to = Math.min(most, alike + step);
    if (to > alike && isAlike(alike, to)) alike = to;
    else step = step >> 1;
  }
  return alike;
}
