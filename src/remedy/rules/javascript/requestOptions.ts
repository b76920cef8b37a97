import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert, replace } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { ancestors, field, mentions, namedChildren } from '../../syntax';
import { outermost, pairOf } from './requests';

/** What can be seen of a request's options. */
export type SeenOptions =
  | { readonly kind: 'literal'; readonly object: Node }
  /** The call has none; they go after `url`. */
  | { readonly kind: 'none'; readonly url: Node }
  | { readonly kind: 'unknown' };

const unknown: SeenOptions = { kind: 'unknown' };
const callbackName = /^(cb|callback|done|next|resolve|listener|handler|on[A-Z]\w*|handle[A-Z]\w*)$/;

/** The options of `http.get(url, options, callback)`, `http.get(options, callback)` or `fetch(url, options)`. */
export function seenOptions(call: Node): SeenOptions {
  const list = field(call, 'arguments');
  const [first, second] = list === undefined ? [] : namedChildren(list);
  if (first === undefined) return unknown;
  const own = valueOf(first);
  if (own?.type === 'object') return { kind: 'literal', object: own };
  const isSurelyUrl =
    own !== undefined &&
    (['string', 'template_string', 'binary_expression'].includes(own.type) ||
      (own.type === 'new_expression' && field(own, 'constructor')?.text === 'URL'));
  if (second === undefined) return isSurelyUrl ? { kind: 'none', url: first } : unknown;
  const options = valueOf(second);
  if (options?.type === 'object') return { kind: 'literal', object: options };
  const isCallback =
    options === undefined
      ? second.type === 'identifier' && callbackName.test(second.text)
      : options.type.includes('function');
  return isCallback && isSurelyUrl ? { kind: 'none', url: first } : unknown;
}

/** An expression, or what a name was declared as, where that is in sight. */
export function valueOf(node: Node): Node | undefined {
  if (node.type !== 'identifier') return node;
  for (const block of ancestors(node)) {
    if (block.type !== 'statement_block' && block.type !== 'program') continue;
    for (const { parent } of mentions(node.text, block, 'identifier')) {
      if (parent?.type === 'function_declaration' && field(parent, 'name')?.text === node.text)
        return parent;
      if (parent?.type !== 'variable_declarator' || field(parent, 'name')?.text !== node.text)
        continue;
      return field(parent, 'value');
    }
  }
  return undefined;
}

/** Whether the options surely leave a key out: nothing is spread, and the file never adds it. */
export function surelyLacks(options: SeenOptions, key: string, file: SourceFile): boolean {
  if (options.kind !== 'literal') return options.kind === 'none';
  const items = namedChildren(options.object);
  if (items.some(({ type }) => type === 'spread_element')) return false;
  if (pairOf(options.object, key) !== undefined) return false;
  const holder = outermost(options.object).parent;
  const name = holder?.type === 'variable_declarator' ? field(holder, 'name')?.text : undefined;
  if (name === undefined) return true;
  return !new RegExp(`\\b${name.replaceAll('$', '\\$')}\\.${key}\\b`).test(file.text);
}

/** The edit that adds `key: value` as a request's first option; `value` alone where they are the same. */
export function withOption(
  file: SourceFile,
  options: SeenOptions,
  key: string,
  value: string,
): SourceEdit[] {
  const pair = key === value ? key : `${key}: ${value}`;
  if (options.kind === 'unknown') return [];
  return options.kind === 'none'
    ? [insert(options.url.endIndex, `, { ${pair} }`)]
    : withFirstItem(file, options.object, pair);
}

/** The edit that puts an item before the others of an object literal. */
export function withFirstItem(file: SourceFile, object: Node, item: string): SourceEdit[] {
  const [first] = namedChildren(object);
  if (first === undefined) return [replace(object, `{ ${item} }`)];
  const isOnOwnLine = file.text.slice(object.startIndex, first.startIndex).includes('\n');
  const gap = isOnOwnLine ? file.eol + file.indentation(first.startIndex) : ' ';
  return [insert(first.startIndex, `${item},${gap}`)];
}
