import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { removeStatement, replace } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field } from '../../syntax';
import { isOptional } from './conditions';
import { enclosingType, isModernDotnet, mayRunOften } from './members';
import { rotationFix } from '../../rotationFix';
import { bindDelegate, bindDelegateCost } from './rotation';
import { isHttpWebRequest, sharingCost, sharingLines, userOf } from './webRequests';

interface Case {
  readonly assignment: Node;
  readonly receiver: Node;
  /** The user that the calls are made as: an expression, or `unknown`; absent without credentials. */
  readonly user?: string;
}

export const keepAliveDisabled = defineRule<Case>({
  id: 'cs/keep-alive-disabled',
  title: () => l10n.t('KeepAlive = false'),
  needs: /\bKeepAlive\s*=\s*false\b/,
  query: `(assignment_expression
    left: (member_access_expression expression: (_) @receiver name: (identifier) @name)
    right: (boolean_literal) @value) @assignment`,
  find: (captures) => {
    const [assignment, receiver] = [captures.get('assignment'), captures.get('receiver')];
    if (captures.get('name')?.text !== 'KeepAlive' || captures.get('value')?.text !== 'false') {
      return undefined;
    }
    if (assignment === undefined || receiver === undefined || !isHttpWebRequest(receiver)) {
      return undefined;
    }
    if (isOptional(assignment) || !mayRunOften(assignment)) return undefined;
    const user = userOf(receiver, assignment);
    return { assignment, receiver, ...(user === undefined ? {} : { user }) };
  },
  at: ({ assignment }) => assignment,
  severity: () => 'warning',
  message: ({ user }) =>
    user === undefined
      ? l10n.t(
          "Every request opens a connection of its own and sends 'Connection: close'. Either side may close first; where this one does, a local port stays in TIME_WAIT.",
        )
      : l10n.t(
          'Every request opens a connection of its own and authenticates it anew. Either side may close first; where this one does, a local port stays in TIME_WAIT.',
        ),
  fixes: [
    {
      id: 'share-authenticated',
      kind: 'reuse',
      title: () => l10n.t('Keep connections alive, and share them between calls of the same user'),
      cost: sharingCost,
      edits: ({ assignment, receiver, user }, file) =>
        user === undefined ? undefined : sharedBetweenCalls(file, assignment, receiver, user),
    },
    {
      id: 'keep-alive',
      kind: 'reuse',
      title: () => l10n.t('Keep connections alive'),
      cost: () =>
        l10n.t(
          'The server may close an idle connection just as a request goes out on it: retry requests that may be repeated.',
        ),
      edits: ({ assignment, user }, file) =>
        user === undefined ? [keptAlive(file, assignment)] : undefined,
    },
    rotationFix<Case>(bindDelegateCost, ({ assignment, receiver }, file) => {
      const type = enclosingType(assignment);
      const statement = assignment.parent;
      const isCore = file.context.targetFramework !== undefined && isModernDotnet(file) === true;
      if (type === undefined || statement?.type !== 'expression_statement' || isCore)
        return undefined;
      const delegate = bindDelegate(file, type);
      if (delegate === undefined) return undefined;
      const bind = `${receiver.text}.ServicePoint.BindIPEndPointDelegate = ${delegate.name};`;
      return [...delegate.edits, replace(statement, bind)];
    }),
  ],
});

/** Keep-alive is the default, so the line goes; a statement that must stay says `true`. */
function keptAlive(file: SourceFile, assignment: Node): SourceEdit {
  const statement = assignment.parent;
  if (statement?.type === 'expression_statement' && statement.parent?.type === 'block') {
    return removeStatement(file, statement);
  }
  return replace(field(assignment, 'right') ?? assignment, 'true');
}

function sharedBetweenCalls(
  file: SourceFile,
  assignment: Node,
  receiver: Node,
  user: string,
): SourceEdit[] | undefined {
  const statement = assignment.parent;
  if (statement?.type !== 'expression_statement' || statement.parent?.type !== 'block') {
    return [keptAlive(file, assignment)];
  }
  const lines = sharingLines(assignment, receiver.text, user);
  return [replace(statement, lines.join(file.eol + file.indentation(statement.startIndex)))];
}
