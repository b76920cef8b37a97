import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceFile } from '../../sourceFile';
import { ancestors, descendants, field, isWithin, leavesAt, namedChildren } from '../../syntax';

/** A name that an import binds. */
export interface Binding {
  readonly name: string;
  /** What it stands for, dotted: `requests`, `requests.get`, `http.client.HTTPConnection`. */
  readonly path: string;
  readonly statement: Node;
  /** The part of the statement that binds it. */
  readonly item: Node;
  /** The function whose own import it is; absent at the level of the module. */
  readonly home?: Node;
}

/** Every name that an import of the file binds. */
export function bindingsOf(file: SourceFile): readonly Binding[] {
  return file.once('bindings', () =>
    leavesAt(/\bimport\b/g, file.root).flatMap(({ parent, type }) =>
      type === 'import' && parent !== null ? imported(parent) : [],
    ),
  );
}

/** What an expression stands for as far as imports tell, dotted; `undefined` for anything else. */
export function pathOf(node: Node | undefined, file: SourceFile): string | undefined {
  if (node?.type === 'identifier') return bindingOf(node, file)?.path;
  if (node?.type !== 'attribute') return undefined;
  const object = pathOf(field(node, 'object'), file);
  const member = field(node, 'attribute')?.text;
  return object === undefined || member === undefined ? undefined : `${object}.${member}`;
}

/** The import behind a name, unless the file gives the name another meaning anywhere. */
export function bindingOf(name: Node, file: SourceFile): Binding | undefined {
  const known = bindingsOf(file).filter((binding) => binding.name === name.text);
  if (known.length === 0 || bindersOf(name.text, file).length > 0) return undefined;
  return (
    known.find(({ home }) => home !== undefined && isWithin(name, home)) ??
    known.find(({ home }) => home === undefined)
  );
}

/** The import that the leftmost name of an expression comes from. */
export function rootBinding(node: Node, file: SourceFile): Binding | undefined {
  let root: Node | undefined = node;
  while (root?.type === 'attribute') root = field(root, 'object');
  return root?.type === 'identifier' ? bindingOf(root, file) : undefined;
}

/** Whether the name is bound when the module has run to its end, whatever is installed. */
export function isAlwaysBound({ statement, home }: Binding): boolean {
  if (home !== undefined) return false;
  const outer = statement.parent;
  if (outer?.type === 'module') return true;
  const attempt = outer?.parent;
  if (outer?.type !== 'block' || attempt?.type !== 'try_statement') return false;
  if (attempt.parent?.type !== 'module') return false;
  const handlers = namedChildren(attempt).filter(({ type }) => type === 'except_clause');
  return handlers.every(({ text }) => /\b(raise|exit)\b/.test(text));
}

/** The uses of a name: not attributes, keyword arguments or imports that are spelled like it. */
export function usesOf(name: string, within: Node, file: SourceFile): readonly Node[] {
  const all = file.once(`uses of ${name}`, () => identifiers(name, file).filter(isUse));
  if (within.id === file.root.id) return all;
  return all.filter((node) => isWithin(node, within));
}

/** Whether an identifier is a name of its own. */
export function isUse(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'attribute') return field(parent, 'attribute')?.id !== node.id;
  if (parent?.type === 'keyword_argument') return field(parent, 'name')?.id !== node.id;
  return parent?.type !== 'dotted_name' && parent?.type !== 'aliased_import';
}

/** Every identifier of that spelling, attributes too. */
export function identifiers(name: string, file: SourceFile): Node[] {
  const places = file.once('words', () => wordsOf(file.text)).get(name) ?? [];
  return places.flatMap((index) => {
    const leaf = file.root.descendantForIndex(index);
    return leaf?.type === 'identifier' && leaf.startIndex === index ? [leaf] : [];
  });
}

/** Where each word of the text stands: one pass for all names that rules ask for. */
function wordsOf(text: string): ReadonlyMap<string, number[]> {
  const words = new Map<string, number[]>();
  for (const { 0: word, index } of text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) {
    const places = words.get(word);
    if (places === undefined) words.set(word, [index]);
    else places.push(index);
  }
  return words;
}

/** Where the file binds a name other than by an import: assignments, parameters, definitions. */
export function bindersOf(name: string, file: SourceFile): readonly Node[] {
  return file.once(`binders of ${name}`, () => usesOf(name, file.root, file).filter(isBinder));
}

const patterns = ['pattern_list', 'tuple_pattern', 'list_pattern', 'list_splat_pattern'];

function isBinder(node: Node): boolean {
  let target = node;
  while (target.parent !== null && patterns.includes(target.parent.type)) target = target.parent;
  const parent = target.parent;
  switch (parent?.type) {
    case 'assignment':
    case 'augmented_assignment':
    case 'for_statement':
    case 'for_in_clause':
      return field(parent, 'left')?.id === target.id;
    case 'named_expression':
    case 'default_parameter':
    case 'typed_default_parameter':
      return field(parent, 'name')?.id === target.id;
    case 'function_definition':
    case 'class_definition':
      // A method's name is known in its class only.
      return field(parent, 'name')?.id === target.id && !isMember(parent);
    case 'typed_parameter':
      return namedChildren(parent)[0]?.id === target.id;
    case 'parameters':
    case 'lambda_parameters':
    case 'as_pattern_target':
    case 'dictionary_splat_pattern':
    case 'global_statement':
      return true;
    default:
      return false;
  }
}

function isMember(definition: Node): boolean {
  const outer = definition.parent?.type === 'decorated_definition' ? definition.parent : definition;
  return outer.parent?.parent?.type === 'class_definition';
}

function imported(statement: Node): Binding[] {
  const isFrom = statement.type === 'import_from_statement';
  if (!isFrom && statement.type !== 'import_statement') return [];
  const home = [...ancestors(statement)].find(({ type }) => type === 'function_definition');
  const module = field(statement, 'module_name');
  const items = statement.childrenForFieldName('name').filter((node) => node !== null);
  return items.flatMap((item): Binding[] => {
    const isAliased = item.type === 'aliased_import';
    const full = isAliased ? field(item, 'name')?.text : item.text;
    if (full === undefined) return [];
    const alias = isAliased ? field(item, 'alias')?.text : undefined;
    // `import a.b` binds `a`; `import a.b as c` binds `c` to `a.b`.
    const name = alias ?? full.replace(/\..*$/, '');
    const path = isFrom ? `${module?.text ?? ''}.${full}` : alias === undefined ? name : full;
    return [{ name, path, statement, item, ...(home === undefined ? {} : { home }) }];
  });
}

/** The keyword argument of a call. */
export function keywordOf(call: Node, name: string): Node | undefined {
  const list = field(call, 'arguments');
  return list?.type === 'argument_list'
    ? namedChildren(list).find(
        (node) => node.type === 'keyword_argument' && field(node, 'name')?.text === name,
      )
    : undefined;
}

/** The arguments without a name. */
export function positionalOf(call: Node): Node[] {
  const list = field(call, 'arguments');
  if (list?.type !== 'argument_list') return [];
  return namedChildren(list).filter(
    ({ type }) => type !== 'keyword_argument' && type !== 'dictionary_splat',
  );
}

/** What a string says up to its first interpolation; `undefined` for anything but a string. */
export function literal(node: Node | undefined): string | undefined {
  if (node?.type !== 'string') return undefined;
  const [first] = descendants(node, 'string_content', 'interpolation');
  return first?.type === 'string_content' ? first.text : '';
}
