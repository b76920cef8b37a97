import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { applySourceEdits, removeStatement, replace } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { ancestors, descendants, field, namedChildren } from '../../syntax';
import { isConstant } from './constants';
import type { FoldedLocal } from './foldedLocal';
import { foldLocal } from './foldedLocal';
import type { LocalDeclaration } from './locals';
import { argumentsOf, createdType, escapes, initializerOf, localOf } from './locals';
import { addField, enclosingType, mayRunOften } from './members';
import { useShared } from './sharedLocal';

interface Case {
  readonly creation: Node;
  readonly declaration: LocalDeclaration;
  /** Arguments that stand in locals of their own; absent where the factory depends on the call. */
  readonly folded?: readonly FoldedLocal[];
}

export const channelFactoryPerCall = defineRule<Case>({
  id: 'cs/channel-factory-per-call',
  title: () => l10n.t('WCF ChannelFactory made for every call'),
  needs: /\bChannelFactory</,
  query: '[(object_creation_expression) (implicit_object_creation_expression)] @creation',
  find: (captures) => {
    const creation = captures.get('creation');
    if (creation === undefined || !mayRunOften(creation)) return undefined;
    if (!/^([\w.]+\.)?ChannelFactory</.test(createdType(creation))) return undefined;
    const declaration = localOf(creation);
    if (declaration === undefined || declaration.mentions.some(escapes)) return undefined;
    const folded = foldedArguments(creation, declaration);
    return { creation, declaration, ...(folded === undefined ? {} : { folded }) };
  },
  at: ({ creation }) => creation,
  severity: () => 'warning',
  message: () =>
    l10n.t(
      'Over net.tcp, and over HTTP except on .NET Framework, connections belong to the factory: each call connects anew. Closing the factory closes them from this side, which leaves a local port in TIME_WAIT; not closing it holds the port until the idle timeout.',
    ),
  fixes: [
    {
      id: 'share-factory',
      kind: 'reuse',
      title: () => l10n.t('Share one ChannelFactory, and make only channels for each call'),
      cost: () =>
        l10n.t(
          'The factory lives as long as the process, with one address and one set of credentials for all callers. Each channel must still be closed, or aborted where it failed.',
        ),
      edits: shareFactory,
    },
  ],
});

/** What is said of the factory besides making channels and ending it. */
function isConfigured({ mentions }: LocalDeclaration): boolean {
  return mentions.some(({ parent }) => {
    const member =
      parent?.type === 'member_access_expression' ? field(parent, 'name')?.text : undefined;
    return !/^(CreateChannel|Open|Close|Abort|Dispose|State)$/.test(member ?? '');
  });
}

/** Arguments that name locals which can be written in place; `undefined` where one depends on the call. */
function foldedArguments(
  creation: Node,
  declaration: LocalDeclaration,
): readonly FoldedLocal[] | undefined {
  if (isConfigured(declaration) || initializerOf(creation) !== undefined) return undefined;
  const folded: FoldedLocal[] = [];
  const list = argumentsOf(creation);
  for (const argument of list === undefined ? [] : namedChildren(list)) {
    const value = namedChildren(argument).at(-1);
    if (value === undefined || isConstant(value)) continue;
    const local = value.type === 'identifier' ? foldLocal(value) : undefined;
    if (local === undefined) return undefined;
    folded.push(local);
  }
  return folded;
}

function shareFactory(found: Case, file: SourceFile): SourceEdit[] | undefined {
  const { creation, declaration, folded } = found;
  const type = enclosingType(creation);
  if (folded === undefined || type === undefined || isGeneric(creation)) return undefined;
  const madeType = createdType(creation);
  const list = argumentsOf(creation);
  const written = folded.map(({ argument, expression }) => replace(argument, expression));
  const values =
    list === undefined
      ? '()'
      : applySourceEdits(file.text, list.startIndex, list.endIndex, written).replace(
          /\s*\r?\n\s*/g,
          ' ',
        );
  const expression = `new ${madeType}${values}`;
  const existing = existingFactory(type, expression);
  const name = existing ?? fieldName(file, type);
  const made =
    existing === undefined
      ? [addField(file, type, `private static readonly ${madeType} ${name} = ${expression};`)]
      : [];
  const gone = folded.flatMap((local) => local.gone);
  return [
    ...made,
    ...gone.map((statement) => removeStatement(file, statement)),
    ...useShared(file, { creation, declaration, settings: [] }, name),
  ];
}

/** Whether a method's own type parameter stands in its type, which a field cannot name. */
function isGeneric(creation: Node): boolean {
  const parameters = [...ancestors(creation)].flatMap((scope) =>
    /^(method_declaration|local_function_statement)$/.test(scope.type)
      ? namedChildren(scope).filter((child) => child.type === 'type_parameter_list')
      : [],
  );
  const names = parameters.flatMap((list) => descendants(list, 'identifier'));
  const mentioned: readonly string[] = createdType(creation).match(/\w+/g) ?? [];
  return names.some(({ text }) => mentioned.includes(text));
}

/** A factory that the type has already, made in the same way. */
function existingFactory(type: Node, expression: string): string | undefined {
  const same = descendants(type, 'field_declaration').find(
    ({ text }) => /\bstatic\s+readonly\b/.test(text) && text.includes(`= ${expression};`),
  );
  const [declarator] = same === undefined ? [] : descendants(same, 'variable_declarator');
  return declarator && field(declarator, 'name')?.text;
}

function fieldName(file: SourceFile, type: Node): string {
  return /\b(readonly|static)\s+[\w<>.]+\s+_\w+/.test(type.text)
    ? file.freeName('_channelFactory')
    : file.freeName('channelFactory', 'sharedChannelFactory');
}
