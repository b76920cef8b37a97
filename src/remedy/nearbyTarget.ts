/**
 * The host and port that code names near a place, for rules that do not see the request itself: the
 * one in the place, else the only one in its function, else the only one in the file.
 */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Finding } from './finding';
import type { SourceFile } from './sourceFile';
import { ancestors } from './syntax';

type Target = NonNullable<Finding['target']>;

/** In Go, Java, C#, Python and JavaScript alike; expressions without a name belong to their function. */
const functions =
  /^(?:function|method|constructor|generator_function)_(?:declaration|definition)$|^local_function_statement$/;
/** At the beginning of a literal: URLs in comments are seldom quoted. */
const quotedUrl =
  /["'`](https?|wss?):\/\/(?:[^\s"'`/@]*@)?(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?(?=[/?#"'`])/gi;
const quotedEndpoint = /["'`](\[[0-9a-f:.]+\]|[\w-]+(?:\.[\w-]+)*):(\d{2,5})["'`]/gi;
const usualPorts: Readonly<Record<string, number>> = { http: 80, ws: 80, https: 443, wss: 443 };
/** Longer texts are not searched to their end. */
const searched = 200_000;
const highestPort = 65_535;

/** Undefined where the code names none, or several and none of them nearest. */
export function nearbyTarget(at: Node, file: SourceFile): Finding['target'] {
  const own = onlyTargetIn(at.text);
  if (own !== undefined) return own;
  for (const parent of ancestors(at)) {
    if (!functions.test(parent.type)) continue;
    const near = onlyTargetIn(parent.text);
    if (near !== undefined) return near;
  }
  return file.once('the only target', () => onlyTargetIn(file.text));
}

function onlyTargetIn(text: string): Target | undefined {
  const found = new Map<string, Target>();
  const part = text.slice(0, searched);
  for (const [, scheme = '', host = '', port] of part.matchAll(quotedUrl)) {
    add(found, host, port === undefined ? usualPorts[scheme.toLowerCase()] : Number(port));
  }
  for (const [, host = '', port] of part.matchAll(quotedEndpoint)) add(found, host, Number(port));
  const [only, ...others] = found.values();
  return others.length === 0 ? only : undefined;
}

function add(found: Map<string, Target>, bracketed: string, port: number | undefined): void {
  const host = bracketed.replace(/^\[|\]$/g, '').toLowerCase();
  if (port === undefined || port === 0 || port > highestPort) return;
  found.set(`${host} ${port}`, { host, port });
}
