import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { eachChild, field, mentions } from '../../syntax';
import type { Binding } from './bindings';
import { bindingsOf } from './bindings';

/** The last statement of the run of imports that a file begins with. */
function lastImport(file: SourceFile): Node | undefined {
  const statements = [...bindingsOf(file).values()].filter(({ isTopLevel }) => isTopLevel);
  const isImport = (node: Node): boolean =>
    node.type === 'import_statement' ||
    statements.some(({ statement }) => statement.id === node.id);
  let last: Node | undefined;
  for (const node of eachChild(file.root)) {
    if (isImport(node)) last = node;
    else if (!isPrologue(node)) break;
  }
  return last;
}

function isPrologue(node: Node): boolean {
  const isDirective = node.type === 'expression_statement' && node.firstChild?.type === 'string';
  return node.type === 'hash_bang_line' || isDirective;
}

/** Adds a declaration after the imports, or after a later statement that it depends on. */
export function declareAfterImports(
  file: SourceFile,
  declaration: string,
  dependencies: readonly Node[],
): SourceEdit {
  const { eol, text } = file;
  const anchor = [lastImport(file), ...dependencies]
    .filter((node) => node !== undefined)
    .sort((a, b) => a.endIndex - b.endIndex)
    .at(-1);
  if (anchor === undefined) return insert(topOf(file), `${declaration}${eol}${eol}`);
  const neighbour = agentAfter(anchor);
  if (neighbour !== undefined) {
    return insert(file.lineEnd(neighbour.endIndex), `${eol}${declaration}`);
  }
  const end = file.lineEnd(anchor.endIndex);
  const sharesLine = !/^\s*(\/\/.*|\/\*.*\*\/\s*)?$/.test(text.slice(anchor.endIndex, end));
  const at = sharesLine ? anchor.endIndex : end;
  const nextLine = text.slice(file.nextLine(end), file.lineEnd(file.nextLine(end)));
  const gap = sharesLine || (nextLine.trim() !== '' && end < text.length) ? eol : '';
  return insert(at, `${eol}${eol}${declaration}${gap}${sharesLine ? eol : ''}`);
}

/** The agent declared right after `anchor`: another one goes beside it. */
function agentAfter(anchor: Node): Node | undefined {
  const next = anchor.nextNamedSibling;
  const isAgent = /^const \w+ = new (\w+\.)?\w*Agent\(.*\);?$/.test(next?.text ?? '');
  return next !== null && isAgent ? next : undefined;
}

/** Where the first statement stands that is neither `#!` nor a directive. */
function topOf(file: SourceFile): number {
  for (const node of eachChild(file.root)) if (!isPrologue(node)) return node.startIndex;
  return file.text.length;
}

/** A name for a whole module, with the edits that import it in the file's manner. */
export function importModule(
  file: SourceFile,
  module: string,
): { name: string; edits: SourceEdit[]; dependencies: Node[] } {
  const bindings = [...bindingsOf(file).values()];
  const bound = bindings.find((b) => b.isTopLevel && b.module === module && b.member === undefined);
  if (bound !== undefined) return { name: bound.name, edits: [], dependencies: dependency(bound) };
  // A URL in a string says `http` too, which takes no name.
  const kinds = ['identifier', 'shorthand_property_identifier_pattern', 'type_identifier'];
  const isFree = mentions(module, file.root, ...kinds).length === 0;
  const name = isFree ? module : file.freeName(`${module}Module`);
  const statement = importStatement(file, bindings, module, name);
  const { eol } = file;
  const anchor = lastImport(file);
  const edit =
    anchor === undefined
      ? insert(topOf(file), `${statement.text}${eol}${eol}`)
      : insert(endOfLineOf(file, anchor), `${eol}${statement.text}`);
  return { name: statement.name, edits: [edit], dependencies: [] };
}

function endOfLineOf(file: SourceFile, anchor: Node): number {
  const end = file.lineEnd(anchor.endIndex);
  const rest = file.text.slice(anchor.endIndex, end);
  return /^\s*(\/\/.*|\/\*.*\*\/\s*)?$/.test(rest) ? end : anchor.endIndex;
}

function importStatement(
  file: SourceFile,
  bindings: readonly Binding[],
  module: string,
  name: string,
): { text: string; name: string } {
  const { text } = file;
  const usesPrefix = /['"]node:/.test(text);
  const model = bindings.find(
    ({ isTopLevel, module: m }) => isTopLevel && /^(https?|net|tls)$/.test(m),
  );
  const quote = /["']/.exec((model ?? bindings[0])?.statement.text ?? '')?.[0] ?? "'";
  const source = `${quote}${usesPrefix ? 'node:' : ''}${module}${quote}`;
  const end = (model ?? bindings[0])?.statement.text.endsWith(';') === false ? '' : ';';
  const statements = bindings.map(({ statement }) => statement.text);
  const isModule = /^\s*(import\b(?!\s*\()|export\b)/m.test(text);
  if (!isModule) return { name, text: `const ${name} = require(${source})${end}` };
  const assigns = statements.some((s) => /^import\s+\w+\s*=\s*require/.test(s));
  if (assigns) return { name, text: `import ${name} = require(${source})${end}` };
  const isTypeScript = file.languageId.startsWith('typescript');
  const usesDefault = statements.some((s) => /^import\s+(?!type\b)\w+[\s,]/.test(s));
  // Without `esModuleInterop` TypeScript has no default import of a Node module.
  const asNamespace =
    statements.some((s) => /^import\s+\*/.test(s)) || (isTypeScript && !usesDefault);
  return { name, text: `import ${asNamespace ? '* as ' : ''}${name} from ${source}${end}` };
}

/** A `require` must have run before its name is used; imports always have. */
export function dependency({ statement }: Binding): Node[] {
  return statement.type === 'import_statement' ? [] : [statement];
}

/** The statement at the top of the module that declares a name, if one does. */
export function topLevelDeclaration(file: SourceFile, name: string): Node | undefined {
  return file.once(`declaration ${name}`, () => declarationAtTop(file, name));
}

function declarationAtTop(file: SourceFile, name: string): Node | undefined {
  const bound = bindingsOf(file).get(name);
  if (bound?.isTopLevel === true) return bound.statement;
  for (const { parent } of mentions(name, file.root, 'identifier', 'type_identifier')) {
    if (parent === null || field(parent, 'name')?.text !== name) continue;
    const statement = parent.type === 'variable_declarator' ? parent.parent : parent;
    const outer = statement?.parent;
    const top = outer?.type === 'export_statement' ? outer.parent : outer;
    if (top?.type === 'program' && statement !== null) return statement;
  }
  return undefined;
}

/** Whether a name is declared exactly once in the file, so that no inner one hides it. */
export function isDeclaredOnce(file: SourceFile, name: string): boolean {
  return file.once(`declarations of ${name}`, () => countDeclarations(file, name)) === 1;
}

function countDeclarations(file: SourceFile, name: string): number {
  const binders =
    /^(variable_declarator|formal_parameters|required_parameter|optional_parameter|arrow_function|function_declaration|function_expression|class_declaration|catch_clause|rest_pattern|array_pattern|pair_pattern|for_in_statement|import_specifier|import_clause|namespace_import)$/;
  const declared = mentions(
    name,
    file.root,
    'identifier',
    'shorthand_property_identifier_pattern',
  ).filter((node) => {
    if (node.type !== 'identifier') return true;
    const { parent } = node;
    if (parent === null || !binders.test(parent.type)) return false;
    return parent.type !== 'variable_declarator' || field(parent, 'name')?.id === node.id;
  });
  return declared.length;
}
