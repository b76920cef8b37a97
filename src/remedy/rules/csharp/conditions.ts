import type { Node } from '@vscode/tree-sitter-wasm';
import { ancestors, field, isWithin } from '../../syntax';
import { functions } from './members';

/** A condition that only asks whether a request is there, and of which kind. */
const ofKind = /^!?\(?[\w.]+\s*(?:is\s+(?:not\s+)?[\w.]+(?:\s+\w+)?|!=\s*null)\)?$/;

/**
 * Whether the program itself decides, from call to call, if a statement is run: it stands in a branch
 * of an `if`, `switch` or `?:` of its function, other than one that asks for the kind of a request.
 */
export function isOptional(statement: Node): boolean {
  for (const parent of ancestors(statement)) {
    if (functions.includes(parent.type)) return false;
    if (parent.type === 'switch_section' || parent.type === 'conditional_expression') return true;
    if (parent.type !== 'if_statement') continue;
    const condition = field(parent, 'condition');
    if (condition === undefined || isWithin(statement, condition)) continue;
    const isElse = !isWithin(statement, field(parent, 'consequence') ?? parent);
    if (isElse || !ofKind.test(condition.text)) return true;
  }
  return false;
}
