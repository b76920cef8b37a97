import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceFile } from '../../sourceFile';
import { ancestors, descendants, field, isWithin, mentions, namedChildren } from '../../syntax';

const functions = ['function_declaration', 'method_declaration', 'func_literal'];

/** The outermost function around a node, where its local names live. */
export function outermostFunction(node: Node): Node | undefined {
  return [...ancestors(node)].filter(({ type }) => functions.includes(type)).at(-1);
}

/** The innermost loop or function around a node: what runs it again. */
export function innermostRepeater(node: Node): Node | undefined {
  return [...ancestors(node)].find(
    (parent) => functions.includes(parent.type) || isLoopAround(parent, node),
  );
}

function isLoopAround(parent: Node, node: Node): boolean {
  const body = parent.type === 'for_statement' ? field(parent, 'body') : undefined;
  return body !== undefined && isWithin(node, body);
}

/** Whether a node stands in the body of a loop, inside its innermost function. */
export function isInLoop(node: Node): boolean {
  return innermostRepeater(node)?.type === 'for_statement';
}

/**
 * Whether a node may run many times: it stands in a loop, or in a function that is not `main`,
 * `init`, called once by these, given to a `sync.Once`, or the body of a command line's command.
 */
export function mayRunOften(node: Node, file: SourceFile): boolean {
  for (const parent of ancestors(node)) {
    if (isLoopAround(parent, node)) return true;
    if (parent.type === 'func_literal') {
      if (runsWithItsSurroundings(parent)) continue;
      return !isGivenToOnce(parent) && !isOfCommand(parent);
    }
    if (functions.includes(parent.type)) {
      return (
        !isOfCommand(parent) && !(parent.type === 'function_declaration' && runsOnce(parent, file))
      );
    }
  }
  return false;
}

/** `func() { … }()`, and the same after `go` and `defer`. */
function runsWithItsSurroundings(literal: Node): boolean {
  const call = literal.parent;
  return call?.type === 'call_expression' && field(call, 'function')?.id === literal.id;
}

function isGivenToOnce(literal: Node): boolean {
  const call = literal.parent?.parent;
  const callee = call?.type === 'call_expression' ? field(call, 'function')?.text : undefined;
  return /once\w*\.Do$|\.Once(Func|Values?)$/i.test(callee ?? '');
}

/** Cobra and urfave/cli run a command once per process. */
function isOfCommand(fn: Node): boolean {
  return /\*cobra\.Command\b|\*cli\.(Context|Command)\b/.test(field(fn, 'parameters')?.text ?? '');
}

function runsOnce(fn: Node, file: SourceFile): boolean {
  const name = field(fn, 'name')?.text ?? '';
  if (/^(main|init|TestMain)$/.test(name)) return true;
  if (!isCommand(file)) return false;
  const others = mentions(name, file.root, 'identifier').filter(
    ({ parent }) => parent?.id !== fn.id,
  );
  const [call] = others;
  if (call === undefined || others.length > 1 || call.parent?.type !== 'call_expression')
    return false;
  if (field(call.parent, 'function')?.id !== call.id) return false;
  const caller = innermostRepeater(call);
  return (
    caller?.type === 'function_declaration' &&
    /^(main|init)$/.test(field(caller, 'name')?.text ?? '')
  );
}

function isCommand(file: SourceFile): boolean {
  return /^package main\b/m.test(file.text);
}

/** Whether a node belongs to a test or an example, whose few connections hurt nobody. */
export function isInTest(node: Node): boolean {
  return [...ancestors(node)].some((parent) => {
    if (!functions.includes(parent.type)) return false;
    if (/\btesting\.(T|TB|M|F)\b/.test(field(parent, 'parameters')?.text ?? '')) return true;
    return /^(Test|Example)/.test(field(parent, 'name')?.text ?? '');
  });
}

/** Every mention of a local name in the outermost function around a node; keys of literals are none. */
export function mentionsOf(name: string, near: Node): Node[] {
  const scope = outermostFunction(near);
  return scope === undefined
    ? []
    : mentions(name, scope, 'identifier').filter((mention) => !isKey(mention));
}

/** Whether an identifier is a field's name in a composite literal. */
export function isKey(identifier: Node): boolean {
  const element = identifier.parent;
  const pair = element?.parent;
  return pair?.type === 'keyed_element' && field(pair, 'key')?.id === element?.id;
}

/** The statement that declares one local variable with a value. */
export interface Declaration {
  readonly name: Node;
  readonly statement: Node;
}

/** The declaration whose only value is `value`: `name := value` or `var name = value`. */
export function declarationOf(value: Node): Declaration | undefined {
  const list = value.parent;
  const holder =
    list?.type === 'expression_list' && namedChildren(list).length === 1 ? list.parent : null;
  if (holder?.type === 'short_var_declaration') {
    const left = field(holder, 'left');
    const [name, ...more] = left === undefined ? [] : namedChildren(left);
    return name?.type === 'identifier' && more.length === 0
      ? { name, statement: holder }
      : undefined;
  }
  const statement = holder?.parent;
  if (holder?.type !== 'var_spec' || statement?.type !== 'var_declaration') return undefined;
  if (outermostFunction(statement) === undefined) return undefined;
  const name = field(holder, 'name');
  return name === undefined ? undefined : { name, statement };
}

/** The local names of the functions around a node: parameters, receivers and variables. */
export function localNames(node: Node): ReadonlySet<string> {
  const scope = outermostFunction(node);
  if (scope === undefined) return new Set();
  const names = descendants(
    scope,
    'parameter_declaration',
    'variadic_parameter_declaration',
    'var_spec',
    'const_spec',
  ).flatMap((each) => each.childrenForFieldName('name'));
  const left = descendants(scope, 'short_var_declaration', 'range_clause').flatMap((each) =>
    namedChildren(field(each, 'left') ?? each),
  );
  return new Set([...names, ...left].map((name) => name?.text ?? ''));
}
