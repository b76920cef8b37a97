import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert, replace } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { descendants, eachChild, field } from '../../syntax';

interface Import {
  readonly path: string;
  /** The name that the file calls it by; `_` and `.` included. */
  readonly name: string;
  readonly spec: Node;
}

/** A Go string literal without its quotes; `undefined` for anything else. */
export function stringOf(node: Node | undefined): string | undefined {
  const isString = node !== undefined && /^(interpreted|raw)_string_literal$/.test(node.type);
  return isString ? node.text.slice(1, -1) : undefined;
}

function importsOf(file: SourceFile): readonly Import[] {
  return file.once('imports', () =>
    importDeclarations(file)
      .flatMap((declaration) => descendants(declaration, 'import_spec'))
      .map((spec) => {
        const path = stringOf(field(spec, 'path')) ?? '';
        return { path, name: field(spec, 'name')?.text ?? baseName(path), spec };
      }),
  );
}

function importDeclarations(file: SourceFile): Node[] {
  return [...eachChild(file.root)].filter(({ type }) => type === 'import_declaration');
}

/** `gopkg.in/yaml.v3` and `github.com/a/b/v2` are called `yaml` and `b`. */
function baseName(path: string): string {
  return /([^/]+?)(\.v\d+)?(\/v\d+)?$/.exec(path)?.[1] ?? path;
}

/** What the file calls a package; `undefined` where it does not import it by a name. */
export function localName(file: SourceFile, path: string): string | undefined {
  const name = importsOf(file).find((each) => each.path === path)?.name;
  return name === '_' || name === '.' ? undefined : name;
}

/** Whether a name is that of an imported package of the standard library: its path has no host. */
export function isStandardPackage(file: SourceFile, name: string): boolean {
  return importsOf(file).some((each) => each.name === name && isStandard(each.path));
}

function isStandard(path: string): boolean {
  return !/^[^/]*\./.test(path);
}

/** A type or function of net/http as the file writes it, e.g. `http.Client`. */
export function isOfHttp(file: SourceFile, text: string, member: string): boolean {
  const name = localName(file, 'net/http');
  return name !== undefined && text === `${name}.${member}`;
}

/** The imports that the file lacks, where gofmt sorts them. */
export function addImports(file: SourceFile, paths: readonly string[]): SourceEdit[] {
  const missing = paths.filter((path) => localName(file, path) === undefined).sort();
  const declarations = importDeclarations(file);
  const [first] = declarations;
  if (missing.length === 0 || first === undefined) return [];
  const group = declarations.find((declaration) =>
    declaration.namedChildren.some((child) => child?.type === 'import_spec_list'),
  );
  if (group === undefined) return ungrouped(file, missing, declarations);
  const specs = importsOf(file).filter(
    ({ spec, path }) => spec.parent?.parent?.id === group.id && isStandard(path),
  );
  const block = firstBlock(file, specs);
  return missing.map((path) => {
    const next = block.find((each) => each.path > path);
    if (next !== undefined) return insert(next.spec.startIndex, `"${path}"${file.eol}\t`);
    const last = block.at(-1)?.spec;
    return last === undefined
      ? insert(group.text.indexOf('(') + group.startIndex + 1, `${file.eol}\t"${path}"`)
      : insert(file.lineEnd(last.endIndex), `${file.eol}\t"${path}"`);
  });
}

/** One import alone becomes a group; several stay as they are written. */
function ungrouped(
  file: SourceFile,
  missing: readonly string[],
  declarations: readonly Node[],
): SourceEdit[] {
  const [first, ...more] = declarations;
  if (first === undefined) return [];
  if (more.length > 0) {
    return missing.map((path) => insert(first.startIndex, `import "${path}"${file.eol}`));
  }
  const [only] = importsOf(file);
  const lines = [
    ...missing.map((path) => ({ path, text: `"${path}"` })),
    { path: only?.path ?? '', text: only?.spec.text ?? '' },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const body = lines.map(({ text }) => `\t${text}${file.eol}`).join('');
  return [replace(first, `import (${file.eol}${body})`)];
}

/** gofmt sorts only within lines that follow each other. */
function firstBlock(file: SourceFile, specs: readonly Import[]): Import[] {
  const block: Import[] = [];
  for (const each of specs) {
    const previous = block.at(-1)?.spec;
    if (
      previous !== undefined &&
      file.nextLine(previous.endIndex) !== file.lineStart(each.spec.startIndex)
    )
      break;
    block.push(each);
  }
  return block;
}
