import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field } from '../../syntax';
import { originOf } from './bindings';
import type { Shared } from './hoist';
import { protocolOf, targetOf } from './requests';
import type { SeenOptions } from './requestOptions';
import { seenOptions, surelyLacks, withOption } from './requestOptions';
import { repeatedScope } from './scopes';
import { inStyleOf } from './style';
import { shareAgent } from './sharedAgent';
import { reuseCost, serverClosesFirst } from './wording';

interface Case {
  readonly call: Node;
  readonly options: SeenOptions;
  readonly version: string;
}

export const nodeFetchWithoutAgent = defineRule<Case>({
  id: 'js/node-fetch-without-agent',
  title: () => l10n.t('node-fetch 2 without an agent'),
  needs: /\bnode-fetch\b/,
  query: '(call_expression) @call',
  find: (captures, file) => {
    const version = file.context.nodeFetchVersion;
    const call = captures.get('call');
    if (call === undefined || version === undefined || !asksToClose(version)) return undefined;
    const origin = originOf(field(call, 'function'), file);
    if (origin?.module !== 'node-fetch' || origin.member !== undefined) return undefined;
    if (repeatedScope(call) === undefined) return undefined;
    const options = seenOptions(call);
    return surelyLacks(options, 'agent', file) ? { call, options, version } : undefined;
  },
  at: ({ call }) => field(call, 'function') ?? call,
  severity: () => 'information',
  message: ({ version }) =>
    l10n.t(
      "node-fetch {0} sends 'Connection: close' with every request that has no agent. {1} node-fetch 2.6.13 and later leave it to Node's default agent.",
      version,
      serverClosesFirst(),
    ),
  target: ({ call }) => targetOf({ call }),
  fixes: [
    {
      id: 'share-agent',
      kind: 'reuse',
      title: () => l10n.t('Share one keep-alive agent'),
      cost: reuseCost,
      // One agent for both protocols does not follow a redirect from one to the other.
      isSafe: ({ call }) => protocolOf(call) === undefined,
      edits: ({ call, options }, file) => {
        const shared = agentFor(call, file);
        return shared && [...shared.edits, ...withOption(file, options, 'agent', shared.name)];
      },
    },
  ],
});

/**
 * Whether this version adds the header by itself: `lib/index.js` of 2.1.2 to 2.6.12 does, and no
 * longer from 2.6.13 on (read in each release; 2.6.7 and 2.7.0 also counted at a server).
 */
function asksToClose(version: string): boolean {
  const [major, minor = 0, patch = 0] = version.split('.').map(Number);
  return major === 2 && (minor < 6 || (minor === 6 && patch < 13));
}

/** An agent for the URL's protocol, or a choice of two where the URL is not known. */
function agentFor(call: Node, file: SourceFile): Shared | undefined {
  const protocol = protocolOf(call);
  if (protocol !== undefined) return shareAgent(file, protocol, undefined);
  const [plain, secure] = [
    shareAgent(file, 'http', undefined),
    shareAgent(file, 'https', undefined),
  ];
  if (plain === undefined || secure === undefined) return undefined;
  const isImport = ({ newText }: SourceEdit): boolean =>
    /^\s*(import\b|.*\brequire\()/.test(newText);
  const imports = [...plain.edits, ...secure.edits].filter(isImport);
  const declarations = [plain, secure].flatMap(({ edits }) =>
    edits.filter((edit) => !isImport(edit)),
  );
  return {
    name: `({ protocol }) => (protocol === ${quoted(file, 'https:')} ? ${secure.name} : ${plain.name})`,
    edits: [...imports, ...onNeighbouringLines(declarations, file)],
  };
}

/** Declarations go in at one place: one block, where each alone would be set off by blank lines. */
function onNeighbouringLines(declarations: readonly SourceEdit[], file: SourceFile): SourceEdit[] {
  return declarations.map((edit, index) => {
    const { newText } = edit;
    const start = index === 0 ? newText : file.eol + newText.trimStart();
    const isLast = index === declarations.length - 1;
    return { ...edit, newText: isLast ? start : start.trimEnd() };
  });
}

function quoted(file: SourceFile, text: string): string {
  return inStyleOf(file, `'${text}'`);
}
