import type { Node } from '@vscode/tree-sitter-wasm';
import type { Finding } from '../../finding';
import { descendants, field, namedChildren } from '../../syntax';
import { keywordOf, literal, positionalOf } from './imports';

const verbs = /^(get|post|put|patch|delete|head|options|request|stream|ws_connect)$/;

/** Whether a method of a session sends a request. */
export function isVerb(method: string | undefined): boolean {
  return method !== undefined && verbs.test(method);
}

/** What an expression is known to begin with: a string, formatted or added to. */
export function leadingText(node: Node | undefined): string | undefined {
  if (node?.type === 'concatenated_string') return literal(namedChildren(node)[0]);
  return node?.type === 'binary_operator' ? leadingText(field(node, 'left')) : literal(node);
}

/** The destination that a call names in its URL, as far as that is written out. */
export function targetOf(call: Node): Finding['target'] {
  const keyword = keywordOf(call, 'url');
  const urls = [...positionalOf(call).slice(0, 2), keyword && field(keyword, 'value')];
  for (const node of urls) {
    const isWhole = node?.type === 'string' && descendants(node, 'interpolation').length === 0;
    // What follows may go on with the host or the port, unless a slash ends them.
    const text = `${leadingText(node) ?? ''}${isWhole ? '/' : ''}`;
    const [, scheme, host, digits] = /^(https?):\/\/([\w.-]+)(?::(\d{1,5}))?\//.exec(text) ?? [];
    if (host === undefined) continue;
    return { host, port: Number(digits ?? (scheme === 'https' ? 443 : 80)) };
  }
  return undefined;
}
