import type { Node } from '@vscode/tree-sitter-wasm';
import { field, isWithin, namedChildren } from '../../syntax';
import { mentionsOf } from './members';

/** A local variable: `var x = …;` or `using (var x = …) …`. */
export interface LocalDeclaration {
  readonly declarator: Node;
  /** The statement or `using` that declares it. */
  readonly statement: Node;
  readonly name: string;
  /** Where else the name stands, in the block that can see it. */
  readonly mentions: readonly Node[];
}

/** The local that holds exactly what `value` makes; `undefined` where it goes elsewhere. */
export function localOf(value: Node): LocalDeclaration | undefined {
  const declarator = value.parent?.type === 'variable_declarator' ? value.parent : undefined;
  const statement = declarator?.parent?.parent;
  const name = declarator && field(declarator, 'name');
  if (declarator === undefined || name === undefined) return undefined;
  if (statement === null || statement === undefined) return undefined;
  if (!/^(local_declaration_statement|using_statement)$/.test(statement.type)) return undefined;
  const block = statement.type === 'using_statement' ? statement : (statement.parent ?? statement);
  const mentions = mentionsOf(name.text, value).filter(
    (node) => node.id !== name.id && isWithin(node, block),
  );
  return { declarator, statement, name: name.text, mentions };
}

/** The type that a creation makes: as written, or for `new(…)` that of its variable. */
export function createdType(creation: Node): string {
  if (creation.type === 'object_creation_expression') return field(creation, 'type')?.text ?? '';
  const declaration = creation.parent?.parent;
  return declaration?.type === 'variable_declaration'
    ? (field(declaration, 'type')?.text ?? '')
    : '';
}

/** The arguments of a creation, `new(…)` included. */
export function argumentsOf(creation: Node): Node | undefined {
  return (
    field(creation, 'arguments') ??
    namedChildren(creation).find(({ type }) => type === 'argument_list')
  );
}

export function initializerOf(creation: Node): Node | undefined {
  return (
    field(creation, 'initializer') ??
    namedChildren(creation).find(({ type }) => type === 'initializer_expression')
  );
}

/** The block whose statements always run when a local's declaration does. */
export function bodyOf({ statement }: LocalDeclaration): Node | undefined {
  return statement.type === 'using_statement'
    ? field(statement, 'body')
    : (statement.parent ?? undefined);
}

/** Returned, stored, captured as a value or given to a constructor: it outlives the call. */
export function escapes(mention: Node): boolean {
  const { parent } = mention;
  switch (parent?.type) {
    case 'return_statement':
    case 'arrow_expression_clause':
    case 'lambda_expression':
    case 'yield_statement':
      return true;
    case 'assignment_expression':
      return field(parent, 'right')?.id === mention.id;
    case 'argument':
      return parent.parent?.parent?.type !== 'invocation_expression';
    default:
      return false;
  }
}
