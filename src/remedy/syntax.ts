import type { Node } from '@vscode/tree-sitter-wasm';

/** The node's parents, nearest first. */
export function* ancestors(node: Node): Generator<Node> {
  for (let parent = node.parent; parent !== null; parent = parent.parent) yield parent;
}

/** The nearest parent of one of the types, or `undefined`. */
export function ancestor(node: Node, ...types: readonly string[]): Node | undefined {
  for (const parent of ancestors(node)) if (types.includes(parent.type)) return parent;
  return undefined;
}

/** The child under a field of the grammar, or `undefined` (the runtime says `null`). */
export function field(node: Node, name: string): Node | undefined {
  return node.childForFieldName(name) ?? undefined;
}

/** The named children without comments. */
export function namedChildren(node: Node): Node[] {
  return node.namedChildren.filter(
    (child): child is Node => child !== null && child.type !== 'comment',
  );
}

/** Every node of the types at or below `node`, in document order. */
export function descendants(node: Node, ...types: string[]): Node[] {
  return node.descendantsOfType(types).filter((child): child is Node => child !== null);
}

/**
 * The leaves that begin where `pattern` matches the text of `within`. Asking the tree at these places
 * costs far less than walking it, which makes an object of every node on the way.
 */
export function leavesAt(pattern: RegExp, within: Node): Node[] {
  const leaves: Node[] = [];
  for (const { index } of within.text.matchAll(pattern)) {
    const leaf = within.descendantForIndex(within.startIndex + index);
    if (leaf?.startIndex === within.startIndex + index) leaves.push(leaf);
  }
  return leaves;
}

/** The leaves of the types that are exactly this name. */
export function mentions(name: string, within: Node, ...types: readonly string[]): Node[] {
  const escaped = name.replaceAll('$', '\\$');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped}(?![\\p{L}\\p{N}_$])`, 'gu');
  return leavesAt(pattern, within).filter(
    ({ type, text }) => types.includes(type) && text === name,
  );
}

/** The named children of a node without comments, one at a time: a file may have thousands. */
export function* eachChild(node: Node): Generator<Node> {
  for (let child = node.firstNamedChild; child !== null; child = child.nextNamedSibling) {
    if (child.type !== 'comment') yield child;
  }
}

/** Whether `node` is `container` or lies in it. */
export function isWithin(node: Node, container: Node): boolean {
  return node.startIndex >= container.startIndex && node.endIndex <= container.endIndex;
}

/** A string literal without its quotes; `undefined` for anything else, a template included. */
export function stringValue(node: Node | undefined): string | undefined {
  if (node === undefined || (node.type !== 'string' && node.type !== 'string_literal')) {
    return undefined;
  }
  return node.text.slice(1, -1);
}
