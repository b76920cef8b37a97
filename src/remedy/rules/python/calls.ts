import type { Node } from '@vscode/tree-sitter-wasm';
import type { Finding } from '../../finding';
import { field, namedChildren } from '../../syntax';
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
  const texts = [...positionalOf(call).slice(0, 2), keywordOf(call, 'url')?.lastChild];
  for (const node of texts) {
    const url = /^(https?):\/\/([\w.-]+)(?::(\d{1,5}))?(?:\/|$)/.exec(
      leadingText(node ?? undefined) ?? '',
    );
    if (url === null) continue;
    const [, scheme, host = '', digits] = url;
    return { host, port: Number(digits ?? (scheme === 'https' ? 443 : 80)) };
  }
  return undefined;
}
