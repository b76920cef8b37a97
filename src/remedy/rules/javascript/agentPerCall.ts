import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { replace } from '../../edits';
import type { PortBlock } from '../../portBlock';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import type { PerCallUse } from './agentUse';
import { perCallUse } from './agentUse';
import { rename, withoutDeclarator, withoutReleases } from './release';
import type { Protocol } from './requests';
import { targetOf } from './requests';
import { agentCreation, forbidsKeepAlive, keepsAlive, shareAgent } from './sharedAgent';
import { rotationFix } from '../../rotationFix';
import { reuseCost, costOfRotation, serverClosesFirst } from './wording';

interface Case {
  readonly creation: Node;
  readonly protocol: Protocol;
  readonly use: PerCallUse;
  readonly keepsAlive: boolean | 'unknown';
}

export const agentPerCall = defineRule<Case>({
  id: 'js/agent-per-call',
  title: () => l10n.t('Agent made for every call'),
  needs: /\bAgent\b/,
  query: '(new_expression) @creation',
  find: (captures, file) => {
    const agent = agentCreation(captures, file);
    const use = agent && perCallUse(agent.creation, file);
    return use && { ...agent, use, keepsAlive: keepsAlive(agent.creation) };
  },
  at: ({ creation }) => creation,
  severity: ({ keepsAlive }) => (keepsAlive === false ? 'information' : 'warning'),
  message: ({ use, keepsAlive }) => {
    // Who closes first was measured for each of the three (facts.md, Addenda).
    if (keepsAlive === false) {
      return l10n.t(
        'Each call makes its own agent, without keep-alive, so no connection is used twice. {0}',
        serverClosesFirst(),
      );
    }
    return use.destroyed.length > 0
      ? l10n.t(
          'Each call makes its own keep-alive agent and destroys it, so this side closes first: every call leaves a local port in TIME_WAIT.',
        )
      : l10n.t(
          "Each call makes its own keep-alive agent, so no connection is used twice, and each holds a local port until the server's keep-alive timeout (5 s for a Node server).",
        );
  },
  target: ({ use }) => targetOf(use.request, use.options),
  fixes: [
    {
      id: 'share-agent',
      kind: 'reuse',
      title: () => l10n.t('Share one keep-alive agent'),
      cost: reuseCost,
      isSafe: ({ creation }) => !forbidsKeepAlive(creation),
      edits: (found, file) => sharing(found, file),
    },
    rotationFix<Case>(costOfRotation, (found, file, block) => sharing(found, file, block)),
  ],
});

function sharing(found: Case, file: SourceFile, block?: PortBlock): SourceEdit[] | undefined {
  const { creation, protocol, use } = found;
  const shared = shareAgent(file, protocol, creation, block);
  if (shared === undefined) return undefined;
  if (use.variable === undefined) return [...shared.edits, replace(creation, shared.name)];
  const { declarator, mentions } = use.variable;
  return withoutReleases(file, use.destroyed, [
    ...shared.edits,
    withoutDeclarator(file, declarator),
    ...mentions.map((mention) => rename(mention, shared.name)),
  ]);
}
