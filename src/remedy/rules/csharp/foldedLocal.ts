import type { Node } from '@vscode/tree-sitter-wasm';
import { descendants, field, namedChildren } from '../../syntax';
import { isConstant } from './constants';
import { argumentsOf, createdType, initializerOf, localOf } from './locals';
import { enclosingFunction } from './members';

/** A local that only serves as an argument and says the same in every call. */
export interface FoldedLocal {
  /** The argument that names it. */
  readonly argument: Node;
  /** What makes it, its settings included. */
  readonly expression: string;
  /** The statements that it leaves behind. */
  readonly gone: readonly Node[];
}

/**
 * `var handler = new HttpClientHandler(); handler.UseCookies = false; … f(handler)` as one
 * expression; `undefined` where the local is used otherwise, or depends on the call.
 */
export function foldLocal(argument: Node): FoldedLocal | undefined {
  const scope = enclosingFunction(argument);
  const declarator =
    scope &&
    descendants(scope, 'variable_declarator').find(
      (each) => field(each, 'name')?.text === argument.text,
    );
  const creation = declarator && namedChildren(declarator).at(-1);
  if (creation?.type.endsWith('object_creation_expression') !== true) return undefined;
  const local = localOf(creation);
  if (local?.statement.type !== 'local_declaration_statement' || !isConstant(creation)) {
    return undefined;
  }
  if (namedChildren(local.declarator.parent ?? local.declarator).length !== 2) return undefined;
  const settings: string[] = [];
  const gone = [local.statement];
  for (const mention of local.mentions) {
    if (mention.id === argument.id) continue;
    const access = mention.parent;
    const assignment = access?.parent;
    const statement = assignment?.parent;
    const isSetting =
      access?.type === 'member_access_expression' &&
      assignment?.type === 'assignment_expression' &&
      field(assignment, 'left')?.id === access.id &&
      statement?.type === 'expression_statement' &&
      statement.parent?.id === local.statement.parent?.id;
    const value = isSetting ? field(assignment, 'right') : undefined;
    if (!isSetting || value === undefined || !isConstant(value)) return undefined;
    settings.push(`${field(access, 'name')?.text} = ${value.text}`);
    gone.push(statement);
  }
  const initializer = initializerOf(creation);
  if (initializer !== undefined && settings.length > 0) return undefined;
  if (/\/[/*]/.test(creation.text.replace(/"[^"\n]*"/g, ''))) return undefined; // a remark cannot move onto one line
  const list = argumentsOf(creation)?.text ?? '';
  const tail = settings.length > 0 ? ` { ${settings.join(', ')} }` : initializerText(initializer);
  const isBare = list === '()' && tail !== '';
  const expression = `new ${createdType(creation)}${isBare ? '' : list}${tail}`;
  return { argument, expression, gone };
}

/** On one line: it moves to another place. */
function initializerText(initializer: Node | undefined): string {
  return initializer === undefined ? '' : ` ${initializer.text.replace(/\s*\r?\n\s*/g, ' ')}`;
}
