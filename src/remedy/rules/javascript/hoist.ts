import type { Node } from '@vscode/tree-sitter-wasm';
import { reindent, type SourceEdit } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { descendants, field } from '../../syntax';
import { eachTopLevelValue } from './topLevelValues';
import { inStyleOf } from './style';
import { declareAfterImports, isDeclaredOnce, topLevelDeclaration } from './topLevel';

/** Something the whole module shares: its name, and the edits that make it. */
export interface Shared {
  readonly name: string;
  readonly edits: readonly SourceEdit[];
}

/**
 * The top-level statements that an expression needs before it can stand at the top of the module;
 * `undefined` where it needs the call's own values.
 */
export function dependenciesOf(file: SourceFile, expression: Node | undefined): Node[] | undefined {
  if (expression === undefined) return [];
  if (descendants(expression, 'this', 'await_expression', 'yield_expression').length > 0)
    return undefined;
  const statements: Node[] = [];
  const own = new Set(parametersIn(expression));
  for (const { text } of descendants(expression, 'identifier', 'shorthand_property_identifier')) {
    if (own.has(text)) continue;
    const declared = topLevelDeclaration(file, text);
    if (declared !== undefined && isDeclaredOnce(file, text)) statements.push(declared);
    else if (!knownGlobals.has(text)) return undefined;
  }
  return statements.filter(
    ({ type }) => type !== 'import_statement' && type !== 'function_declaration',
  );
}

/** The parameters of the functions within an expression. */
function parametersIn(expression: Node): string[] {
  const single = descendants(expression, 'arrow_function').flatMap(
    (fn) => field(fn, 'parameter')?.text ?? [],
  );
  const listed = descendants(expression, 'formal_parameters').flatMap((list) =>
    descendants(list, 'identifier').map(({ text }) => text),
  );
  return [...single, ...listed];
}

const knownGlobals = new Set([
  'process',
  'console',
  'require',
  'Buffer',
  'Number',
  'parseInt',
  'Infinity',
  'undefined',
  'Math',
  'Boolean',
  'String',
  'URL',
  '__dirname',
]);

/**
 * Declares at the top of the module what each call made for itself. A module-level constant that
 * already has the same value is used instead. `undefined` where the arguments depend on the call.
 *
 * @param names what to call it, best first
 * @param code the new value; `null` for the expression's own text
 * @param before declarations that the value needs
 * @param needs the statement that declares another one, where the file has it
 * @param after statements that belong to the declaration, given its name
 */
export function hoist(
  file: SourceFile,
  expression: Node,
  names: readonly [string, ...string[]],
  {
    code = null,
    before = '',
    needs,
    after,
  }: {
    code?: string | null;
    before?: string;
    needs?: Node | undefined;
    after?: (name: string) => string;
  } = {},
): Shared | undefined {
  const inputs = dependenciesOf(file, expression);
  if (inputs === undefined) return undefined;
  const value = code ?? reindent(expression.text, file.indentation(expression.startIndex), '');
  const wanted = normalized(value);
  for (const existing of eachTopLevelValue(file)) {
    if (normalized(existing.value.text) === wanted) return { name: existing.name, edits: [] };
  }
  const name = file.freeName(...names);
  const more = after === undefined ? '' : file.eol + inStyleOf(file, after(name));
  const needed = before === '' ? '' : before + file.eol + file.eol;
  const dependencies = needs === undefined ? inputs : [...inputs, needs];
  const declaration = `${needed}const ${name} = ${value}${inStyleOf(file, ';')}${more}`;
  return { name, edits: [declareAfterImports(file, declaration, dependencies)] };
}

/** An expression without what people write differently. */
export function normalized(expression: string): string {
  return expression.replace(/[\s'"`;]/g, '').replace(/,(?=[}\])])/g, '');
}

/**
 * The arguments of a call or `new`, with their parentheses, as they stand at the top of the module;
 * `()` where there are none.
 */
export function argumentsText(file: SourceFile, creation: Node): string {
  const text = field(creation, 'arguments')?.text ?? '()';
  return reindent(text, file.indentation(creation.startIndex), '');
}
