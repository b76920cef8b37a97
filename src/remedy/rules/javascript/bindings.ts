import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceFile } from '../../sourceFile';
import { ancestor, field, leavesAt, mentions, namedChildren, stringValue } from '../../syntax';

/** What an expression stands for: a module, or a member that a module exports. */
export interface Origin {
  /** Without `node:`; `http(s)` where the program chooses between the two. */
  readonly module: string;
  readonly member?: string;
}

/** A name that an import or `require` binds. */
export interface Binding extends Origin {
  readonly name: string;
  /** The import or declaration; a direct child of the program where `isTopLevel`. */
  readonly statement: Node;
  readonly isTopLevel: boolean;
  /** The braces that another name can be added to. */
  readonly list?: Node;
}

/** `import { got } from 'got'`: some modules export themselves by name too. */
function isModuleItself(module: string, member: string): boolean {
  return member === 'default' || (member === module && (module === 'got' || module === 'axios'));
}

/** The names that imports and `require` calls bind in a file. */
export function bindingsOf(file: SourceFile): ReadonlyMap<string, Binding> {
  return file.once('bindings', () => new Map(collect(file).map((b) => [b.name, b])));
}

/** What an expression stands for as far as imports tell, else `undefined`. */
export function originOf(node: Node | undefined, file: SourceFile): Origin | undefined {
  if (node === undefined) return undefined;
  switch (node.type) {
    case 'identifier': {
      const binding = bindingsOf(file).get(node.text);
      if (binding !== undefined || !mayChoose(node.text, file)) return binding;
      return file.once(`choice ${node.text}`, () => chosenModule(node.text, file));
    }
    case 'parenthesized_expression':
      return originOf(namedChildren(node)[0], file);
    case 'member_expression': {
      const object = originOf(field(node, 'object'), file);
      const member = field(node, 'property')?.text;
      if (object === undefined || member === undefined) return undefined;
      if (isModuleItself(object.module, member) && object.member === undefined) return object;
      return object.member === undefined ? { module: object.module, member } : undefined;
    }
    case 'ternary_expression': {
      const modules = ['consequence', 'alternative'].map((side) =>
        originOf(field(node, side), file),
      );
      const isChoice = modules.every(
        (o) => /^https?$/.test(o?.module ?? '') && o?.member === undefined,
      );
      return isChoice ? { module: 'http(s)' } : undefined;
    }
    default: {
      const module = requiredModule(node);
      return module === undefined ? undefined : { module };
    }
  }
}

