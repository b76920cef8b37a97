import * as l10n from '@vscode/l10n';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import type { Node } from '@vscode/tree-sitter-wasm';
import type { RequestCall } from './requests';
import { requestOf, targetOf } from './requests';
import type { SeenOptions } from './requestOptions';
import { seenOptions, surelyLacks, withOption } from './requestOptions';
import { repeatedScope } from './scopes';
import { shareAgent } from './sharedAgent';
import { reuseCost, serverClosesFirst } from './wording';

interface Case {
  readonly call: Node;
  readonly request: RequestCall;
  readonly options: SeenOptions;
}

export const defaultAgentCloses = defineRule<Case>({
  id: 'js/default-agent-closes',
  title: () => l10n.t("Node 18's default agent"),
  needs: /\bhttps?\b(?!:\/\/)/, // a URL in a comment is no module
  query: '(call_expression) @call',
  find: (captures, file) => {
    const call = captures.get('call');
    if (call === undefined || !defaultAgentSurelyCloses(file)) return undefined;
    const request = requestOf(call, file);
    if (request?.library !== 'node' || repeatedScope(call) === undefined) return undefined;
    const options = seenOptions(call);
    const isDefault =
      surelyLacks(options, 'agent', file) && surelyLacks(options, 'createConnection', file);
    return isDefault ? { call, request, options } : undefined;
  },
  at: ({ call }) => call.childForFieldName('function') ?? call,
  severity: () => 'information',
  message: (_found, { context }) =>
    l10n.t(
      "This project runs on Node {0}, whose default agent keeps no connections (Node 19 and later do), so every request opens one and sends 'Connection: close'. {1}",
      context.newestNodeMajor ?? 18,
      serverClosesFirst(),
    ),
  target: ({ request, options }) =>
    targetOf(request, options.kind === 'literal' ? options.object : undefined),
  fixes: [
    {
      id: 'share-agent',
      kind: 'reuse',
      title: () => l10n.t('Share one keep-alive agent'),
      cost: reuseCost,
      isSafe: () => true,
      edits: ({ request, options }, file) => {
        if (request.protocol === undefined) return undefined;
        const shared = shareAgent(file, request.protocol, undefined);
        return shared && [...shared.edits, ...withOption(file, options, 'agent', shared.name)];
      },
    },
  ],
});

/** Only where the project says that nothing newer than Node 18 runs it, and nobody set the default agent. */
function defaultAgentSurelyCloses(file: SourceFile): boolean {
  const { newestNodeMajor } = file.context;
  if (newestNodeMajor === undefined || newestNodeMajor >= 19) return false;
  return file.once('no global agent', () => !/\bglobalAgent\b/.test(file.text));
}
