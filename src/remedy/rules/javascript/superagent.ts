import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceFile } from '../../sourceFile';
import { field } from '../../syntax';
import { originOf } from './bindings';

const verbs = /^(get|head|post|put|patch|delete|del|options)$/;

/** `superagent.get(…)` at the root of a chain of calls. */
export function superagentRequest(call: Node, file: SourceFile): Node | undefined {
  let root: Node | undefined = call;
  while (root?.type === 'call_expression') {
    const callee = field(root, 'function');
    const origin = originOf(callee, file);
    if (origin?.module === 'superagent') {
      const { member } = origin;
      return member === undefined || verbs.test(member) ? root : undefined;
    }
    root = callee?.type === 'member_expression' ? field(callee, 'object') : undefined;
  }
  return undefined;
}

/** The calls that follow in a chain: of `get(url).set(a, b).end()` those of `set` and `end`. */
export function chainAfter(call: Node): Node[] {
  const calls: Node[] = [];
  for (let member = call.parent; member?.type === 'member_expression';) {
    const next = member.parent;
    if (next?.type !== 'call_expression') break;
    calls.push(next);
    member = next.parent;
  }
  return calls;
}
