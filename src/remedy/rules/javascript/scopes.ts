import type { Node } from '@vscode/tree-sitter-wasm';
import { ancestors, field, isWithin, mentions } from '../../syntax';

const functions = [
  'function_declaration',
  'function_expression',
  'generator_function_declaration',
  'generator_function',
  'arrow_function',
  'method_definition',
];
const loops = ['for_statement', 'for_in_statement', 'while_statement', 'do_statement'];

/**
 * The innermost function or loop that may run `node` many times; `undefined` for code that runs
 * once: at the top of the module, in a function called on the spot, in a `new Promise` executor of
 * such code, and in a function whose only mention is one call at the top (`main()`).
 */
export function repeatedScope(node: Node): Node | undefined {
  for (const parent of ancestors(node)) {
    if (isLoop(parent)) {
      const body = field(parent, 'body');
      if (body !== undefined && isWithin(node, body)) return parent;
    }
    if (isFunction(parent) && !runsWithItsSurroundings(parent)) return parent;
  }
  return undefined;
}

export function isFunction({ type }: Node): boolean {
  return functions.includes(type);
}

export function isLoop({ type }: Node): boolean {
  return loops.includes(type);
}

function runsWithItsSurroundings(fn: Node): boolean {
  let outer = fn.parent;
  while (outer?.type === 'parenthesized_expression') outer = outer.parent;
  if (outer?.type === 'call_expression') return true; // (() => { … })()
  if (outer?.type === 'arguments' && outer.parent?.type === 'new_expression') {
    return field(outer.parent, 'constructor')?.text === 'Promise';
  }
  return isCalledOnceAtTheTop(fn);
}

function isCalledOnceAtTheTop(fn: Node): boolean {
  const declaration = fn.parent?.type === 'variable_declarator' ? fn.parent : fn;
  const statement = declaration === fn ? fn : declaration.parent;
  const program = statement?.parent;
  const name = field(declaration, 'name');
  if (program?.type !== 'program' || name === undefined) return false;
  const others = references(name.text, program).filter((node) => node.id !== name.id);
  const [call] = others;
  if (others.length !== 1 || call?.parent?.type !== 'call_expression') return false;
  if (field(call.parent, 'function')?.id !== call.id) return false;
  return ![...ancestors(call)].some((node) => isFunction(node) || isLoop(node));
}

/** The block in which a declaration's name is known. */
export function blockOf(declaration: Node): Node {
  let last = declaration;
  for (const parent of ancestors(declaration)) {
    if (parent.type === 'statement_block' || parent.type === 'program') return parent;
    last = parent;
  }
  return last;
}

/** Every mention of a name in a block: plain, and shorthand in an object. */
export function references(name: string, block: Node): Node[] {
  return mentions(name, block, 'identifier', 'shorthand_property_identifier');
}
