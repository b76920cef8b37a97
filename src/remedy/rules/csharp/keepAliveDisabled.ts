import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { removeStatement, replace } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { descendants, field, namedChildren } from '../../syntax';
import { enclosingFunction, enclosingType, isModernDotnet, mentionsOf } from './members';
import { bindDelegate, bindDelegateCost, rotationTitle } from './rotation';

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
      cost: () =>
        l10n.t(
          'Security: a shared connection stays logged in, and every request of its ConnectionGroupName goes out as that user. Never use one group for two users. The server may also close an idle connection just as a request goes out.',
        ),
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
    {
      id: 'rotate-ports',
      kind: 'rotation',
      title: rotationTitle,
      cost: bindDelegateCost,
      edits: ({ assignment, receiver }, file) => {
        const type = enclosingType(assignment);
        const statement = assignment.parent;
        const isCore = file.context.targetFramework !== undefined && isModernDotnet(file) === true;
        if (type === undefined || statement?.type !== 'expression_statement' || isCore)
          return undefined;
        const delegate = bindDelegate(file, type);
        if (delegate === undefined) return undefined;
        const bind = `${receiver.text}.ServicePoint.BindIPEndPointDelegate = ${delegate.name};`;
        return [...delegate.edits, replace(statement, bind)];
      },
    },
  ],
});

/** Whether the declarations in sight say that `receiver` is an HttpWebRequest (FTP's has KeepAlive too). */
function isHttpWebRequest(receiver: Node): boolean {
  if (receiver.type !== 'identifier')
    return /\(\s*HttpWebRequest\s*\)|\bas\s+HttpWebRequest\b/.test(receiver.text);
  const inFunction = mentionsOf(receiver.text, receiver).map(typeAt);
  const known = inFunction.find((type) => type !== undefined);
  if (known !== undefined) return /\bHttpWebRequest$/.test(known);
  const type = enclosingType(receiver);
  const fields =
    type === undefined ? [] : descendants(type, 'field_declaration', 'property_declaration');
  return fields.some((member) =>
    new RegExp(`\\bHttpWebRequest\\s+${receiver.text}\\b`).test(member.text),
  );
}

/** The type that a mention declares its name with, where it is a declaration. */
function typeAt(mention: Node): string | undefined {
  const { parent } = mention;
  if (parent?.type === 'parameter') return field(parent, 'type')?.text;
  if (parent?.type !== 'variable_declarator' || field(parent, 'name')?.id !== mention.id)
    return undefined;
  const type = parent.parent && field(parent.parent, 'type')?.text;
  if (type !== 'var') return type ?? undefined;
  const value = namedChildren(parent).at(-1)?.text ?? '';
  const isHttp =
    /^\(\s*[\w.]*HttpWebRequest\s*\)|\bas\s+[\w.]*HttpWebRequest$|WebRequest\.CreateHttp\(/.test(
      value,
    );
  return isHttp ? 'HttpWebRequest' : 'var';
}

/** Who the same request authenticates as, in the same function. */
function userOf(receiver: Node, assignment: Node): string | undefined {
  const scope = enclosingFunction(assignment);
  if (scope === undefined) return undefined;
  let user: string | undefined;
  for (const other of descendants(scope, 'assignment_expression')) {
    const left = field(other, 'left');
    if (left?.type !== 'member_access_expression') continue;
    if (field(left, 'expression')?.text !== receiver.text) continue;
    const value = field(other, 'right');
    switch (field(left, 'name')?.text) {
      case 'Credentials':
        return value === undefined
          ? 'unknown'
          : credentialUser(value, other.startIndex < assignment.startIndex);
      case 'UseDefaultCredentials':
        if (value?.text === 'true') return currentUser;
        break;
      case 'PreAuthenticate':
        if (value?.text === 'true') user = 'unknown';
        break;
      case undefined:
      default:
    }
  }
  return user;
}

const currentUser = 'System.Security.Principal.WindowsIdentity.GetCurrent().Name';

function credentialUser(value: Node, isBefore: boolean): string {
  if (/\bDefault(Network)?Credentials$/.test(value.text)) return currentUser;
  const created =
    value.type === 'object_creation_expression' &&
    (field(value, 'type')?.text ?? '').endsWith('NetworkCredential');
  const list = created ? field(value, 'arguments') : undefined;
  const name = list && namedChildren(list)[0];
  if (name === undefined) return 'unknown';
  const isPlain = /^("[^"]*"|[\w.]+)$/.test(name.text);
  return isPlain && (isBefore || name.text.startsWith('"')) ? name.text : 'unknown';
}

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
  const scope = enclosingFunction(assignment)?.text ?? '';
  const owner = field(enclosingType(assignment) ?? assignment, 'name')?.text ?? 'calls';
  const group = user === 'unknown' ? `"${owner}"` : user;
  const lines = [
    '// A shared connection stays logged in: every request of this group goes out as the same user.',
    ...(user === 'unknown'
      ? ['// Name the group after the user, should there ever be more than one.']
      : []),
    ...(scope.includes('.UnsafeAuthenticatedConnectionSharing')
      ? []
      : [`${receiver.text}.UnsafeAuthenticatedConnectionSharing = true;`]),
    ...(scope.includes('.ConnectionGroupName')
      ? []
      : [`${receiver.text}.ConnectionGroupName = ${group};`]),
  ];
  return [replace(statement, lines.join(file.eol + file.indentation(statement.startIndex)))];
}
