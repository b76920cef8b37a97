import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { insert } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field } from '../../syntax';
import type { Protocol } from './requests';
import { methodOf, protocolOf, targetOf } from './requests';
import { repeatedScope } from './scopes';
import { shareAgent } from './sharedAgent';
import { chainAfter, superagentRequest } from './superagent';
import { reuseCost, serverClosesFirst } from './wording';

interface Case {
  /** `superagent.get(url)`, the root of the chain. */
  readonly call: Node;
  readonly protocol: Protocol;
}

export const superagentWithoutAgent = defineRule<Case>({
  id: 'js/superagent-without-agent',
  title: () => l10n.t('superagent without an agent'),
  needs: /\bsuperagent\b/,
  query: '(call_expression) @call',
  find: (captures, file) => {
    const call = captures.get('call');
    if (call === undefined || superagentRequest(call, file)?.id !== call.id) return undefined;
    // A URL without a host is a browser's, where connections are not ours to keep.
    const protocol = protocolOf(call);
    const chain = chainAfter(call);
    const hasAgent = chain.some((next) => /^(agent|use)$/.test(methodOf(next) ?? ''));
    if (protocol === undefined || hasAgent || repeatedScope(call) === undefined) return undefined;
    return isHeld(chain.at(-1) ?? call) ? undefined : { call, protocol };
  },
  at: ({ call }) => field(call, 'function') ?? call,
  severity: () => 'information',
  message: () =>
    l10n.t(
      "superagent sends a request without an agent with 'agent: false', so no connection is used twice. {0}",
      serverClosesFirst(),
    ),
  target: ({ call }) => targetOf({ call }),
  fixes: [
    {
      id: 'share-agent',
      kind: 'reuse',
      title: () => l10n.t('Share one keep-alive agent'),
      cost: reuseCost,
      edits: ({ call, protocol }, file) => {
        const shared = shareAgent(file, protocol, undefined);
        if (shared === undefined) return undefined;
        return [
          ...shared.edits,
          insert(call.endIndex, `${lineBreak(call, file)}.agent(${shared.name})`),
        ];
      },
    },
  ],
});

/** A request in a variable may get its agent later; one that is awaited or ended here does not. */
function isHeld(chain: Node): boolean {
  const isSent = /^(end|then|pipe|catch|finally)$/.test(methodOf(chain) ?? '');
  return chain.parent?.type === 'variable_declarator' && !isSent;
}

/** Where each call of the chain has a line of its own, so has the new one. */
function lineBreak(call: Node, file: SourceFile): string {
  const member = call.parent?.type === 'member_expression' ? call.parent : undefined;
  const gap =
    member === undefined ? '' : /^\s*/.exec(file.text.slice(call.endIndex, member.endIndex))?.[0];
  return gap?.includes('\n') === true ? gap : '';
}
