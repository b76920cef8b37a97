import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert, removeListItem, replace } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { mentions, namedChildren } from '../../syntax';
import { bindingsOf } from './bindings';

/**
 * How the file names another export of the module that `used` comes from (`Pool` beside `Client`),
 * and the edits that import it. `undefined` where the other cannot be imported by its own name.
 *
 * @param place `instead`: where `used` is used nowhere else, it leaves the import
 */
export function siblingExport(
  file: SourceFile,
  used: Node,
  sibling: string,
  place: 'instead' | 'beside' = 'instead',
): { readonly text: string; readonly edits: readonly SourceEdit[] } | undefined {
  if (used.type === 'member_expression') {
    return { text: used.text.replace(/[\p{L}\p{N}_$]+$/u, sibling), edits: [] };
  }
  const bindings = [...bindingsOf(file).values()];
  const own = bindings.find(({ name, isTopLevel }) => isTopLevel && name === used.text);
  if (own?.list === undefined) return undefined;
  const { list, module, name } = own;
  const specifier = namedChildren(list).find(({ text }) => text === name);
  const isUsedElsewhere =
    mentions(
      name,
      file.root,
      'identifier',
      'type_identifier',
      'shorthand_property_identifier',
    ).filter((mention) => mention.parent?.parent?.id !== list.id && mention.parent?.id !== list.id)
      .length > 1;
  const isLeft = place === 'beside' || isUsedElsewhere || specifier === undefined;
  const existing = bindings.find(
    (b) => b.isTopLevel && b.module === module && b.member === sibling,
  );
  if (existing !== undefined) {
    return { text: existing.name, edits: isLeft ? [] : removeListItem(file, specifier) };
  }
  const [first] = namedChildren(list);
  if (first === undefined || file.freeName(sibling) !== sibling) return undefined;
  const edit = isLeft ? insert(first.startIndex, `${sibling}, `) : replace(specifier, sibling);
  return { text: sibling, edits: [edit] };
}
