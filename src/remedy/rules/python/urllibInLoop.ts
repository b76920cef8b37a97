import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field, isWithin } from '../../syntax';
import { leadingText, targetOf } from './calls';
import { isExpectedToFail, towardsOneHost } from './destination';
import { identifiers, pathOf, positionalOf } from './imports';
import type { Repetition } from './scopes';
import { enclosingFunction, repetition } from './scopes';
import { severityOf } from './wording';

interface Case {
  readonly call: Node;
  readonly repeated: Repetition;
}

export const urllibInLoop = defineRule<Case>({
  id: 'py/urllib-in-loop',
  title: () => l10n.t('urllib in a loop'),
  needs: /\burl(open|retrieve)\b/,
  query: '(call function: [(identifier) (attribute)] @callee) @call',
  find: (captures, file) => {
    const call = captures.get('call');
    const path = pathOf(captures.get('callee'), file) ?? '';
    if (call === undefined || !/^urllib\.request\.url(open|retrieve)$/.test(path)) return undefined;
    const scheme = /^([a-z]+):/.exec(leadingText(positionalOf(call)[0]) ?? '')?.[1];
    if (scheme !== undefined && !/^https?$/.test(scheme)) return undefined;
    if (isOfFile(positionalOf(call)[0], call, file)) return undefined;
    const repeated = repetition(call, file);
    if (repeated === undefined || isExpectedToFail(call)) return undefined;
    return towardsOneHost(call, repeated).kind === 'loop' ? { call, repeated } : undefined;
  },
  at: ({ call }) => call,
  severity: ({ repeated }) => severityOf(repeated),
  // Client-side TIME_WAIT after 8 to 15 of 20 calls to a Node server (facts.md A6, and again here).
  message: () =>
    l10n.t(
      "urllib sends 'Connection: close' with every request and cannot keep a connection. Either side may close first; where this one does, which is about half the time, a local port stays in TIME_WAIT. There is no edit for it: requests, httpx and urllib3 keep connections, and their answers are different objects.",
    ),
  target: ({ call }) => targetOf(call),
  fixes: [],
});

/** Whether a URL is a name for what a function made of a file's path: such a one mostly is `file:`. */
function isOfFile(url: Node | undefined, call: Node, file: SourceFile): boolean {
  if (url?.type !== 'identifier') return false;
  const scope = enclosingFunction(call) ?? file.root;
  return identifiers(url.text, file).some((name) => {
    const { parent } = name;
    const isTarget = parent?.type === 'assignment' && field(parent, 'left')?.id === name.id;
    const value = isTarget && isWithin(name, scope) ? field(parent, 'right') : undefined;
    return value?.type === 'call' && /(?<![a-z])file/i.test(field(value, 'function')?.text ?? '');
  });
}