/** Whether a name may be one that {@link chosenModule} knows: one look at the text, not one a name. */
function mayChoose(name: string, file: SourceFile): boolean {
  const declared =
    /\b(?:const|let|var)\s+([\w$]+)(?=[^=\n;]{0,80}=[^;]{0,200}?(?:\?|\.(?:create|extend|defaults)\())/g;
  return file
    .once('chosen names', () => new Set([...file.text.matchAll(declared)].map(([, each]) => each)))
    .has(name);
}

/** The module behind `const client = isSecure ? https : http`, or `const api = axios.create()`. */
function chosenModule(name: string, file: SourceFile): Origin | undefined {
  for (const { parent } of mentions(name, file.root, 'identifier')) {
    const value = parent?.type === 'variable_declarator' ? field(parent, 'value') : undefined;
    if (value?.type === 'ternary_expression') return originOf(value, file);
    if (value !== undefined && makesInstance(value, file)) {
      const module = originOf(field(value, 'function'), file)?.module;
      return module === undefined ? undefined : { module };
    }
  }
  return undefined;
}

/** The methods that make an instance with defaults of its own, as `module.method`. */
const makers = new Set([
  'axios.create',
  'got.extend',
  'request.defaults',
  'request-promise.defaults',
]);

/** Whether a call makes an instance of an HTTP library. */
export function makesInstance(call: Node, file: SourceFile): boolean {
  if (call.type !== 'call_expression') return false;
  const origin = originOf(field(call, 'function'), file);
  return origin?.member !== undefined && makers.has(`${origin.module}.${origin.member}`);
}

/** The module of `require('x')` or `await import('x')`. */
function requiredModule(node: Node): string | undefined {
  const call = node.type === 'await_expression' ? namedChildren(node)[0] : node;
  if (call?.type !== 'call_expression') return undefined;
  const callee = field(call, 'function');
  if (callee?.text !== 'require' && callee?.type !== 'import') return undefined;
  const argument = field(call, 'arguments');
  return moduleName(argument === undefined ? undefined : namedChildren(argument)[0]);
}

function moduleName(node: Node | undefined): string | undefined {
  return stringValue(node)?.replace(/^node:/, '');
}

function collect(file: SourceFile): Binding[] {
  return leavesAt(/\b(import|require)\b/g, file.root).flatMap((word) => {
    const parent = word.parent;
    if (parent?.type === 'import_statement') return imported(parent);
    const declarator = ancestor(word, 'variable_declarator', 'import_statement', 'arguments');
    return declarator?.type === 'variable_declarator' ? required(declarator) : [];
  });
}

/** Names of types are left out: they are gone when the program runs, and nothing can be added to them. */
function imported(statement: Node): Binding[] {
  if (/^import\s+type\b(?!\s*(,|from\b))/.test(statement.text)) return [];
  const bindings: Binding[] = [];
  const requireClause = namedChildren(statement).find(
    ({ type }) => type === 'import_require_clause',
  );
  const module = moduleName(
    field(statement, 'source') ?? (requireClause && field(requireClause, 'source')),
  );
  if (module === undefined) return [];
  const base = { module, statement, isTopLevel: true };
  if (requireClause !== undefined) {
    const name = namedChildren(requireClause)[0]?.text;
    return name === undefined ? [] : [{ ...base, name }];
  }
  const clause = namedChildren(statement).find(({ type }) => type === 'import_clause');
  for (const part of clause === undefined ? [] : namedChildren(clause)) {
    if (part.type === 'identifier') bindings.push({ ...base, name: part.text });
    if (part.type === 'namespace_import') {
      const name = namedChildren(part)[0]?.text;
      if (name !== undefined) bindings.push({ ...base, name });
    }
    if (part.type !== 'named_imports') continue;
    for (const specifier of namedChildren(part)) {
      if (specifier.firstChild?.type === 'type') continue;
      const member = field(specifier, 'name')?.text;
      const name = field(specifier, 'alias')?.text ?? member;
      if (member === undefined || name === undefined) continue;
      const isWhole = isModuleItself(module, member);
      bindings.push({ ...base, name, list: part, ...(isWhole ? {} : { member }) });
    }
  }
  return bindings;
}

function required(declarator: Node): Binding[] {
  const value = field(declarator, 'value');
  const target = field(declarator, 'name');
  const statement = declarator.parent;
  if (value === undefined || target === undefined || statement === null) return [];
  const isTopLevel = statement.parent?.type === 'program';
  const object = value.type === 'member_expression' ? field(value, 'object') : undefined;
  const module = requiredModule(object ?? value);
  if (module === undefined) return [];
  const base = { module, statement, isTopLevel };
  const own = object === undefined ? undefined : field(value, 'property')?.text;
  if (target.type === 'identifier') {
    return [{ ...base, name: target.text, ...(own === undefined ? {} : { member: own }) }];
  }
  if (target.type !== 'object_pattern' || own !== undefined) return [];
  return namedChildren(target).flatMap((part): Binding[] => {
    const member = part.type === 'pair_pattern' ? field(part, 'key')?.text : part.text;
    const name = part.type === 'pair_pattern' ? field(part, 'value')?.text : part.text;
    return member === undefined || name === undefined
      ? []
      : [{ ...base, name, list: target, ...(isModuleItself(module, member) ? {} : { member }) }];
  });
}
