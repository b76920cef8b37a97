import type { Node, Query } from '@vscode/tree-sitter-wasm';
import type { Grammar } from './grammars';
import type { Captures, Rule } from './rule';
import { leavesAt } from './syntax';

/** A place that a rule's query matches, for the rule to judge. */
export interface RuleMatch {
  readonly rule: Rule;
  readonly captures: Captures;
}

type IsLate = () => boolean;

/**
 * What the rules' queries match anywhere in a tree: every node is looked at.
 */
export function* matchesEverywhere(
  rules: readonly Rule[],
  grammar: Grammar,
  root: Node,
  isLate: IsLate,
): Generator<RuleMatch> {
  for (const [source, asking] of bySource(rules)) {
    yield* matchesAt(grammar.query(source), asking, root, { progressCallback: isLate });
  }
}

/**
 * What they match at the leaves where `anchors` matches the text, and at the nodes around these: far
 * fewer nodes than all, since only a node with such a word in it can be a case of one of the rules.
 */
export function* matchesAround(
  anchors: RegExp,
  rules: readonly Rule[],
  grammar: Grammar,
  root: Node,
  isLate: IsLate,
): Generator<RuleMatch> {
  const sources = [...bySource(rules)].map(([source, asking]) => ({
    query: grammar.query(source),
    types: rootTypes(source),
    asking,
  }));
  for (const node of nodesAround(leavesAt(anchors, root))) {
    if (isLate()) return;
    for (const { query, types, asking } of sources) {
      if (types.has(node.type)) yield* matchesAt(query, asking, node, { maxStartDepth: 0 });
    }
  }
}

/** Rules that ask the same question share its answer. */
function bySource(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) groups.set(rule.query, [...(groups.get(rule.query) ?? []), rule]);
  return groups;
}

function* matchesAt(
  query: Query,
  rules: readonly Rule[],
  node: Node,
  options: Parameters<Query['matches']>[1],
): Generator<RuleMatch> {
  for (const match of query.matches(node, options)) {
    const captures: Captures = new Map(match.captures.map((each) => [each.name, each.node]));
    for (const rule of rules) yield { rule, captures };
  }
}

/** The leaves and all their parents, each once, in the order of the text. */
function nodesAround(leaves: readonly Node[]): Node[] {
  const nodes = new Map<number, Node>();
  for (const leaf of leaves) {
    for (let node: Node | null = leaf; node !== null && !nodes.has(node.id); node = node.parent) {
      nodes.set(node.id, node);
    }
  }
  return [...nodes.values()].sort((a, b) => a.startIndex - b.startIndex || b.endIndex - a.endIndex);
}

/** The types of node that a query's patterns begin with: `(a …)`, or each of `[(a) (b)]`. */
function rootTypes(source: string): ReadonlySet<string> {
  const types = new Set<string>();
  let depth = 0;
  for (const [token] of source.matchAll(/"(?:[^"\\]|\\.)*"|\((\w*)|\)/g)) {
    if (token.startsWith('"')) continue;
    if (token === ')') depth--;
    else if (++depth === 1) types.add(token.slice(1));
  }
  return types;
}
