import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert, remove, replace } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { ancestors, eachChild, namedChildren } from '../../syntax';
import type { Binding } from './imports';
import { bindersOf, bindingsOf, isAlwaysBound, literal } from './imports';

const imports = ['import_statement', 'import_from_statement', 'future_import_statement'];

/** The last statement of the run that a module begins with: imports, guarded ones too. */
function lastImport(file: SourceFile): Node | undefined {
  let last: Node | undefined;
  for (const node of eachChild(file.root)) {
    if (isImport(node)) last = node;
    else if (!isPrologue(node)) break;
  }
  return last;
}

/** An import, or a `try` or `if` that holds one (`except ImportError`, `TYPE_CHECKING`). */
function isImport(node: Node): boolean {
  if (imports.includes(node.type)) return true;
  if (node.type !== 'try_statement' && node.type !== 'if_statement') return false;
  const [first] = namedChildren(node).flatMap((part) =>
    part.type === 'block' ? namedChildren(part) : [],
  );
  return first !== undefined && imports.includes(first.type);
}

/** What may stand among the imports: the docstring, `__all__ = …`, `sys.path.insert(…)`. */
function isPrologue(node: Node): boolean {
  if (node.type !== 'expression_statement') return false;
  const [value] = namedChildren(node);
  return value?.type !== 'assignment' || /^__\w+__\s*=/.test(value.text);
}

/** The statement directly in the module that holds `node`. */
export function topStatement(node: Node): Node {
  let top = node;
  for (const parent of ancestors(node)) if (parent.type !== 'module') top = parent;
  return top;
}

/** The statement at the level of the module that gives a name its only meaning. */
export function topLevelAssignment(file: SourceFile, name: string): Node | undefined {
  const [binder, ...others] = bindersOf(name, file);
  const statement = binder?.parent?.parent;
  const isAssigned = statement?.type === 'expression_statement';
  const isTop = isAssigned && statement.parent?.type === 'module';
  return isTop && others.length === 0 ? statement : undefined;
}

/**
 * Adds a declaration after the imports, or after a later statement that it depends on, with as many
 * blank lines as PEP 8 asks for.
 */
