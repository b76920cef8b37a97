import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { removeListItem, replace } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field, namedChildren } from '../../syntax';
import type { RequestCall } from './requests';
import { requestWith, targetOf } from './requests';
import { shareAgent } from './sharedAgent';
import { rotationFix } from '../../rotationFix';
import { defaultAgentKeepsAlive, reuseCost, costOfRotation, serverClosesFirst } from './wording';

interface Case {
  readonly pair: Node;
  readonly options: Node;
  readonly request: RequestCall;
}

export const agentFalse = defineRule<Case>({
  id: 'js/agent-false',
  title: () => l10n.t('Request without an agent'),
  needs: /\bagent\b/,
  query: '(object (pair key: (_) @key value: (false)) @pair) @options',
  find: (captures, file) => {
    const [pair, options] = [captures.get('pair'), captures.get('options')];
    if (pair === undefined || options === undefined) return undefined;
    if (captures.get('key')?.text.replace(/['"]/g, '') !== 'agent') return undefined;
    const request = requestWith(options, file);
    // A stream of events keeps its connection as long as it lasts, and none of a pool should serve it.
    if (/\btext\/event-stream\b/.test(options.text)) return undefined;
    return request?.library === 'node' ? { pair, options, request } : undefined;
  },
  at: ({ pair }) => pair,
  severity: () => 'information',
  message: () =>
    l10n.t(
      "'agent: false' gives every call a connection of its own and sends 'Connection: close'. {0}",
      serverClosesFirst(),
    ),
  target: ({ request, options }) => targetOf(request, options),
  fixes: [
    {
      id: 'default-agent',
      kind: 'reuse',
      title: () => l10n.t("Remove 'agent: false', so that Node's own keep-alive agent serves"),
      cost: reuseCost,
      edits: ({ pair, options }, file) =>
        defaultAgentKeepsAlive(file) ? withoutPair(file, pair, options) : undefined,
    },
    {
      id: 'share-agent',
      kind: 'reuse',
      title: () => l10n.t('Share one keep-alive agent'),
      cost: reuseCost,
      edits: ({ pair, request }, file) => {
        if (defaultAgentKeepsAlive(file) || request.protocol === undefined) return undefined;
        return withAgent(pair, shareAgent(file, request.protocol, undefined));
      },
    },
    rotationFix<Case>(costOfRotation, ({ pair, request }, file, block) => {
      if (request.protocol === undefined) return undefined;
      return withAgent(pair, shareAgent(file, request.protocol, undefined, block));
    }),
  ],
});

function withAgent(pair: Node, shared: ReturnType<typeof shareAgent>): SourceEdit[] | undefined {
  const value = field(pair, 'value');
  if (value === undefined || shared === undefined) return undefined;
  return [...shared.edits, replace(value, shared.name)];
}

/** Options that would be left empty go altogether, where they are an argument after the URL. */
function withoutPair(file: SourceFile, pair: Node, options: Node): SourceEdit[] {
  const list = options.parent;
  const isAlone = namedChildren(options).length === 1 && list?.type === 'arguments';
  const isFirst = list !== null && namedChildren(list)[0]?.id === options.id;
  return removeListItem(file, isAlone && !isFirst ? options : pair);
}
