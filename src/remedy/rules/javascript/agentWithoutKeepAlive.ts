import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field } from '../../syntax';
import { perCallUse } from './agentUse';
import { connectorFor } from './portRotation';
import type { Protocol } from './requests';
import { isUnread, optionsWith } from './requests';
import { repeatedScope } from './scopes';
import { agentCreation, forbidsKeepAlive, keepsAlive, turnKeepAliveOn } from './sharedAgent';
import { inStyleOf } from './style';
import { declareAfterImports } from './topLevel';
import { rotationFix } from '../../rotationFix';
import { reuseCost, costOfRotation, serverClosesFirst } from './wording';

interface Case {
  readonly creation: Node;
  readonly protocol: Protocol;
}

export const agentWithoutKeepAlive = defineRule<Case>({
  id: 'js/agent-without-keep-alive',
  title: () => l10n.t('Agent without keep-alive'),
  needs: /\bAgent\b/,
  query: '(new_expression) @creation',
  find: (captures, file) => {
    const agent = agentCreation(captures, file);
    if (agent === undefined || keepsAlive(agent.creation) !== false) return undefined;
    const options = optionsWith(agent.creation, /agent$/i);
    if (options !== undefined && isUnread(options, file)) return undefined;
    const isPerCall = perCallUse(agent.creation, file) !== undefined;
    return isPerCall || isChangedLater(agent.creation, file) ? undefined : agent;
  },
  at: ({ creation }) => creation,
  severity: () => 'information',
  message: ({ protocol }) =>
    l10n.t(
      'This {0} agent opens a connection for every request: an agent keeps connections only with keepAlive: true. {1}',
      protocol,
      serverClosesFirst(),
    ),
  fixes: [
    {
      id: 'keep-alive',
      kind: 'reuse',
      title: () => l10n.t('Keep connections alive'),
      cost: ({ creation }) =>
        isMadeOften(creation)
          ? `${reuseCost()} ${l10n.t('An agent that is made for each call must be shared as well, or each keeps its idle connections, and their local ports, until the server closes them.')}`
          : reuseCost(),
      isSafe: ({ creation }) => !forbidsKeepAlive(creation) && !isMadeOften(creation),
      edits: ({ creation }, file) => turnKeepAliveOn(file, creation),
    },
    rotationFix<Case>(costOfRotation, ({ creation, protocol }, file, block) => {
      const connector = connectorFor(file, protocol, block);
      const indent = file.indentation(creation.startIndex);
      const tail = inStyleOf(file, `, {\n  createConnection: ${connector.name},\n})`).replaceAll(
        '\n',
        `\n${indent}`,
      );
      const declaration: SourceEdit[] =
        connector.declaration === '' ? [] : [declareAfterImports(file, connector.declaration, [])];
      return [
        ...connector.edits,
        ...declaration,
        { start: creation.startIndex, end: creation.startIndex, newText: 'Object.assign(' },
        ...turnKeepAliveOn(file, creation),
        { start: creation.endIndex, end: creation.endIndex, newText: tail },
      ];
    }),
  ],
});

/** Whether the code that makes the agent may run many times, as a function that returns one. */
function isMadeOften(creation: Node): boolean {
  return repeatedScope(creation) !== undefined;
}

/** `agent.keepAlive = true` after `const agent = new Agent()`, or a way to connect of its own. */
function isChangedLater(creation: Node, file: SourceFile): boolean {
  const declarator = creation.parent;
  const variable = declarator === null ? undefined : field(declarator, 'name');
  if (declarator?.type !== 'variable_declarator' || variable?.type !== 'identifier') return false;
  const name = variable.text.replaceAll('$', '\\$');
  const change = String.raw`\.(?:keepAlive\s*=\s*true\b|createConnection\s*=(?!=))`;
  return new RegExp(`(?<![\\w$])${name}${change}`).test(file.text);
}