export function declareAfterImports(
  file: SourceFile,
  declaration: string,
  dependencies: readonly Node[],
): SourceEdit {
  const { eol, text } = file;
  const anchor = [lastImport(file), ...dependencies.map(topStatement)]
    .filter((node) => node !== undefined)
    .sort((a, b) => a.endIndex - b.endIndex)
    .at(-1);
  const at = anchor === undefined ? startOfCode(file) : file.lineEnd(anchor.endIndex);
  const definesAtStart = /^(#[^\n]*\n)*(async )?(def|class)\b/.test(declaration);
  const lastLine = declaration.trimEnd().split('\n').at(-1) ?? '';
  const definesAtEnd = /^[\t ]/.test(lastLine);
  const following = text.slice(at);
  const blanks = (/^[\t \r\n]*/.exec(following)?.[0].match(/\n/g)?.length ?? 0) - 1;
  const next = following.trimStart();
  if (anchor === undefined) return insert(at, declaration + eol.repeat(definesAtEnd ? 3 : 2));
  const wanted = next === '' ? 0 : definesAtEnd || /^(@|(async )?(def|class)\b)/.test(next) ? 2 : 1;
  const before = definesAtStart ? 2 : isDeclaration(anchor) ? 0 : 1;
  const after = eol.repeat(Math.max(0, wanted - Math.max(0, blanks)));
  return insert(at, eol + eol.repeat(before) + declaration + after);
}

/** Another assignment: the new one goes beside it. */
function isDeclaration(node: Node): boolean {
  return node.type === 'expression_statement' && namedChildren(node)[0]?.type === 'assignment';
}

/** Where the first statement stands that is no docstring. */
function startOfCode(file: SourceFile): number {
  const [first, second] = namedChildren(file.root);
  const isDocstring = literal(first && namedChildren(first)[0]) !== undefined;
  return (isDocstring ? second : first)?.startIndex ?? file.text.length;
}

/** Modules of the standard library that stand beside network code; their imports come first. */
const standard = new Set(
  (
    'abc argparse ast asyncio base64 bisect codecs collections concurrent configparser contextlib ' +
    'copy csv ctypes dataclasses datetime decimal email enum errno functools getpass glob gzip ' +
    'hashlib heapq hmac html http importlib inspect io ipaddress itertools json logging math ' +
    'mimetypes multiprocessing operator os pathlib pickle platform pprint queue random re secrets ' +
    'select selectors shlex shutil signal smtplib socket socketserver sqlite3 ssl statistics ' +
    'string struct subprocess sys tempfile textwrap threading time timeit traceback types typing ' +
    'unittest urllib uuid warnings weakref xml xmlrpc zipfile zlib'
  ).split(' '),
);

/** The edits that import modules of the standard library by `import x`, where the file does not. */
export function importModules(file: SourceFile, modules: readonly string[]): SourceEdit[] {
  const missing = modules.filter(
    (module) =>
      !bindingsOf(file).some(
        (binding) => binding.name === module && binding.path === module && isAlwaysBound(binding),
      ),
  );
  const statements = file.once('import statements', () =>
    [...eachChild(file.root)].filter(
      (node) => node.type === 'import_statement' || node.type === 'import_from_statement',
    ),
  );
  const [first] = statements;
  if (missing.length === 0) return [];
  const { eol } = file;
  if (first === undefined) {
    const lines = missing.map((module) => `import ${module}${eol}`).join('');
    return [insert(startOfCode(file), lines + eol)];
  }
  const group = firstGroup(file, statements);
  if (!group.some(isStandard)) {
    const lines = missing.map((module) => `import ${module}${eol}`).join('');
    return [insert(first.startIndex, lines + eol)];
  }
  return missing.map((module) => {
    const next = group.find((node) => moduleOf(node) > module || !isStandard(node));
    if (next !== undefined) return insert(next.startIndex, `import ${module}${eol}`);
    const last = group.at(-1) ?? first;
    return insert(file.lineEnd(last.endIndex), `${eol}import ${module}`);
  });
}

/** The name of a third-party module at the level of this one, with the edits that import it. */
export function importThirdParty(
  file: SourceFile,
  module: string,
): { readonly name: string; readonly edits: readonly SourceEdit[] } {
  const known = bindingsOf(file).find((b) => b.path === module && isAlwaysBound(b));
  if (known !== undefined) return { name: known.name, edits: [] };
  const beside = bindingsOf(file).find((b) => /^requests\b/.test(b.path) && isAlwaysBound(b));
  const statement = beside === undefined ? lastImport(file) : topStatement(beside.statement);
  const end = statement === undefined ? 0 : file.lineEnd(statement.endIndex);
  return { name: module, edits: [insert(end, `${file.eol}import ${module}`)] };
}

/** The imports up to the first blank line between two of them. */
function firstGroup(file: SourceFile, statements: readonly Node[]): readonly Node[] {
  const end = statements.findIndex((node, index) => {
    const previous = statements[index - 1];
    return (
      previous !== undefined &&
      /\n[\t ]*\r?\n/.test(file.text.slice(previous.endIndex, node.startIndex))
    );
  });
  return end < 0 ? statements : statements.slice(0, end);
}

function isStandard(statement: Node): boolean {
  return standard.has(moduleOf(statement).replace(/\..*$/, ''));
}

function moduleOf(statement: Node): string {
  return /^(?:from|import)\s+([\w.]+)/.exec(statement.text)?.[1] ?? '';
}

/**
 * Puts `wanted` into a `from … import` list in the place that isort gives it, and takes `binding`
 * out where `isLastUse` leaves nobody who needs it. Either may be absent.
 */
export function changeFromImport(
  { statement, item }: Binding,
  wanted: string | undefined,
  isLastUse: boolean,
): SourceEdit[] {
  const items = statement.childrenForFieldName('name').filter((node) => node !== null);
  if (wanted === undefined) return isLastUse ? withoutItem(items, item) : [];
  // isort's default order: constants, classes, functions.
  const next = items.find(({ text }) => /^[a-z_]/.test(text) || text > wanted);
  const last = items.at(-1) ?? item;
  const isSamePlace = (next ?? last).id === item.id;
  if (isLastUse && isSamePlace) return [replace(item, wanted)];
  const added =
    next === undefined
      ? insert(last.endIndex, `, ${wanted}`)
      : insert(next.startIndex, `${wanted}, `);
  return [added, ...(isLastUse ? withoutItem(items, item) : [])];
}

/** An import list with a single name stays as it is: an empty one is a mistake. */
function withoutItem(items: readonly Node[], item: Node): SourceEdit[] {
  const index = items.findIndex(({ id }) => id === item.id);
  const [previous, next] = [items[index - 1], items[index + 1]];
  if (next !== undefined) return [remove(item.startIndex, next.startIndex)];
  return previous === undefined ? [] : [remove(previous.endIndex, item.endIndex)];
}
