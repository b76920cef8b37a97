import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { remove, removeStatement, replace } from '../../edits';
import type { PortBlock } from '../../portBlock';
import { portBlock } from '../../portBlock';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { ancestor, field, namedChildren } from '../../syntax';
import type { PerCallUse } from './agentUse';
import { perCallUse } from './agentUse';
import type { Protocol } from './requests';
import { targetOf } from './requests';
import { agentCreation, keepsAlive, shareAgent } from './sharedAgent';
import { reuseCost, rotationCost, rotationTitle, serverClosesFirst } from './wording';

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
      edits: (found, file) => sharing(found, file),
    },
    {
      id: 'rotate-ports',
      kind: 'rotation',
      title: rotationTitle,
      cost: rotationCost,
      edits: (found, file) => {
        const block = portBlock(file.context);
        return block && sharing(found, file, block);
      },
    },
  ],
});

function sharing(found: Case, file: SourceFile, block?: PortBlock): SourceEdit[] | undefined {
  const { creation, protocol, use } = found;
  const shared = shareAgent(file, protocol, creation, block);
  if (shared === undefined) return undefined;
  if (use.variable === undefined) return [...shared.edits, replace(creation, shared.name)];
  const { declarator, mentions } = use.variable;
  const released = use.destroyed.map((call) => withoutDestroy(file, call));
  const isReleased = (node: Node): boolean =>
    released.some(({ start, end }) => node.startIndex >= start && node.endIndex <= end);
  return [
    ...shared.edits,
    withoutDeclarator(file, declarator),
    ...released,
    ...mentions
      .filter((mention) => !isReleased(mention))
      .map((mention) => rename(mention, shared.name)),
  ];
}

function rename(mention: Node, name: string): SourceEdit {
  const isShorthand = mention.type === 'shorthand_property_identifier';
  return replace(mention, isShorthand ? `${mention.text}: ${name}` : name);
}

function withoutDeclarator(file: SourceFile, declarator: Node): SourceEdit {
  const statement = declarator.parent ?? declarator;
  const siblings = namedChildren(statement);
  if (siblings.length === 1) return removeStatement(file, statement);
  const index = siblings.findIndex(({ id }) => id === declarator.id);
  const next = siblings[index + 1];
  const previous = siblings[index - 1];
  if (next !== undefined) return remove(declarator.startIndex, next.startIndex);
  return remove(previous?.endIndex ?? declarator.startIndex, declarator.endIndex);
}

/** Takes `agent.destroy()` out, and what only served it: its listener or its `finally`. */
function withoutDestroy(file: SourceFile, call: Node): SourceEdit {
  const parent = call.parent;
  if (parent?.type === 'expression_statement') {
    const block = parent.parent;
    const isAlone = block?.type === 'statement_block' && namedChildren(block).length === 1;
    const owner = isAlone ? block.parent : undefined;
    if (owner?.type === 'finally_clause')
      return withoutFinally(owner) ?? removeStatement(file, parent);
    const listener = owner?.type === 'arrow_function' ? withoutListener(file, owner) : undefined;
    return listener ?? removeStatement(file, parent);
  }
  if (parent?.type === 'arrow_function') {
    return withoutListener(file, parent) ?? replace(call, '{}');
  }
  return replace(call, 'undefined');
}

/** `response.on('end', () => agent.destroy())` without the listener, or without the statement. */
function withoutListener(file: SourceFile, listener: Node): SourceEdit | undefined {
  const call = listener.parent?.parent;
  const callee = call?.type === 'call_expression' ? field(call, 'function') : undefined;
  const method = callee?.type === 'member_expression' ? field(callee, 'property')?.text : undefined;
  const receiver = callee && field(callee, 'object');
  if (call === null || call === undefined || receiver === undefined) return undefined;
  if (method !== 'on' && method !== 'once') return undefined;
  const statement = call.parent;
  if (statement?.type === 'expression_statement' && receiver.type === 'identifier') {
    return removeStatement(file, statement);
  }
  return remove(receiver.endIndex, call.endIndex);
}

/** A `try` with a `catch` needs no `finally`; without one the clause stays, empty. */
function withoutFinally(clause: Node): SourceEdit | undefined {
  const statement = ancestor(clause, 'try_statement');
  const handler = statement && field(statement, 'handler');
  if (handler === undefined) return undefined;
  return remove(handler.endIndex, clause.endIndex);
}
