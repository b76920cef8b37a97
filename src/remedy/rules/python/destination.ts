import type { Node } from '@vscode/tree-sitter-wasm';
import { ancestors, descendants, field, namedChildren } from '../../syntax';
import { keywordOf, positionalOf } from './imports';
import type { Repetition } from './scopes';
import { enclosingFunction, isInLoopOfItsOwn } from './scopes';

/**
 * How a request is repeated towards one host: a function that others call in a loop, with the URL
 * that it shall fetch, may go to another host each time.
 */
export function towardsOneHost(call: Node, repeated: Repetition): Repetition {
  if (repeated.kind !== 'loop' || isInLoopOfItsOwn(call)) return repeated;
  return isChosenByCaller(call) ? { ...repeated, kind: 'function' } : repeated;
}

/** Whether one of the function's parameters says where the request goes. */
function isChosenByCaller(call: Node): boolean {
  const fn = enclosingFunction(call);
  const parameters = fn === undefined ? undefined : field(fn, 'parameters');
  const keyword = keywordOf(call, 'url');
  const url = keyword === undefined ? urlOf(call) : field(keyword, 'value');
  if (fn === undefined || parameters === undefined || url === undefined) return false;
  const root = rootOf(url, fn);
  return root !== 'self' && namedChildren(parameters).some((each) => nameOf(each) === root);
}

/** `get(url)` and `request(method, url)`. */
function urlOf(call: Node): Node | undefined {
  const [first, second] = positionalOf(call);
  return /\brequest$/.test(field(call, 'function')?.text ?? '') ? second : first;
}

function nameOf(parameter: Node): string | undefined {
  if (parameter.type === 'identifier') return parameter.text;
  return (field(parameter, 'name') ?? namedChildren(parameter)[0])?.text;
}

/** The name that an expression begins with, through one assignment in the function. */
function rootOf(expression: Node, fn: Node, isFollowed = false): string | undefined {
  let node: Node | undefined = expression;
  while (node !== undefined && node.type !== 'identifier') node = beginning(node);
  if (node === undefined || isFollowed) return node?.text;
  const assigned = assignmentOf(node.text, node, fn);
  return assigned === undefined ? node.text : rootOf(assigned, fn, true);
}

/** What comes first in the text that an expression makes. */
function beginning(node: Node): Node | undefined {
  if (node.type === 'attribute') return field(node, 'object');
  if (node.type === 'subscript') return field(node, 'value');
  if (node.type === 'call') {
    const callee = field(node, 'function');
    return callee?.type === 'identifier' ? positionalOf(node)[0] : callee; // str(url), url.strip()
  }
  if (node.type === 'parenthesized_expression') return namedChildren(node)[0];
  if (node.type === 'string') {
    const content = namedChildren(node).find(({ type }) => type !== 'string_start');
    return content?.type === 'interpolation' ? namedChildren(content)[0] : undefined;
  }
  if (node.type !== 'binary_operator') return undefined;
  const [left, right] = [field(node, 'left'), field(node, 'right')];
  if (left?.type !== 'string' || !/^[rbu]*(['"])\1{0,2}%s/i.test(left.text)) return left;
  return right?.type === 'tuple' ? namedChildren(right)[0] : right;
}

/** The value of the last assignment to a name before `use`. */
function assignmentOf(name: string, use: Node, fn: Node): Node | undefined {
  const assignments = descendants(fn, 'assignment').filter(
    (each) => each.endIndex < use.startIndex && field(each, 'left')?.text === name,
  );
  const last = assignments.at(-1);
  return last && field(last, 'right');
}

/** Whether a test says that the request must fail, so that it may not even open a connection. */
export function isExpectedToFail(call: Node): boolean {
  return [...ancestors(call)].some(
    (parent) =>
      parent.type === 'with_statement' &&
      namedChildren(parent).some(
        ({ type, text }) =>
          type === 'with_clause' &&
          /\bassertRaises(?:Regex)?\s*\(|\bpytest\.raises\s*\(/.test(text),
      ),
  );
}
