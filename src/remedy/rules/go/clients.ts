import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceFile } from '../../sourceFile';
import { isOfHttp, localName } from './imports';

/**
 * Whether an expression is a client of net/http: the package itself, its DefaultClient, or a
 * variable or field that this file declares as one.
 */
export function isHttpClient(expression: Node, file: SourceFile): boolean {
  const http = localName(file, 'net/http');
  if (http === undefined) return false;
  const { text } = expression;
  if (text === http || isOfHttp(file, text, 'DefaultClient')) return true;
  const name = /^(?:\w+\.)*(\w+)$/.exec(text)?.[1];
  return name !== undefined && clientNames(file, http).has(name);
}

/** Names declared as `*http.Client`: parameters, fields, variables; and those made as one. */
function clientNames(file: SourceFile, http: string): ReadonlySet<string> {
  return file.once('clients', () => {
    const typed = file.text.matchAll(
      new RegExp(`\\b(\\w+)\\s+\\*?${http}\\.Client\\b(?!\\{)`, 'g'),
    );
    const made = file.text.matchAll(
      new RegExp(`\\b(\\w+)\\s*(?::=|=|:)\\s*&?${http}\\.(?:Client\\{|DefaultClient\\b)`, 'g'),
    );
    return new Set([...typed, ...made].map(([, name]) => name ?? ''));
  });
}
