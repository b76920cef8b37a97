import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { removeListItem, removeStatement, replace } from '../../edits';
import { defineRule } from '../../rule';
import { field, namedChildren } from '../../syntax';
import { isUnpooled, withPool } from './connectionStrings';
import { createdType } from './locals';
import { mentionsOf } from './members';

export const poolingDisabled = defineRule<Node>({
  id: 'cs/pooling-disabled',
  title: () => l10n.t('Pooling=false in a connection string'),
  needs: /\bPooling\s*=\s*(false|no)\b/i,
  query: `[
    (string_literal) (verbatim_string_literal) (interpolated_string_expression)
    (assignment_expression right: (boolean_literal))
  ] @at`,
  find: (captures, file) => {
    const at = captures.get('at');
    if (at === undefined) return undefined;
    const isOff = at.type === 'assignment_expression' ? switchesOff(at) : isUnpooled(at.text, file);
    return isOff ? at : undefined;
  },
  at: (at) => at,
  severity: () => 'warning',
  message: () =>
    l10n.t(
      'Every Open() connects and logs in anew, and every Dispose() ends that connection. Either side may close first; where this one does, a local port stays in TIME_WAIT.',
    ),
  fixes: [
    {
      id: 'use-pool',
      kind: 'reuse',
      title: () => l10n.t('Let the connection pool keep connections (its default)'),
      cost: () =>
        l10n.t(
          'A pool has a limit (100 connections unless told otherwise): a call that never disposes its connection makes others wait and then time out. Idle connections stay open for some minutes, which keeps a database from being dropped.',
        ),
      edits: (at, file) => {
        if (at.type !== 'assignment_expression') return [withPool(at)];
        const { parent } = at;
        if (parent?.type === 'initializer_expression') return removeListItem(file, at);
        if (parent?.type === 'expression_statement' && parent.parent?.type === 'block') {
          return [removeStatement(file, parent)];
        }
        return [replace(field(at, 'right') ?? at, 'true')];
      },
    },
  ],
});

/** `builder.Pooling = false`, of a database that is reached by network. */
function switchesOff(assignment: Node): boolean {
  const builder = builderOf(assignment);
  const isOff = field(assignment, 'right')?.text === 'false';
  return isOff && builder !== undefined && !/Sqlite/i.test(builder);
}

/** The type of the connection string builder whose pooling is set, in an initializer or by name. */
function builderOf(assignment: Node): string | undefined {
  const left = field(assignment, 'left');
  const asBuilder = (type: string): string | undefined =>
    type.endsWith('ConnectionStringBuilder') ? type : undefined;
  if (left?.type === 'identifier' && left.text === 'Pooling') {
    const creation = assignment.parent?.parent;
    return creation ? asBuilder(createdType(creation)) : undefined;
  }
  if (left?.type !== 'member_access_expression' || field(left, 'name')?.text !== 'Pooling') {
    return undefined;
  }
  const receiver = field(left, 'expression');
  if (receiver?.type !== 'identifier') return undefined;
  for (const { parent } of mentionsOf(receiver.text, receiver)) {
    if (parent?.type === 'parameter') return asBuilder(field(parent, 'type')?.text ?? '');
    const value = parent?.type === 'variable_declarator' ? namedChildren(parent).at(-1) : undefined;
    if (value?.type.endsWith('object_creation_expression') === true) {
      return asBuilder(createdType(value));
    }
  }
  return undefined;
}
