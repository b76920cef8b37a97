import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceFile } from '../../sourceFile';
import { eachChild, field, namedChildren } from '../../syntax';
import { isDeclaredOnce } from './topLevel';

/** A constant of the module that no inner name hides. */
export interface TopLevelValue {
  readonly name: string;
  readonly value: Node;
}

/** The constants that a module declares at its top, exported ones too. */
export function eachTopLevelValue(file: SourceFile): readonly TopLevelValue[] {
  return file.once('top-level values', () => {
    const values: TopLevelValue[] = [];
    for (const node of eachChild(file.root)) {
      const statement =
        node.type === 'export_statement' ? (field(node, 'declaration') ?? node) : node;
      if (statement.type !== 'lexical_declaration' || statement.firstChild?.type !== 'const')
        continue;
      for (const declarator of namedChildren(statement)) {
        const [name, value] = [field(declarator, 'name'), field(declarator, 'value')];
        if (name?.type !== 'identifier' || value === undefined) continue;
        if (isDeclaredOnce(file, name.text)) values.push({ name: name.text, value });
      }
    }
    return values;
  });
}
